import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { binIndices } from "lib/validation/bins.ts";
import { stratifiedHoldout } from "lib/validation/splitters/stratified_holdout.ts";
import { edges, sampleRows } from "./sample_rows.ts";

Deno.test("stratifiedHoldout() takes its share of every bin to within a row", () => {
  const rows = sampleRows(1009, 3);
  const bins = binIndices(rows.target, edges);
  for (let seed = 0; seed < 20; ++seed) {
    const [{ test }] = stratifiedHoldout({ edges, testShare: 0.3 })
      .split(rows, makeRng(seed));
    assert(Math.abs(test.length - 0.3 * 1009) < 1, `${test.length}`);
    for (let b = 0; b < 10; ++b) {
      const own = bins.filter((bin) => bin === b).length;
      const tested = test.filter((row) => bins[row] === b).length;
      assert(Math.abs(tested - 0.3 * own) < 1, `bin ${b}: ${tested} of ${own}`);
    }
  }
});

Deno.test("stratifiedHoldout() of single rows takes each row equally often", () => {
  const rows = {
    count: 50,
    target: Array.from({ length: 50 }, (_, i) => i / 50),
  };
  const times = new Int32Array(50);
  for (let seed = 0; seed < 2000; ++seed) {
    const [{ test }] = stratifiedHoldout({ edges, testShare: 0.25 })
      .split(rows, makeRng(seed));
    for (const row of test) ++times[row];
  }
  // Of 2000 at 1/4: 500 with a standard error of 19.4.
  for (const n of times) assert(Math.abs(n - 500) < 5 * 19.4, `${n}`);
});

Deno.test("stratifiedHoldout() in whole groups keeps days apart and the mix", () => {
  const rows = sampleRows(4000, 6);
  const bins = binIndices(rows.target, edges);
  const [{ train, test }] = stratifiedHoldout({ edges, grouped: true })
    .split(rows, makeRng(1));
  const shown = new Set(Array.from(train, (i) => rows.groups[i]));
  assert(test.every((i) => !shown.has(rows.groups[i])));
  // Days of a hundred rows: the share is met to half a day.
  assert(Math.abs(test.length / 4000 - 0.2) < 0.0125, `${test.length}`);
  for (let b = 0; b < 10; ++b) {
    const own = bins.filter((bin) => bin === b).length;
    const tested = test.filter((row) => bins[row] === b).length;
    // Drawing rows alone would leave a standard error of 0.4/√own.
    const error = 0.4 / Math.sqrt(own);
    assert(
      Math.abs(tested / own - 0.2) < 3 * error,
      `bin ${b}: ${tested / own}`,
    );
  }
});
