import { assertEquals } from "@std/assert";
import { categoryOf, cellOf } from "lib/models/table/cell.ts";

Deno.test("cellOf() reads decimal numbers however they are written", () => {
  const texts = ["0", "-0", " 7 ", "1e5", "-2.5E-3", ".5", "+3", "1e400"];
  assertEquals(texts.map(cellOf), [0, -0, 7, 1e5, -0.0025, 0.5, 3, "1e400"]);
});

Deno.test("cellOf() leaves as texts what only looks like a number", () => {
  const texts = ["12a", "0x10", "0b1", "Infinity", "1,5", "2020-01-02", "1 2"];
  assertEquals(texts.map(cellOf), texts);
});

Deno.test("cellOf() takes blanks and their spellings for missing", () => {
  const texts = ["", "  ", "NA", "nan", "NaN", "N/A", "null", "None", "<NA>"];
  for (const value of [...texts, null, undefined, NaN]) {
    assertEquals(cellOf(value), NaN, String(value));
  }
});

Deno.test("cellOf() reads what Parquet holds", () => {
  assertEquals(cellOf(12n), 12);
  assertEquals(cellOf(true), "true");
  assertEquals(cellOf(Infinity), "Infinity");
  assertEquals(cellOf(new Date(0)), "1970-01-01T00:00:00.000Z");
});

Deno.test("categoryOf() names 1.0, 1 and 1e0 alike", () => {
  assertEquals(["1.0", "1", "1e0"].map((t) => categoryOf(cellOf(t))), [
    ...["1", "1", "1"],
  ]);
  assertEquals(categoryOf("tech"), "tech");
});
