import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  shiftedFeatures,
  shiftRows,
} from "lib/validation/leakage/shifted_features.ts";

/** A slow signal, and the return that follows each of its values. */
function market(count: number) {
  const rng = makeRng(31);
  const signal = new Float64Array(count);
  for (let i = 1; i < count; ++i) {
    signal[i] = 0.9 * signal[i - 1] + rng.normal();
  }
  const label = signal.map((s) => s + 3 * rng.normal());
  return { signal, label };
}

/** Correlation of a shifted column with labels, away from the ends. */
function skillOf(column: Float64Array, label: Float64Array) {
  const x = { data: column, rows: column.length, cols: 1 };
  return (shift: number) => {
    const { data } = shiftRows(x, shift);
    let [xy, xx, yy] = [0, 0, 0];
    for (let i = 10; i < label.length - 10; ++i) {
      xy += data[i] * label[i];
      xx += data[i] ** 2;
      yy += label[i] ** 2;
    }
    return xy / Math.sqrt(xx * yy);
  };
}

Deno.test("shiftedFeatures() lets fading skill pass where the future would help", async () => {
  const { signal, label } = market(4000);
  // Known one row late, as an honest feature is.
  const late = shiftRows({ data: signal, rows: 4000, cols: 1 }, 1).data;
  const report = await shiftedFeatures(skillOf(late, label));
  assert(!report.suspicious, report.verdict);
  // The signal keeps 0.9 a row.
  assert(Math.abs(report.kept - 0.9) < 0.05, `${report.kept}`);
  assert(report.gainFromFuture > 0);
  assertEquals(report.shifts, [-1, 0, 1, 2, 3]);
});

Deno.test("shiftedFeatures() suspects a feature that is the label", async () => {
  const rng = makeRng(2);
  const label = Float64Array.from({ length: 2000 }, () => rng.normal());
  const report = await shiftedFeatures(skillOf(label, label));
  assert(report.suspicious);
  assert(/hold the label/.test(report.verdict), report.verdict);
});

Deno.test("shiftedFeatures() has nothing to say of no skill, and refuses NaN", async () => {
  const { suspicious, verdict } = await shiftedFeatures(() => 0.5, {
    noSkill: 0.5,
  });
  assertEquals([suspicious, verdict], [false, "There is no skill to lose."]);
  await assertRejects(
    () => shiftedFeatures((shift) => shift === 2 ? NaN : 1),
    RangeError,
    "that of shift 2 is NaN",
  );
  await assertRejects(() => shiftedFeatures(() => 1, { most: 0 }), RangeError);
});

Deno.test("shiftRows() moves whole rows, both ways", () => {
  const x = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 3, cols: 2 };
  assertEquals([...shiftRows(x, 1).data], [NaN, NaN, 1, 2, 3, 4]);
  assertEquals([...shiftRows(x, -2).data], [5, 6, NaN, NaN, NaN, NaN]);
  assertEquals([...shiftRows(x, 0).data], [...x.data]);
  assert(shiftRows(x, 5).data.every(Number.isNaN));
});
