/**
 * Makes windows of 90,000 rows of 107 columns and prints what is held, as JSON:
 * run by the test of the same name in a process of its own.
 *
 * @module
 */

import type { FeatureSource } from "lib/features/feature_source.ts";
import type { Labels } from "lib/features/labels.ts";
import { joinTimes } from "lib/features/panel_rows.ts";
import { windowsOf } from "lib/features/windows_of.ts";

const rows = 90_000;
const columns = 107;
const collect = (globalThis as unknown as { gc: () => void }).gc;

const time = Float64Array.from({ length: rows }, (_, i) => i * 300_000);
const panel = joinTimes([
  { symbol: "XYZ", source: "memory", time, knownTime: time },
]);
const labels: Labels = {
  target: { kind: "number" },
  values: new Float32Array(rows).fill(0.5),
  lastRow: Int32Array.from({ length: rows }, (_, i) => i),
  horizon: 1,
};
const column = new Float64Array(rows);
const features: FeatureSource = {
  names: Array.from({ length: columns }, (_, j) => `x${j}`),
  warmups: new Array(columns).fill(0),
  column(j) {
    for (let i = 0; i < rows; ++i) column[i] = Math.sin(i * (j + 1));
    return column;
  },
};

collect();
const before = Deno.memoryUsage();
const { train, validation, test } = windowsOf(panel, { features, labels });
collect();
const after = Deno.memoryUsage();
const held = new Set<ArrayBufferLike>();
for (
  const { values, ends, symbolOf, time, labelEnd, target } of [
    train,
    validation,
    test,
  ]
) {
  for (const array of [values, ends, symbolOf, time, labelEnd]) {
    held.add(array.buffer);
  }
  if (target.kind !== "path") held.add(target.values.buffer);
}
console.log(JSON.stringify({
  panel: rows * columns * 4,
  held: [...held].reduce((sum, { byteLength }) => sum + byteLength, 0),
  resident: after.rss - before.rss,
  windows: train.count + validation.count + test.count,
}));
