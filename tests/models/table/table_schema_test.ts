import { assertEquals, assertThrows } from "@std/assert";
import { ArtifactError, DataQualityError } from "lib/core/errors.ts";
import {
  cellReader,
  featureOf,
  readSchema,
  tableMatrix,
} from "lib/models/table/table_schema.ts";
import { columnOf, placeOf } from "./columns.ts";

Deno.test("featureOf() makes categories of texts, and of numbers where it is told to", () => {
  const numbers = columnOf("n", ["3", "1", "3"]);
  assertEquals(featureOf(numbers, placeOf(3)), { name: "n" });
  assertEquals(featureOf(numbers, placeOf(3), true), {
    name: "n",
    categories: ["1", "3"],
  });
  assertEquals(featureOf(columnOf("t", ["x", "", "w"]), placeOf(3)), {
    name: "t",
    categories: ["w", "x"],
  });
});

Deno.test("featureOf() refuses a column of names, such as an id", () => {
  const ids = columnOf("id", Array.from({ length: 256 }, (_, i) => `id${i}`));
  assertThrows(
    () => featureOf(ids, placeOf(256)),
    DataQualityError,
    "at most 255 categories: it has 256",
  );
  const fewer = columnOf("id", Array.from({ length: 255 }, (_, i) => `id${i}`));
  assertEquals(featureOf(fewer, placeOf(255)).categories?.length, 255);
});

Deno.test("tableMatrix() holds numbers and the places of categories, NaN for a gap", () => {
  const columns = [
    columnOf("t", ["b", "a", ""]),
    columnOf("n", ["1.5", "", "-2"]),
  ];
  const place = placeOf(3);
  const features = columns.map((column) => featureOf(column, place));
  const x = tableMatrix(features, columns, place);
  assertEquals([x.rows, x.cols], [3, 2]);
  assertEquals([...x.data], [1, 1.5, 0, NaN, NaN, -2]);
  assertThrows(
    () => tableMatrix(features, columns, place, false),
    DataQualityError,
    't.csv, row 4, column "t": A value is missing',
  );
});

Deno.test("cellReader() takes an unknown category for missing and tells it", () => {
  const told: string[] = [];
  const read = cellReader(
    { name: "t", categories: ["1", "a"] },
    false,
    (category) => told.push(category),
  );
  assertEquals(["a", 1, "z"].map((cell) => read(cell, "t.csv", 2)), [
    1,
    0,
    NaN,
  ]);
  assertEquals(told, ["z"]);
});

Deno.test("cellReader() refuses texts and what is beyond float32 in a number", () => {
  const read = cellReader({ name: "n" }, true);
  assertEquals(read(-3e38, "t.csv", 2), -3e38);
  for (const [cell, message] of [["x", "a number"], [1e39, "at most 3.4e38"]]) {
    assertThrows(
      () => read(cell, "t.csv", 9),
      DataQualityError,
      `t.csv, row 9, column "n": The value must be ${message}`,
    );
  }
});

Deno.test("readSchema() gives back what was stored and refuses anything else", () => {
  const schema = {
    features: [{ name: "n" }, { name: "t", categories: ["a"] }],
    missing: true,
    target: "y",
    classes: ["no", "yes"],
  };
  assertEquals(readSchema(structuredClone(schema), "dir") as unknown, schema);
  const spoilt = [
    ...[undefined, null, 3, {}, { ...schema, features: [] }],
    ...[{ ...schema, missing: 1 }, { ...schema, classes: ["one"] }],
    { ...schema, features: [{ name: "t", categories: [1] }] },
  ];
  for (const value of spoilt) {
    assertThrows(
      () => readSchema(value, "dir"),
      ArtifactError,
      "Cannot load dir",
    );
  }
});
