import { assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import {
  findColumn,
  nearestName,
  normalName,
  requireColumn,
} from "lib/market/columns.ts";

const header = (...names: string[]) => ({ file: "f.csv", row: 1, names });

Deno.test("findColumn() minds neither case nor spaces, and prefers the first alias", () => {
  assertEquals(normalName("\ufeffImplied Vol "), "implied_vol");
  const head = header("Date", "Quote Time", "STRIKE");
  assertEquals(findColumn(head, ["strike"]), 2);
  assertEquals(findColumn(head, ["quote_time", "date"]), 1);
  assertEquals(findColumn(head, ["rate"]), -1);
});

Deno.test("findColumn() refuses a name that stands twice", () => {
  assertThrows(
    () => findColumn(header("bid", "Bid"), ["bid"]),
    DataQualityError,
    "two columns",
  );
});

Deno.test("requireColumn() lists the columns where none is near", () => {
  assertThrows(
    () => requireColumn(header("foo", "bar"), ["strike"]),
    DataQualityError,
    'f.csv, row 1, column "strike": The column is missing. Add it; the columns here are foo, bar',
  );
});

Deno.test("nearestName() finds slips and longer names, not strangers", () => {
  assertEquals(nearestName("strike", ["stirke", "type"]), "stirke");
  assertEquals(nearestName("strike", ["Strike Price"]), "Strike Price");
  assertEquals(nearestName("strike", ["delta", "vega"]), undefined);
});
