import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  binIndices,
  equalBins,
  joinThinBins,
  quantileBins,
} from "lib/validation/bins.ts";

Deno.test("binIndices() closes bins below, the last above, and holds what is beyond", () => {
  const bins = binIndices([-1, 0, 0.999, 1, 2, 3, 9], [0, 1, 2, 3]);
  assertEquals([...bins], [0, 0, 0, 1, 2, 2, 2]);
  assertThrows(
    () => binIndices([0, NaN], [0, 1]),
    RangeError,
    "value 1 is NaN",
  );
});

Deno.test("equalBins() has tenths as they are written", () => {
  assertEquals([...equalBins(0, 1, 10)], [
    0,
    0.1,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
    1,
  ]);
  assertEquals([...equalBins(-1, 0, 4)], [-1, -0.75, -0.5, -0.25, 0]);
  assertThrows(() => equalBins(1, 1, 2), RangeError, "increasing");
  assertThrows(() => equalBins(0, 1, 0), RangeError);
});

Deno.test("quantileBins() fill alike, and fewer where many values are equal", () => {
  const rng = makeRng(4);
  const values = Float64Array.from({ length: 1000 }, () => rng.normal() ** 3);
  const sizes = new Int32Array(8);
  for (const bin of binIndices(values, quantileBins(values, 8))) ++sizes[bin];
  assert(sizes.every((size) => size === 125), `${sizes}`);
  assertEquals([...quantileBins([0, 0, 0, 0, 1], 4)], [0, 1]);
  assertThrows(() => quantileBins([2, 2], 3), RangeError, "edges");
});

Deno.test("joinThinBins() leaves no bin with too few values while there are enough", () => {
  const values = [0.5, 1.5, 1.6, 1.7, 3.5, 3.6, 4.5];
  assertEquals([...joinThinBins([0, 1, 2, 3, 4, 5], values, { least: 2 })], [
    0,
    2,
    5,
  ]);
  assertEquals([...joinThinBins([0, 1, 2, 3, 4, 5], values, { least: 3 })], [
    0,
    2,
    5,
  ]);
  assertEquals([...joinThinBins([0, 1, 2], [0.5], { least: 5 })], [0, 2]);
  const groups = ["a", "a", "a", "b", "a", "a", "b"];
  const edges = joinThinBins([0, 1, 2, 3, 4, 5], values, { least: 2, groups });
  assertEquals([...edges], [0, 2, 5]);
});
