import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import {
  categoriesOf,
  cellAt,
  isCategorical,
} from "lib/models/table/column.ts";
import { columnOf, placeOf } from "./columns.ts";

Deno.test("a column gives back every cell, however long it grows", () => {
  const fields = Array.from(
    { length: 5000 },
    (_, i) => i % 3 === 0 ? "" : i % 2 === 0 ? `t${i % 7}` : `${i}`,
  );
  const column = columnOf("c", fields);
  assertEquals(column.values.length, 5000);
  fields.forEach((field, i) => {
    const cell = cellAt(column, i);
    assertEquals(Number.isNaN(cell) ? "" : String(cell), field);
  });
});

Deno.test("isCategorical() is for texts, and for more texts than numbers", () => {
  const is = (...fields: string[]) =>
    isCategorical(columnOf("c", fields), placeOf(fields.length));
  assertEquals(is("1", "2", ""), false);
  assertEquals(is("", "NA"), false);
  assertEquals(is("a", "", "b"), true);
  assertEquals(is("A1", "B2", "7"), true);
});

Deno.test("isCategorical() names the text that stands among numbers", () => {
  const column = columnOf("size", ["1", "", "12a", "3", "4b", "5"]);
  const error = assertThrows(
    () => isCategorical(column, placeOf(6)),
    DataQualityError,
    't.csv, row 4, column "size": The value must be a number, or blank: current value is "12a"',
  );
  assertEquals([error.file, error.row, error.column, error.value], [
    ...["t.csv", 4, "size", "12a"],
  ]);
  assert(error.message.includes("--categorical"));
});

Deno.test("categoriesOf() sorts numbers by size and before texts", () => {
  const fields = ["b", "10", "2", "a", "", "2.0", "-1", "b"];
  assertEquals(categoriesOf(columnOf("c", fields)), [
    ...["-1", "2", "10", "a", "b"],
  ]);
});
