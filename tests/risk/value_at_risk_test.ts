import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { normalPdf } from "lib/math/normal.ts";
import { cornishFisherTail } from "lib/risk/value_at_risk/cornish_fisher.ts";
import { gaussianTail, momentsOf } from "lib/risk/value_at_risk/gaussian.ts";
import { historicalTail } from "lib/risk/value_at_risk/historical.ts";
import {
  CONVERTIBLE_ARBITRAGE,
  CONVERTIBLE_ARBITRAGE_95,
} from "../reference/performance_analytics.ts";

const TAILS = { historicalTail, gaussianTail, cornishFisherTail };

Deno.test("the three VaR and ES are PerformanceAnalytics' on its edhec data", () => {
  const published = CONVERTIBLE_ARBITRAGE_95;
  const historical = historicalTail(CONVERTIBLE_ARBITRAGE);
  const gaussian = gaussianTail(CONVERTIBLE_ARBITRAGE);
  const modified = cornishFisherTail(CONVERTIBLE_ARBITRAGE);
  const rows = [
    [historical.valueAtRisk, published.historical],
    [historical.expectedShortfall, published.historicalShortfall],
    [gaussian.valueAtRisk, published.gaussian],
    [gaussian.expectedShortfall, published.gaussianShortfall],
    [modified.valueAtRisk, published.cornishFisher],
  ];
  // Published to six digits after the point.
  for (const [actual, expected] of rows) {
    assertAlmostEquals(actual, expected, 5.1e-7);
  }
});

Deno.test("the modified ES is the tail integral of the Edgeworth density", () => {
  const tail = cornishFisherTail(CONVERTIBLE_ARBITRAGE);
  const { mean, deviation, skewness: s, excessKurtosis: k } = momentsOf(
    CONVERTIBLE_ARBITRAGE,
  );
  const density = (x: number) =>
    normalPdf(x) * (1 + s / 6 * (x ** 3 - 3 * x) +
      k / 24 * (x ** 4 - 6 * x ** 2 + 3) +
      s ** 2 / 72 * (x ** 6 - 15 * x ** 4 + 45 * x ** 2 - 15));
  const h = -(tail.valueAtRisk + mean) / deviation;
  // Simpson's rule from where the density is nothing.
  const [low, steps] = [-12, 20_000];
  const width = (h - low) / steps;
  let integral = 0;
  for (let i = 0; i <= steps; ++i) {
    const x = low + i * width;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    integral += weight * x * density(x) * width / 3;
  }
  const shortfall = -mean - deviation * integral / 0.05;
  assertAlmostEquals(tail.expectedShortfall, shortfall, 1e-12);
});

Deno.test("risks scale with returns, shift with the mean, and ES is at least VaR", () => {
  const rng = makeRng(6);
  for (let trial = 0; trial < 200; ++trial) {
    const n = 20 + Math.floor(200 * rng.uniform());
    const returns = Array.from(
      { length: n },
      () => 0.01 * rng.normal() * (1 + rng.uniform() ** 4),
    );
    for (const [name, find] of Object.entries(TAILS)) {
      const one = find(returns, { confidence: 0.9 });
      const two = find(returns.map((r) => 2 * r), { confidence: 0.9 });
      const shifted = find(returns.map((r) => r + 0.01), { confidence: 0.9 });
      assertAlmostEquals(two.valueAtRisk, 2 * one.valueAtRisk, 1e-14, name);
      assertAlmostEquals(
        shifted.expectedShortfall,
        one.expectedShortfall - 0.01,
        1e-14,
        name,
      );
      assert(one.expectedShortfall >= one.valueAtRisk, name);
    }
  }
});

Deno.test("Gaussian and modified risks agree where returns are normal", () => {
  const rng = makeRng(12);
  const returns = Float64Array.from({ length: 200_000 }, () => rng.normal());
  const gaussian = gaussianTail(returns);
  const modified = cornishFisherTail(returns);
  const historical = historicalTail(returns);
  // The standard error of the 5 % quantile of n normals is 2.11/√n = 0.0047.
  assertAlmostEquals(gaussian.valueAtRisk, 1.6449, 4 * 0.0047);
  assertAlmostEquals(modified.valueAtRisk, gaussian.valueAtRisk, 0.02);
  assertAlmostEquals(historical.valueAtRisk, gaussian.valueAtRisk, 0.02);
  assertAlmostEquals(historical.expectedShortfall, 2.0627, 0.03);
  assert(gaussianTail([1, 1, 1]).valueAtRisk === -1);
});

Deno.test("cornishFisherTail() says where its expansion is no quantile", () => {
  assert(
    cornishFisherTail([-2, -1, -0.3, 0.3, 1, 2, -1.5, 1.5]).monotone === false,
  );
  // Skewness 0 and kurtosis 0 < K < 8 lie within Maillard's domain.
  const mild = [-3, -1, -0.5, 0, 0, 0.5, 1, 3];
  const { skewness, excessKurtosis, monotone } = cornishFisherTail(mild);
  assertAlmostEquals(skewness, 0, 1e-15);
  assert(excessKurtosis > 0 && monotone);
});

Deno.test("returns without a tail are refused", () => {
  for (const find of Object.values(TAILS)) {
    assertThrows(() => find([0.1]), TypeError, "at least");
    assertThrows(
      () => find([0.1, 0.2, Infinity, 0.3]),
      RangeError,
      "returns[2] must be finite: current value is Infinity",
    );
    assertThrows(
      () => find([0.1, 0.2, 0.3, 0.4], { confidence: 0.05 }),
      RangeError,
      "confidence",
    );
  }
});
