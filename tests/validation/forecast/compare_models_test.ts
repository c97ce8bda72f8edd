import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng, type Rng } from "lib/core/rng.ts";
import {
  compareModels,
  type ModelLosses,
} from "lib/validation/forecast/compare_models.ts";
import { verdictOf } from "lib/validation/forecast/verdict.ts";

const BASELINES = ["naive", "nlinear"];
const MODELS = 11;

interface World {
  readonly rng: Rng;
  readonly times: number;
  readonly horizon: number;
  /** Part of the return of the next bar that the last model knows. */
  readonly known: number;
}

/**
 * Squared losses of forecasts of h-bar returns of white noise. The naive
 * forecast is 0; the others are noise of their own, slow and small, as a
 * network's is that has been stopped early; the last knows `known` of a bar.
 */
function noiseLosses({ rng, times, horizon, known }: World): ModelLosses[] {
  const bars = Float64Array.from(
    { length: times + horizon },
    () => rng.normal(),
  );
  const returns = Float64Array.from({ length: times }, (_, i) => {
    let sum = 0;
    for (let h = 0; h < horizon; ++h) sum += bars[i + h];
    return sum;
  });
  const lossesOf = (forecast: (i: number) => number) =>
    returns.map((y, i) => (y - forecast(i)) ** 2);
  const walker = () => {
    let state = 0;
    return () => state = 0.95 * state + 0.01 * rng.normal();
  };
  const names = [
    ...BASELINES,
    ...Array.from({ length: MODELS }, (_, k) => `model ${k + 1}`),
  ];
  return names.map((model, k) => {
    const step = walker();
    const isLast = k === names.length - 1;
    const losses = lossesOf((i) =>
      (k === 0 ? 0 : step()) + (isLast ? known * bars[i] : 0)
    );
    return { model, losses, validationLoss: rng.uniform() };
  });
}

for (const horizon of [1, 5]) {
  Deno.test(`compareModels() finds something among 11 models of noise in at most 5 % of worlds, ${horizon} bars ahead`, () => {
    const worlds = 400;
    let found = 0;
    for (let world = 0; world < worlds; ++world) {
      const rng = makeRng(1000 * horizon + world);
      const models = noiseLosses({ rng, times: 250, horizon, known: 0 });
      const comparison = compareModels(models, {
        rng,
        horizon,
        baselines: BASELINES,
        replications: 20,
      });
      if (verdictOf(comparison).found) ++found;
    }
    assert(found <= 0.05 * worlds, `${found} of ${worlds}`);
  });
}

Deno.test("compareModels() finds something among models as good as the one baseline in at most 5 % of worlds", () => {
  // The edge of the hypothesis: equal means, losses alike over five bars.
  const worlds = 400;
  let found = 0;
  for (let world = 0; world < worlds; ++world) {
    const rng = makeRng(77_000 + world);
    const smooth = () => {
      const bars = Float64Array.from({ length: 305 }, () => rng.normal() ** 2);
      return Float64Array.from(
        { length: 300 },
        (_, i) => bars.subarray(i, i + 5).reduce((sum, v) => sum + v, 0),
      );
    };
    const common = smooth();
    const models = Array.from({ length: MODELS + 1 }, (_, k) => {
      const own = smooth();
      return {
        model: k === 0 ? "naive" : `model ${k}`,
        validationLoss: 1,
        losses: common.map((c, i) => c + own[i] / 3),
      };
    });
    const comparison = compareModels(models, {
      rng,
      horizon: 5,
      baselines: ["naive"],
      replications: 20,
    });
    if (verdictOf(comparison).found) ++found;
  }
  assert(found <= 0.05 * worlds, `${found} of ${worlds}`);
});

Deno.test("compareModels() finds a planted model, and that one only, in nine worlds of ten", () => {
  const worlds = 100;
  let right = 0;
  let kept = 0;
  for (let world = 0; world < worlds; ++world) {
    const rng = makeRng(world);
    // A correlation of 0.3 with the next bar.
    const models = noiseLosses({ rng, times: 500, horizon: 1, known: 0.09 });
    const { rows } = compareModels(models, {
      rng,
      horizon: 1,
      baselines: BASELINES,
      replications: 200,
    });
    const names = rows.filter(({ significant }) => significant)
      .map(({ model }) => model);
    if (names.join() === "model 11") ++right;
    if (rows[rows.length - 1].inConfidenceSet) ++kept;
  }
  assert(right >= 0.9 * worlds, `${right} of ${worlds}`);
  assert(kept >= 0.9 * worlds, `${kept} of ${worlds}`);
});

