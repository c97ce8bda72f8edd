import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { sampleCovariance } from "lib/risk/covariance/sample.ts";
import {
  betGrowth,
  kellyFraction,
  kellyFractionOf,
} from "lib/risk/kelly/bet.ts";
import { growthRate, kellyWeights } from "lib/risk/kelly/portfolio.ts";
import { randomPanel } from "../random_panel.ts";

Deno.test("kellyFraction() reproduces Kelly (1956): 2p − 1 at even money, growth 1 + p·log₂p + q·log₂q bits", () => {
  for (const p of [0.5, 0.51, 0.6, 0.75, 1]) {
    assertAlmostEquals(kellyFraction(p), 2 * p - 1, 1e-15);
    if (p === 1) continue;
    const bits = 1 + p * Math.log2(p) + (1 - p) * Math.log2(1 - p);
    assertAlmostEquals(betGrowth(2 * p - 1, p) / Math.LN2, bits, 1e-15);
  }
});

Deno.test("kellyFraction() grows faster than its neighbours, whatever the odds", () => {
  const rng = makeRng(2);
  for (let i = 0; i < 300; ++i) {
    const terms = { odds: 0.2 + 3 * rng.uniform(), loss: 0.2 + rng.uniform() };
    const p = rng.uniform();
    const best = kellyFraction(p, terms);
    const growth = betGrowth(best, p, terms);
    for (
      const other of [0, best * 0.9, Math.min(1 / terms.loss, best + 0.01)]
    ) {
      assert(betGrowth(other, p, terms) <= growth + 1e-15);
    }
    const outcomes = [terms.odds, -terms.loss];
    assertAlmostEquals(kellyFractionOf(outcomes, [p, 1 - p]), best, 1e-12);
  }
});

Deno.test("a bet without an edge is not taken", () => {
  assertAlmostEquals(kellyFraction(0.4), 0, 0);
  assertAlmostEquals(kellyFractionOf([1, 0, -1], [0.3, 0.3, 0.4]), 0, 0);
});

Deno.test("kellyWeights() and growthRate() reproduce Thorp (2006): 2.22 times, growth .1156", () => {
  const covariance = { data: Float64Array.of(0.0225), rows: 1, cols: 1 };
  const weights = kellyWeights([0.05], covariance);
  assertAlmostEquals(weights[0], 20 / 9, 1e-14);
  assertAlmostEquals(
    growthRate(weights, [0.05], covariance, 0.06),
    0.1155555555,
    1e-9,
  );
});

Deno.test("half Kelly keeps three quarters of the growth at half the volatility", () => {
  const { covariance, means } = market();
  const full = kellyWeights(means, covariance);
  const best = growthRate(full, means, covariance);
  for (const fraction of [0.25, 0.5, 0.75]) {
    const part = kellyWeights(means, covariance, { fraction });
    assertAlmostEquals(
      growthRate(part, means, covariance) / best,
      fraction * (2 - fraction),
      1e-12,
    );
  }
  // Twice Kelly grows like cash.
  const twice = growthRate(full.map((w) => 2 * w), means, covariance);
  assertAlmostEquals(twice, 0, 1e-12);
  // g* = ½·μᵀΣ⁻¹μ.
  const half = full.reduce((sum, w, i) => sum + w * means[i] / 2, 0);
  assertAlmostEquals(best, half, 1e-12);
});

Deno.test("bounded weights are the constrained maximum", () => {
  const { covariance, means } = market();
  const bounds = { minWeight: 0, maxWeight: 0.8 };
  const weights = kellyWeights(means, covariance, bounds);
  const best = growthRate(weights, means, covariance);
  assert(weights.some((w) => w === 0) && weights.some((w) => w === 0.8));
  const rng = makeRng(4);
  for (let i = 0; i < 2000; ++i) {
    const other = weights.map((w) => {
      const near = i % 2 === 0 ? w + 0.05 * rng.normal() : rng.uniform();
      return Math.min(0.8, Math.max(0, near));
    });
    assert(growthRate(other, means, covariance) <= best + 1e-13);
  }
});

Deno.test("a bound on gross leverage keeps the mix", () => {
  const { covariance, means } = market();
  const free = kellyWeights(means, covariance);
  const bound = kellyWeights(means, covariance, { maxGross: 1 });
  const gross = bound.reduce((sum, w) => sum + Math.abs(w), 0);
  assertAlmostEquals(gross, 1, 1e-14);
  assertAlmostEquals(bound[1] / bound[0], free[1] / free[0], 1e-12);
});

Deno.test("bets and portfolios that make no sense are refused", () => {
  assertThrows(() => kellyFraction(1.2), RangeError, "probability");
  assertThrows(() => kellyFraction(0.5, { odds: 0 }), RangeError, "odds");
  assertThrows(() => betGrowth(1.1, 0.5), RangeError, "fraction");
  assertThrows(
    () => kellyFractionOf([1, 2], [0.5, 0.5]),
    RangeError,
    "below 0",
  );
  assertThrows(
    () => kellyFractionOf([1, -1], [0.5, 0.4]),
    RangeError,
    "sum to 1",
  );
  const singular = { data: Float64Array.of(1, 1, 1, 1), rows: 2, cols: 2 };
  assertThrows(
    () => kellyWeights([1, 2], singular),
    RangeError,
    "positive definite",
  );
  assertThrows(
    () => kellyWeights([NaN, 2], singular),
    RangeError,
    "excessMeans[0]",
  );
  assertThrows(() => kellyWeights([1], singular), TypeError, "1 × 1");
});

/** Five assets, yearly figures, one of them with a mean below the riskless rate. */
function market() {
  const daily = sampleCovariance(randomPanel(makeRng(9), 500, 5));
  const covariance = { ...daily, data: daily.data.map((x) => 252 * x) };
  return { covariance, means: [0.03, 0.01, 0.05, -0.02, 0.04] };
}
