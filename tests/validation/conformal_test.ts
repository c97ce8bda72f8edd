import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { conformalBand, conformalIntervals } from "lib/validation/conformal.ts";
import { coverageOf } from "lib/validation/coverage.ts";

Deno.test("conformalBand() holds a new target exactly as often as it says", () => {
  // With 49 errors without ties the chance is ⌈50 · 0.9⌉/50 = 0.9 exactly,
  // whatever the law: here one with heavy tails.
  const rng = makeRng(31);
  const draw = () => rng.normal() / Math.abs(rng.normal());
  const trials = 4000;
  let held = 0;
  for (let trial = 0; trial < trials; ++trial) {
    const actual = Array.from({ length: 49 }, draw);
    const band = conformalBand(actual, actual.map(() => 0));
    held += coverageOf([draw()], conformalIntervals(band, [0])).share;
  }
  const error = Math.sqrt(0.9 * 0.1 / trials);
  assert(Math.abs(held / trials - 0.9) < 4 * error, `${held / trials}`);
});

Deno.test("conformalBand() by groups holds for a row of a new day, where rows alone do not", () => {
  // Days share an error: nine tenths of the variance is the day's.
  const rng = makeRng(77);
  const trials = 1500;
  const held = { rows: 0, groups: 0 };
  const day = () => 3 * rng.normal();
  for (let trial = 0; trial < trials; ++trial) {
    const groups = Array.from({ length: 190 }, (_, i) => i % 19);
    // Most rows are of one day.
    groups.fill(0, 60);
    const shared = Array.from({ length: 19 }, day);
    const actual = groups.map((g) => shared[g] + rng.normal());
    const zero = actual.map(() => 0);
    const fresh = [day() + rng.normal()];
    const rows = conformalBand(actual, zero);
    const whole = conformalBand(actual, zero, { groups });
    assertEquals([rows.counts, whole.counts], [[190], [19]]);
    held.rows += coverageOf(fresh, conformalIntervals(rows, [0])).share;
    held.groups += coverageOf(fresh, conformalIntervals(whole, [0])).share;
  }
  const error = Math.sqrt(0.09 / trials);
  const [byRows, byGroups] = [held.rows / trials, held.groups / trials];
  // Promised: from 0.9 to 0.9 + 2/20.
  assert(byGroups > 0.9 - 4 * error && byGroups < 1, `${byGroups}`);
  assert(byRows < 0.9 - 4 * error, `${byRows}`);
});

/** Errors that grow with the prediction, from 0.2 to 2. */
function unequalRows(count: number, seed: number) {
  const rng = makeRng(seed);
  const predicted = Float64Array.from({ length: count }, () => rng.uniform());
  const difficulty = predicted.map((p) => 0.2 + 1.8 * p);
  const actual = predicted.map((p, i) => p + difficulty[i] * rng.normal());
  return { predicted, difficulty, actual };
}

Deno.test("conformalBand() by bins holds in each bin, where one width does not", () => {
  const learnt = unequalRows(5000, 1);
  const fresh = unequalRows(20000, 2);
  const edges = [0, 0.25, 0.5, 0.75, 1];
  const sharesOf = (edges?: number[]) => {
    const band = conformalBand(learnt.actual, learnt.predicted, {
      ...(edges && { edges }),
    });
    const { low, high } = conformalIntervals(band, fresh.predicted);
    return [0, 1, 2, 3].map((bin) => {
      const rows = Array.from(fresh.predicted.keys())
        .filter((i) => Math.floor(4 * fresh.predicted[i]) === bin);
      const take = (v: Float64Array) => Float64Array.from(rows, (i) => v[i]);
      return coverageOf(take(fresh.actual), {
        low: take(low),
        high: take(high),
      })
        .share;
    });
  };
  // 1250 errors learnt from and 5000 fresh a bin: √(.09/1250 + .09/5000).
  const error = Math.sqrt(0.09 / 1250 + 0.09 / 5000);
  for (const share of sharesOf(edges)) {
    assert(Math.abs(share - 0.9) < 4 * error, `${share}`);
  }
  const [lowest, , , highest] = sharesOf();
  assert(lowest > 0.98 && highest < 0.8, `${lowest} ${highest}`);
});

Deno.test("conformalBand() by difficulty is narrow where it is easy", () => {
  const learnt = unequalRows(5000, 3);
  const { difficulty } = learnt;
  const band = conformalBand(learnt.actual, learnt.predicted, { difficulty });
  // Scores are |standard normal|: their 90 % quantile, standard error
  // √(.09/5000)/(2·pdf(1.645)).
  const error = Math.sqrt(0.09 / 5000) / (2 * 0.1031);
  assertAlmostEquals(band.halfWidths[0], 1.6448536, 4 * error);
  const { low, high } = conformalIntervals(band, [0, 0], {
    difficulty: [0.2, 2],
  });
  assertAlmostEquals((high[1] - low[1]) / (high[0] - low[0]), 10, 1e-12);
});

Deno.test("conformalIntervals() stay within the range of the target and go through JSON", () => {
  const actual = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const made = conformalBand(actual, actual.map(() => 0.5), { edges: [0, 1] });
  const band = JSON.parse(JSON.stringify(made));
  assertEquals(band, made);
  const { low, high } = conformalIntervals(band, [0.1, 0.9], {
    within: [0, 1],
  });
  assertAlmostEquals(high[0], 0.5, 1e-15);
  assertAlmostEquals(low[1], 0.5, 1e-15);
  assertEquals([low[0], high[1]], [0, 1]);
});

Deno.test("conformalBand() says which bin has too few rows and what it cannot use", () => {
  const actual = new Float64Array(20);
  const predicted = Float64Array.from(actual, (_, i) => i / 20);
  assertThrows(
    () => conformalBand(actual, predicted, { edges: [0, 0.8, 1] }),
    RangeError,
    "bin 1 has 4",
  );
  assertThrows(
    () =>
      conformalBand(actual, predicted, { groups: predicted.map(Math.round) }),
    RangeError,
    "must have 9 groups for level 0.9: bin 0 has 2",
  );
  assertThrows(
    () => conformalBand(actual, [0]),
    TypeError,
    "predicted must have 20",
  );
  assertThrows(() => conformalBand([NaN], [0]), RangeError, "row 0");
  assertThrows(
    () => conformalBand([1], [0], { difficulty: [0] }),
    RangeError,
    "row 0 has 0",
  );
  assertThrows(
    () =>
      coverageOf(
        [],
        conformalIntervals({
          level: 0.9,
          edges: [],
          halfWidths: [1],
          counts: [9],
        }, []),
      ),
    RangeError,
    "some rows",
  );
});
