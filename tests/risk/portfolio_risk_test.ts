import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { sampleCovariance } from "lib/risk/covariance/sample.ts";
import {
  averageCorrelation,
  diversificationRatio,
  effectiveBets,
} from "lib/risk/diversification.ts";
import { portfolioHeat, quantityForHeat } from "lib/risk/portfolio_heat.ts";
import { portfolioVolatility } from "lib/risk/quadratic_form.ts";
import {
  gaussianVarContributions,
  volatilityContributions,
} from "lib/risk/risk_contributions.ts";
import { gaussianTail } from "lib/risk/value_at_risk/gaussian.ts";
import { randomPanel } from "./random_panel.ts";

const covarianceFor = (label: string, n: number) =>
  sampleCovariance(randomPanel(makeRng(7).child(label), 60, n));

/** All volatilities and correlations alike. */
function equalCorrelation(n: number, rho: number, volatility = 0.2) {
  const data = Float64Array.from(
    { length: n * n },
    (_, at) => volatility ** 2 * (at % (n + 1) === 0 ? 1 : rho),
  );
  return { data, rows: n, cols: n };
}

Deno.test("parts of volatility and of Gaussian VaR sum to the whole", () => {
  const rng = makeRng(21);
  for (let trial = 0; trial < 50; ++trial) {
    const n = 2 + trial % 9;
    const covariance = covarianceFor(`${trial}`, n);
    const weights = Float64Array.from({ length: n }, () => rng.normal());
    const means = Float64Array.from({ length: n }, () => 0.001 * rng.normal());
    const volatility = volatilityContributions(weights, covariance);
    const var95 = gaussianVarContributions(weights, covariance, { means });
    for (const { total, component, share } of [volatility, var95]) {
      const sum = component.reduce((s, c) => s + c, 0);
      assertAlmostEquals(sum / total, 1, 1e-10);
      assertAlmostEquals(share.reduce((s, c) => s + c, 0), 1, 1e-10);
    }
    // The marginal is the slope, by central differences.
    const h = 1e-6;
    for (let i = 0; i < n; ++i) {
      const at = (step: number) =>
        portfolioVolatility(
          covariance,
          weights.map((w, j) => j === i ? w + step : w),
        );
      const slope = (at(h) - at(-h)) / (2 * h);
      assertAlmostEquals(volatility.marginal[i], slope, 1e-7);
    }
  }
});

Deno.test("gaussianVarContributions() is the VaR of the portfolio's own returns", () => {
  const panel = randomPanel(makeRng(14), 80, 3);
  const weights = [0.3, 0.4, 0.3];
  const means = [0, 1, 2].map((j) => {
    let sum = 0;
    for (let t = 0; t < 80; ++t) sum += panel.data[3 * t + j] / 80;
    return sum;
  });
  const returns = Float64Array.from(
    { length: 80 },
    (_, t) => weights.reduce((sum, w, j) => sum + w * panel.data[3 * t + j], 0),
  );
  const covariance = sampleCovariance(panel, { ddof: 0 });
  const { total } = gaussianVarContributions(weights, covariance, { means });
  assertAlmostEquals(total, gaussianTail(returns).valueAtRisk, 1e-15);
});

Deno.test("diversification of n alike with correlation ρ is √(n/(1 + (n − 1)ρ))", () => {
  for (const [n, rho] of [[2, 0.5], [5, 0.3], [10, 0], [4, 1], [3, -0.2]]) {
    const covariance = equalCorrelation(n, rho);
    const weights = new Float64Array(n).fill(1 / n);
    assertAlmostEquals(
      diversificationRatio(weights, covariance),
      Math.sqrt(n / (1 + (n - 1) * rho)),
      1e-12,
    );
    assertAlmostEquals(averageCorrelation(covariance), rho, 1e-12);
    assertAlmostEquals(averageCorrelation(covariance, weights), rho, 1e-12);
    // All of it lies along the first principal portfolio, unless there is none.
    if (rho > 0) {
      assertAlmostEquals(effectiveBets(weights, covariance), 1, 1e-6);
    }
  }
});

Deno.test("effectiveBets() is n where n uncorrelated assets have equal risk", () => {
  const data = new Float64Array(9);
  const volatilities = [0.1, 0.2, 0.3];
  volatilities.forEach((v, i) => data[4 * i] = v * v);
  const covariance = { data, rows: 3, cols: 3 };
  const parity = volatilities.map((v) => 1 / v);
  assertAlmostEquals(effectiveBets(parity, covariance), 3, 1e-12);
  assertAlmostEquals(effectiveBets([1, 0, 0], covariance), 1, 1e-12);
  for (let trial = 0; trial < 30; ++trial) {
    const rng = makeRng(trial);
    const weights = [rng.normal(), rng.normal(), rng.normal(), rng.normal()];
    const bets = effectiveBets(weights, covarianceFor(`bets ${trial}`, 4));
    assert(bets >= 1 - 1e-12 && bets <= 4 + 1e-12);
  }
});

Deno.test("portfolioHeat() adds what stops would lose, and knows a missing stop", () => {
  const heat = portfolioHeat([
    { symbol: "A", quantity: 100, price: 50, stop: 45 },
    { symbol: "B", quantity: -10, price: 30, stop: 33, multiplier: 100 },
    { symbol: "C", quantity: 10, price: 20 },
    { symbol: "D", quantity: 10, price: 20, stop: 25 },
  ], 10_000);
  assertAlmostEquals(heat.total, (500 + 3000 + 200 + 0) / 10_000, 1e-15);
  const naked = [{ symbol: "A", quantity: -1, price: 50 }];
  assert(portfolioHeat(naked, 1).total === Infinity);
  assert(portfolioHeat([{ ...naked[0], quantity: 0 }], 1).total === 0);
});

Deno.test("quantityForHeat() loses its share at the stop, and no more than is left", () => {
  const budget = { equity: 50_000, riskPerTrade: 0.01 };
  assertAlmostEquals(quantityForHeat(40, 38, budget), 250, 1e-9);
  assertAlmostEquals(quantityForHeat(38, 40, budget), -250, 1e-9);
  const hot = { ...budget, heat: 0.055, maxHeat: 0.06 };
  assertAlmostEquals(quantityForHeat(40, 38, hot), 125, 1e-9);
  assertAlmostEquals(quantityForHeat(40, 38, { ...hot, heat: 0.07 }), 0, 0);
  const sized = quantityForHeat(40, 38, budget);
  const heat = portfolioHeat([
    { symbol: "A", quantity: sized, price: 40, stop: 38 },
  ], 50_000);
  assertAlmostEquals(heat.total, 0.01, 1e-15);
});

Deno.test("portfolios without risk and inputs without sense are refused", () => {
  const covariance = equalCorrelation(2, 0.5);
  assertThrows(
    () => volatilityContributions([0, 0], covariance),
    RangeError,
    "risk",
  );
  assertThrows(
    () => diversificationRatio([0, 0], covariance),
    RangeError,
    "volatility",
  );
  assertThrows(() => effectiveBets([1], covariance), TypeError, "1 × 1");
  assertThrows(
    () => averageCorrelation(equalCorrelation(1, 0)),
    TypeError,
    "2 rows",
  );
  const stop = { symbol: "A", quantity: 1, price: NaN, stop: 1 };
  assertThrows(() => portfolioHeat([stop], 1), RangeError, "price of A");
  assertThrows(() => portfolioHeat([], 0), RangeError, "equity");
  assertThrows(
    () => quantityForHeat(10, 10, { equity: 1, riskPerTrade: 0.1 }),
    RangeError,
    "stop must differ",
  );
});
