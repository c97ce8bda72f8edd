import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { FoldRun } from "lib/calibration/validation/fold_run.ts";
import {
  errorUnits,
  significance,
  significanceVerdict,
} from "lib/calibration/validation/significance.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";

/** Errors of models on days of three expiries of five quotes each. */
function madeUp(
  days: number,
  models: readonly string[],
  errorOf: (model: number, rng: Rng, day: number) => number,
  rng: Rng,
): FoldRun {
  const maturity = Float64Array.from(
    { length: 15 },
    (_, i) => 0.25 * (1 + Math.floor(i / 5)),
  );
  return {
    scheme: "days",
    models,
    naive: models.filter((name) => name.startsWith("naive")),
    folds: Array.from({ length: days }, (_, day) => ({
      label: `${day}`,
      day: `2025-01-${String(day + 1).padStart(2, "0")}`,
      shown: 15,
      maturity,
      logMoneyness: new Float64Array(15),
      marketVol: new Float64Array(15).fill(0.2),
      answers: models.map((model, m) => ({
        model,
        answer: null,
        inSample: new Float64Array(15),
        outOfSample: maturity.map(() => errorOf(m, rng, day)),
      })),
    })),
  };
}

Deno.test("errorUnits() takes the root mean square of a day, or of an expiry of a day", () => {
  const errorOf = (m: number, _: Rng, day: number) => 0.01 * (m + 1 + day);
  const run = madeUp(2, ["a", "naive"], errorOf, makeRng(1));
  const byDay = errorUnits(run, "day");
  assertEquals(
    byDay.map(({ day, maturity, count }) => [day, maturity, count]),
    [
      ["2025-01-01", null, 15],
      ["2025-01-02", null, 15],
    ],
  );
  assertAlmostEquals(byDay[1].rmse[0], 0.02, 1e-15);
  const byExpiry = errorUnits(run, "expiry");
  assertEquals(byExpiry.map(({ maturity }) => maturity), [
    ...[0.25, 0.5, 0.75],
    ...[0.25, 0.5, 0.75],
  ]);
  // A quote that one model does not answer counts for none.
  run.folds[0].answers[1].outOfSample[3] = NaN;
  assertEquals(errorUnits(run, "day")[0].count, 14);
});

Deno.test("significance() finds a model that is better, and says which", () => {
  const sizes = [0.01, 0.014, 0.02];
  const run = madeUp(
    12,
    ["good", "fair", "naive smile"],
    (m, rng) => sizes[m] * rng.normal(),
    makeRng(4),
  );
  const found = significance(run, { rng: makeRng(1) });
  assertEquals(found.unit, "day");
  assertEquals(found.pairs.map(({ a, b }) => `${a} ${b}`), [
    "good fair",
    "good naive smile",
    "fair naive smile",
  ]);
  assertEquals(found.pairs[1].better, "good");
  for (const pair of found.pairs) {
    const { low, estimate, high } = pair.difference;
    assert(low < estimate && estimate < high && estimate < 0);
    assert(pair.holm >= pair.benjaminiHochberg);
    assert(pair.benjaminiHochberg >= pair.dieboldMariano.pValue);
  }
  const text = significanceVerdict(found).join("\n");
  assertStringIncludes(text, "good is better than naive smile by");
  assertStringIncludes(text, "12 days are few");
});

Deno.test("significance() seldom calls luck real", () => {
  const rng = makeRng(12);
  const trials = 150;
  let claims = 0;
  for (let trial = 0; trial < trials; ++trial) {
    const run = madeUp(
      24,
      ["a", "b", "naive"],
      (_, stream) => 0.01 * stream.normal(),
      rng.child(`${trial}`),
    );
    const { pairs } = significance(run, { rng: makeRng(1) });
    if (pairs.some(({ better }) => better !== null)) ++claims;
  }
  // 5 % is promised for any claim at all; HAC variances of 24 units add a
  // little. The standard error of 5 % in 150 trials is 1.8 %.
  assert(claims / trials < 0.12, `${claims} of ${trials}`);
});

Deno.test("significance() takes what only rounding tells apart for one model", () => {
  // Always better, by a billionth: no reader should hear of it.
  const run = madeUp(
    12,
    ["net, polished", "least squares"],
    (m) => 0.01 + 1e-9 * m,
    makeRng(4),
  );
  const found = significance(run, { rng: makeRng(1) });
  assertEquals(found.pairs[0].better, null);
  assertEquals(found.pairs[0].holm, 1);
  assertStringIncludes(significanceVerdict(found).at(-1)!, "do not differ");
});

Deno.test("significance() refuses to judge by too little", () => {
  const errorOf = (_: number, rng: Rng) => rng.normal();
  const small = madeUp(1, ["a", "b"], errorOf, makeRng(1));
  assertThrows(
    () => significance(small, { rng: makeRng(1) }),
    RangeError,
    "at least 6 units of comparison: there are 3",
  );
  const alone = madeUp(9, ["naive"], errorOf, makeRng(1));
  assertThrows(
    () => significance(alone, { rng: makeRng(1) }),
    RangeError,
    "a law and another model",
  );
});
