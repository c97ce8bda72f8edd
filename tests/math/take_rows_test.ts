import { assertEquals } from "@std/assert";
import { takeRows, takeValues } from "lib/math/take_rows.ts";

Deno.test("takeRows() and takeValues() take rows in the order asked, repeats too", () => {
  const matrix = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 3, cols: 2 };
  const taken = takeRows(matrix, Int32Array.of(2, 0, 2));
  assertEquals(taken, {
    data: Float64Array.of(5, 6, 1, 2, 5, 6),
    rows: 3,
    cols: 2,
  });
  assertEquals([...takeValues([7, 8, 9], [2, 0, 2])], [9, 7, 9]);
});

Deno.test("takeRows() of none is an empty table with its columns", () => {
  const matrix = { data: Float64Array.of(1, 2), rows: 1, cols: 2 };
  assertEquals(takeRows(matrix, []), {
    data: new Float64Array(),
    rows: 0,
    cols: 2,
  });
});
