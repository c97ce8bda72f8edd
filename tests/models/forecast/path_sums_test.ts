import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { pathSums } from "lib/models/forecast/path_sums.ts";
import { Windows } from "lib/models/windows/windows.ts";

const [LENGTH, STEPS, P, COLUMN] = [5, 3, 2, 1];

/** Windows on a walk around a level, at the given ends. */
function windowsAt(ends: readonly number[], level: number): Windows {
  const rng = makeRng(4);
  let at = level;
  return new Windows({
    values: Float32Array.from({ length: 60 * P }, () => at += rng.normal()),
    features: ["other", "walk"],
    length: LENGTH,
    ends: Int32Array.from(ends),
    target: { kind: "path", column: COLUMN, steps: STEPS },
    horizon: STEPS,
    symbols: ["ONE"],
    symbolOf: new Int32Array(ends.length),
    time: new Float64Array(ends.length),
    labelEnd: new Float64Array(ends.length),
  });
}

/** The sums of each window by itself. */
function oneByOne({ values, ends }: Windows) {
  const sums = {
    count: ends.length,
    x: new Float64Array(LENGTH),
    y: new Float64Array(STEPS),
    xx: new Float64Array(LENGTH * LENGTH),
    yx: new Float64Array(STEPS * LENGTH),
    yy: 0,
  };
  for (const end of ends) {
    const change = (t: number) =>
      values[(end + t) * P + COLUMN] - values[(end - 1) * P + COLUMN];
    for (let a = 0; a < LENGTH; ++a) {
      sums.x[a] += change(a - LENGTH);
      for (let b = 0; b < LENGTH; ++b) {
        sums.xx[a * LENGTH + b] += change(a - LENGTH) * change(b - LENGTH);
      }
      for (let h = 0; h < STEPS; ++h) {
        sums.yx[h * LENGTH + a] += change(h) * change(a - LENGTH);
      }
    }
    for (let h = 0; h < STEPS; ++h) {
      sums.y[h] += change(h);
      sums.yy += change(h) ** 2;
    }
  }
  return sums;
}

Deno.test("pathSums() are the sums over single windows, in runs, gaps and any order", () => {
  const run = Array.from({ length: 20 }, (_, i) => LENGTH + i);
  for (
    const ends of [
      run,
      [...run, ...run.map((end) => end + 33)],
      [40, 9, 10, 11, 12, 30, 32, 34, 5],
      [7, 7, 8],
      [57],
    ]
  ) {
    for (const level of [0, 5000]) {
      const windows = windowsAt(ends, level);
      const [sums, expected] = [pathSums(windows, COLUMN), oneByOne(windows)];
      assertEquals(sums.count, ends.length);
      assertAlmostEquals(sums.yy, expected.yy, 1e-9);
      for (const part of ["x", "y", "xx", "yx"] as const) {
        assertEquals(sums[part].length, expected[part].length);
        sums[part].forEach((sum, k) =>
          assertAlmostEquals(sum, expected[part][k], 1e-9, `${part}[${k}]`)
        );
      }
    }
  }
});