/** A baseline that was lucky on the validation windows and is bad after. */
function luckyBaseline(): readonly ModelLosses[] {
  const rng = makeRng(5);
  const common = Float64Array.from({ length: 300 }, () => rng.normal() ** 2);
  const near = (mean: number) =>
    common.map((c) => c + mean + rng.normal() / 20);
  return [
    { model: "naive", validationLoss: 1, losses: near(1) },
    { model: "nlinear", validationLoss: 0.9, losses: near(1.5) },
    { model: "lstm", validationLoss: 1, losses: near(1) },
  ];
}

Deno.test("compareModels() chooses the baseline by the validation loss, not by the test's", () => {
  const comparison = compareModels(luckyBaseline(), {
    rng: makeRng(1),
    horizon: 1,
    baselines: BASELINES,
  });
  assertEquals(comparison.baseline, "nlinear");
});

Deno.test("compareModels() calls no model significant that beats a bad baseline and not the other", () => {
  const comparison = compareModels(luckyBaseline(), {
    rng: makeRng(1),
    horizon: 1,
    baselines: BASELINES,
  });
  const lstm = comparison.rows[2];
  assert(lstm.pValue! < 1e-6 && lstm.difference < 0);
  assertEquals([lstm.hardest, lstm.significant], ["naive", false]);
  const { found, verdict } = verdictOf(comparison);
  assert(!found && verdict.includes("against naive"), verdict);
});

Deno.test("compareModels() corrects for trials that are not in the table", () => {
  const rng = makeRng(3);
  const base = Float64Array.from({ length: 200 }, () => 1 + rng.uniform());
  const gains = Float64Array.from({ length: 200 }, () => rng.normal());
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / 200;
  const models = [
    { model: "naive", validationLoss: 1, losses: base },
    {
      model: "lstm",
      validationLoss: 1,
      // About 2.8 standard errors better: clear for one trial, not for 40.
      losses: base.map((loss, i) => loss - 0.06 + 0.3 * (gains[i] - mean)),
    },
  ];
  const options = { horizon: 1, baselines: ["naive"] };
  const [, one] = compareModels(models, { ...options, rng: makeRng(1) }).rows;
  const { rows: [, many], trials } = compareModels(models, {
    ...options,
    rng: makeRng(1),
    trials: 40,
  });
  assertEquals(trials, 40);
  assert(one.adjusted! < 0.05);
  assertEquals(many.adjusted, Math.min(1, 40 * one.adjusted!));
  assert(one.significant && !many.significant);
  // Intervals hold together: more trials, wider ones.
  assert(many.low! < one.low! && many.high! > one.high!);
});

Deno.test("compareModels() of a model whose losses are those of the baseline gives figures that JSON keeps", () => {
  const losses = Float64Array.from({ length: 60 }, (_, i) => 1 + i % 7);
  const comparison = compareModels([
    { model: "naive", validationLoss: 1, losses },
    { model: "same", validationLoss: 1, losses: losses.map((l) => l + 1e-15) },
    { model: "less", validationLoss: 1, losses: losses.map((l) => l - 0.5) },
  ], { rng: makeRng(1), horizon: 3, baselines: ["naive"] });
  assertEquals(JSON.parse(JSON.stringify(comparison)), comparison);
  const [, same, less] = comparison.rows;
  assertEquals([same.pValue, same.statistic, same.significant], [
    1,
    null,
    false,
  ]);
  assertEquals([less.pValue, less.significant], [0, true]);
});

Deno.test("compareModels() refuses what it cannot compare, naming it", () => {
  const options = { rng: makeRng(1), horizon: 1, baselines: ["naive"] };
  const losses = [1, 2, 3];
  const naive = { model: "naive", validationLoss: 1, losses };
  const lstm = { ...naive, model: "lstm" };
  assertThrows(
    () => compareModels([naive, { ...lstm, losses: [1, 2] }], options),
    TypeError,
    "each must have 3 losses: lstm has 2",
  );
  assertThrows(
    () => compareModels([naive, { ...lstm, losses: [1, NaN, 2] }], options),
    RangeError,
    "losses of lstm",
  );
  assertThrows(
    () => compareModels([naive, naive], options),
    RangeError,
    "of different names",
  );
  assertThrows(
    () => compareModels([naive, lstm], { ...options, baselines: ["nlinear"] }),
    RangeError,
    "baselines must be some of naive, lstm: current value is nlinear",
  );
  assertThrows(
    () => compareModels([naive, lstm], { ...options, trials: 0 }),
    RangeError,
    "trials must be a whole number ≥ 1",
  );
  assertThrows(
    () => compareModels([naive, lstm], { ...options, horizon: 0 }),
    RangeError,
    "horizon must be a whole number ≥ 1",
  );
});
