import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { columnScale, scaleColumns } from "lib/features/scale_columns.ts";

Deno.test("columnScale() divides a constant column by 1", () => {
  const taken = new Uint8Array(7).fill(1);
  const scale = columnScale(new Float64Array(7).fill(0.1), taken);
  assertAlmostEquals(scale.mean, 0.1, 1e-16);
  assertEquals(scale.deviation, 1);
  assertEquals(columnScale(new Float64Array(7), new Uint8Array(7)), {
    mean: 0,
    deviation: 1,
  });
});

Deno.test("columnScale() keeps a small deviation on a large mean", () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => 1e6 + i % 2);
  const { mean, deviation } = columnScale(values, new Uint8Array(100).fill(1));
  assertEquals([mean, deviation], [1e6 + 0.5, 0.5]);
});

Deno.test("scaleColumns() takes the scale of the symbol", () => {
  const scaler = {
    features: ["a", "b"],
    symbols: ["X", "Y"],
    mean: [0, 1, 10, 20],
    deviation: [1, 2, 5, 4],
  };
  assertEquals([...scaleColumns([15, 16, 20, 24], scaler, "Y")], [1, -1, 2, 1]);
  // As it comes back from a file.
  const read = JSON.parse(JSON.stringify(scaler));
  assertEquals([...scaleColumns([1, 3], read, "X")], [1, 1]);
  assertThrows(
    () => scaleColumns([1, 2], scaler, "Z"),
    RangeError,
    "current value is Z",
  );
  assertThrows(
    () => scaleColumns([1, 2, 3], scaler, "X"),
    TypeError,
    "2 columns",
  );
});
