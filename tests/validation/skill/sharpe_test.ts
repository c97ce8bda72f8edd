import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import {
  deflatedSharpe,
  trialSpread,
} from "lib/validation/skill/deflated_sharpe.ts";
import { expectedMaxSharpe } from "lib/validation/skill/expected_max_sharpe.ts";
import { minBacktestLength } from "lib/validation/skill/min_backtest_length.ts";
import { minTrackRecord } from "lib/validation/skill/min_track_record.ts";
import { probabilisticSharpe } from "lib/validation/skill/probabilistic_sharpe.ts";
import { sharpeMoments } from "lib/validation/skill/sharpe_moments.ts";
import {
  BACKTEST_LENGTH,
  DEFLATED,
  PROBABILISTIC,
  TRACK_RECORD,
} from "../../reference/published_sharpe.ts";

Deno.test("probabilisticSharpe() reproduces Bailey and López de Prado (2012)", () => {
  for (const { psr, ...moments } of PROBABILISTIC) {
    assertAlmostEquals(probabilisticSharpe(moments), psr, 5e-4);
  }
});

Deno.test("deflatedSharpe() reproduces Bailey and López de Prado (2014)", () => {
  const { count, annualSharpe, skewness, kurtosis, daysPerYear } = DEFLATED;
  const sharpe = annualSharpe / Math.sqrt(daysPerYear);
  const variance = DEFLATED.annualVariance / daysPerYear;
  assertAlmostEquals(expectedMaxSharpe(100, variance), DEFLATED.luck, 5e-5);
  for (const [trials, expected] of DEFLATED.byTrials) {
    const moments = { count, sharpe, skewness, kurtosis };
    const found = deflatedSharpe(moments, { trials, variance });
    assertAlmostEquals(found, expected, 5e-5);
  }
});

Deno.test("minTrackRecord() reproduces Bailey and López de Prado (2012)", () => {
  for (const { periods, skewness, kurtosis, years } of TRACK_RECORD) {
    const [sharpe, benchmark] = [
      2 / Math.sqrt(periods),
      1 / Math.sqrt(periods),
    ];
    const needed = minTrackRecord({ sharpe, skewness, kurtosis }, {
      benchmark,
    });
    assertAlmostEquals(needed / periods, years, 0.0051);
  }
});

Deno.test("minTrackRecord() is where the probability becomes the confidence", () => {
  const moments = { sharpe: 0.1, skewness: -0.5, kurtosis: 6 };
  const count = minTrackRecord(moments, { benchmark: 0.02, confidence: 0.9 });
  assertAlmostEquals(
    probabilisticSharpe({ ...moments, count }, 0.02),
    0.9,
    1e-12,
  );
  assert(minTrackRecord({ ...moments, sharpe: -0.1 }) === Infinity);
});

Deno.test("minBacktestLength() reproduces Bailey and others (2014)", () => {
  const { trials, years } = BACKTEST_LENGTH;
  assertAlmostEquals(minBacktestLength(trials), years, 0.1);
  // Their bound, 2 ln N, is above it.
  assert(minBacktestLength(trials) < 2 * Math.log(trials));
});

Deno.test("expectedMaxSharpe() is as near the exact expectation as it says", () => {
  // ∫ x·N·φ(x)·Φ(x)^(N − 1) dx by mpmath.
  const exact = [
    [2, 0.5641895835477563, 0.08],
    [5, 1.1629644736405196, 0.026],
    [100, 2.507593636441684, 0.0092],
    [1000, 3.2414357691334397, 0.0043],
  ];
  for (const [trials, expected, error] of exact) {
    assertAlmostEquals(expectedMaxSharpe(trials) / expected, 1, error);
  }
});

Deno.test("trialSpread() has ddof 1", () => {
  const { trials, variance } = trialSpread([1, 2, 3, 4]);
  assertAlmostEquals(trials, 4);
  assertAlmostEquals(variance, 5 / 3, 1e-15);
});

Deno.test("sharpeMoments() refuses what has no Sharpe ratio, naming it", () => {
  const cases: [number[], string][] = [
    [[0.1], "at least 2"],
    [[0.1, 0.1, 0.1], "must not all be the same"],
    [[0.1, NaN, 0.1], "value 1 is NaN"],
  ];
  for (const [returns, message] of cases) {
    assertThrows(() => sharpeMoments(returns), RangeError, message);
  }
  assertThrows(() => trialSpread([1]), RangeError, "at least 2 trials");
  assertThrows(() => expectedMaxSharpe(1), RangeError, "current value is 1");
  assertThrows(() => expectedMaxSharpe(2, -1), RangeError, "variance");
  assertThrows(() => minBacktestLength(10, 0), RangeError, "must be > 0");
});
