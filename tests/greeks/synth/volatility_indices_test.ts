import { assertAlmostEquals } from "@std/assert";
import type { MarketParams } from "lib/greeks/synth/synth_settings.ts";
import { volatilityIndices } from "lib/greeks/synth/volatility_indices.ts";
import { priceEuropean } from "lib/pricing/engines/european.ts";
import { bates } from "lib/pricing/laws/bates.ts";
import { hestonFunction } from "lib/pricing/laws/heston.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";
import { VOLATILITY_INDEX_ROWS } from "../../reference/volatility_indices_mpmath.ts";

Deno.test("VIX, VVIX and SKEW are those of 30-digit quadrature", () => {
  for (const { params, vix, vvix, skew } of VOLATILITY_INDEX_ROWS) {
    const indices = volatilityIndices(functionOf(params), params);
    assertAlmostEquals(indices.VIX, vix, 1e-9);
    assertAlmostEquals(indices.VVIX, vvix, 1e-9);
    assertAlmostEquals(indices.SKEW, skew, 1e-9);
  }
});

Deno.test("VIX9D and VIX are the expected variance plus what jumps add", () => {
  for (const { params } of VOLATILITY_INDEX_ROWS) {
    const { v0, kappa, theta, lambda, muJ, sigmaJ } = params;
    const indices = volatilityIndices(functionOf(params), params);
    for (
      const [value, tau] of [[indices.VIX9D, 9 / 365], [indices.VIX, 30 / 365]]
    ) {
      const variance = theta +
        (v0 - theta) * (1 - Math.exp(-kappa * tau)) / (kappa * tau) +
        2 * lambda * (Math.exp(muJ + sigmaJ ** 2 / 2) - 1 - muJ);
      assertAlmostEquals(value, 100 * Math.sqrt(variance), 1e-8);
    }
  }
});

Deno.test("VIX and SKEW are Cboe's sums over out-of-the-money options", () => {
  for (const { params } of VOLATILITY_INDEX_ROWS) {
    const cf = functionOf(params);
    const { VIX, SKEW } = volatilityIndices(cf, params);
    const strip = cboeStrip(cf, 30 / 365);
    // What is left is the trapezoid rule over strikes, 1/4000 of the forward
    // apart and three times as wide as the wings that matter.
    assertAlmostEquals(strip.vix, VIX, 2e-3);
    assertAlmostEquals(strip.skew, SKEW, 2e-2);
  }
});

function functionOf(params: MarketParams): CharacteristicFunction {
  const { v0, kappa, theta, xi, rho } = params;
  return params.lambda === 0
    ? hestonFunction({ v0, kappa, theta, xi, rho })
    : bates.characteristicFunction({ ...params });
}

/**
 * The sums of Cboe's VIX methodology and of its SKEW paper (`P₁`, `P₂`, `P₃`)
 * at forward 1, where the first strike below the forward is the forward itself
 * and the corrections `ε` are 0.
 */
function cboeStrip(
  cf: CharacteristicFunction,
  tau: number,
): { vix: number; skew: number } {
  const step = 1 / 4000;
  const strikes = Float64Array.from(
    { length: 10_000 },
    (_, i) => 0.1 + i * step,
  );
  const isCall = Uint8Array.from(strikes, (k) => k >= 1 ? 1 : 0);
  const { prices } = priceEuropean(cf, {
    forward: 1,
    discount: 1,
    tau,
    strikes,
    isCall,
  });
  let [variance, p1, p2, p3] = [0, 0, 0, 0];
  for (let i = 0; i < strikes.length; ++i) {
    const [k, x] = [strikes[i], Math.log(strikes[i])];
    const weight = step * prices[i] / k ** 2;
    variance += 2 * weight;
    p1 -= weight;
    p2 += 2 * weight * (1 - x);
    p3 += 3 * weight * (2 * x - x * x);
  }
  const s = (p3 - 3 * p1 * p2 + 2 * p1 ** 3) / (p2 - p1 ** 2) ** 1.5;
  return { vix: 100 * Math.sqrt(variance / tau), skew: 100 - 10 * s };
}
