/**
 * The volatility indices that a law implies, in index points.
 *
 * ```text
 * VIX(T)² = 100²·(2/T)·Σ ΔK/K²·e^(rT)·Q(K)  →  −100²·(2/T)·E[ln(S_T/F)]
 * SKEW    = 100 − 10·E[((R − μ)/σ)³],  R = ln(S_T/F), T = 30 days
 * VVIX²   = −100²·(2/T)·E[ln(VIX_T/E[VIX_T])],  T = 30 days
 * ```
 *
 * Each is Cboe's formula with strikes everywhere: Cboe Volatility Index
 * Mathematics Methodology (VIX at 30 days, VIX9D at 9), The CBOE Skew Index
 * (2010) and VVIX, which is VIX's formula on options of VIX. The first is the
 * log contract of Demeterfi, Derman, Kamal and Zou (1999), "More than you ever
 * wanted to know about volatility swaps"; with jumps it is not the expected
 * variance, and Cboe's is not either.
 *
 * Under Heston's variance `VIX_T² = a + b·v_T` (Zhang and Zhu 2006, J. Futures
 * Markets 26(6), 521–531), where `v_T` is a scaled noncentral χ² (Cox, Ingersoll
 * and Ross 1985, eq. 18) with a Laplace transform, so for `y = VIX_T²/E[VIX_T²]`
 *
 * ```text
 * E[√y]  = 1 + 1/(2√π)·∫₀^∞ (e^(−s) − E e^(−sy))·s^(−3/2) ds
 * E[ln y] = ∫₀^∞ (e^(−s) − E e^(−sy))/s ds
 * ```
 *
 * (Schürger 2002, "Laplace transforms and suprema of stochastic processes"),
 * by the trapezoid rule in `ln s`, to rounding.
 *
 * @module
 */

import type { MarketParams } from "lib/greeks/synth/synth_settings.ts";
import { Complex } from "lib/math/complex.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Values of the indices, in points. */
export interface VolatilityIndices {
  /** Volatility over 30 days. */
  readonly VIX: number;
  /** Volatility over 9 days. */
  readonly VIX9D: number;
  /** Volatility of VIX over 30 days. */
  readonly VVIX: number;
  /** Skewness over 30 days. */
  readonly SKEW: number;
}

const MONTH = 30 / 365;
const NINE_DAYS = 9 / 365;

/**
 * The indices on a day.
 *
 * @param cf The day's law.
 * @param params Its parameters.
 * @returns The indices, not rounded.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { volatilityIndices } from "lib/greeks/synth/volatility_indices.ts";
 * import { hestonFunction } from "lib/pricing/laws/heston.ts";
 *
 * const law = { v0: 0.04, kappa: 4, theta: 0.04, xi: 0.5, rho: -0.7 };
 * const { VIX } = volatilityIndices(
 *   hestonFunction(law),
 *   { ...law, lambda: 0, muJ: 0, sigmaJ: 0 },
 * );
 * assertAlmostEquals(VIX, 20, 1e-8);
 * ```
 */
export function volatilityIndices(
  cf: CharacteristicFunction,
  params: MarketParams,
): VolatilityIndices {
  const vol = (tau: number) => 100 * Math.sqrt(-2 * cf.cumulants(tau).c1 / tau);
  return {
    VIX: vol(MONTH),
    VIX9D: vol(NINE_DAYS),
    VVIX: volOfVix(params),
    SKEW: 100 - 10 * skewness(cf, MONTH),
  };
}

/** Points on the circle of Cauchy's formula, and its radius' share. */
const POINTS = 16;
const SHARE = 1 / 4;

/**
 * Skewness of the log price: cumulants two and three by Cauchy's formula, as in
 * {@link "lib/pricing/laws/cumulants.ts"}.
 */
function skewness(cf: CharacteristicFunction, tau: number): number {
  const strip = cf.momentStrip(tau);
  const radius = SHARE * Math.min(-strip[0], strip[1], 20);
  let [c2, c3] = [0, 0];
  for (let j = 0; j <= POINTS / 2; ++j) {
    const weight = j === 0 || j === POINTS / 2 ? 1 : 2;
    const angle = 2 * Math.PI * j / POINTS;
    const z = new Complex(radius * Math.cos(angle), radius * Math.sin(angle));
    const { re, im } = cf.logPhi(z.timesI().scale(-1), tau);
    c2 += weight * (re * Math.cos(2 * angle) + im * Math.sin(2 * angle));
    c3 += weight * (re * Math.cos(3 * angle) + im * Math.sin(3 * angle));
  }
  c2 *= 2 / (POINTS * radius ** 2);
  c3 *= 6 / (POINTS * radius ** 3);
  return c3 / c2 ** 1.5;
}

/** Grid of the integrals in `ln s`. */
const SPACING = 1 / 8;
const LEFT = -24;
const RIGHT = 40;

/** VVIX as in the header. */
function volOfVix(params: MarketParams): number {
  const { v0, kappa, theta, xi, lambda, muJ, sigmaJ } = params;
  const share = -Math.expm1(-kappa * MONTH) / (kappa * MONTH);
  const jumps = 2 * lambda * (Math.expm1(muJ + sigmaJ ** 2 / 2) - muJ);
  const a = theta * (1 - share) + jumps;
  const decay = Math.exp(-kappa * MONTH);
  const mean = a + share * (theta + (v0 - theta) * decay);
  // v_T = c·χ'²(degrees, shift).
  const c = xi * xi * -Math.expm1(-kappa * MONTH) / (4 * kappa);
  const degrees = 4 * kappa * theta / (xi * xi);
  const shift = v0 * decay / c;
  let [root, log] = [0, 0];
  for (let x = LEFT; x <= RIGHT; x += SPACING) {
    const s = Math.exp(x);
    const u = 2 * c * s * share / mean;
    const logTransform = -s * a / mean - 0.5 * degrees * Math.log1p(u) -
      0.5 * shift * u / (1 + u);
    // e^(−s) − E e^(−sy), without cancellation where both are near 1.
    const gap = s < 1
      ? -Math.exp(-s) * Math.expm1(logTransform + s)
      : Math.exp(-s) - Math.exp(logTransform);
    root += gap * Math.exp(-0.5 * x);
    log += gap;
  }
  const meanRoot = 1 + SPACING * root / (2 * Math.sqrt(Math.PI));
  const meanLog = SPACING * log;
  const logGap = Math.log(meanRoot) - 0.5 * meanLog;
  return 100 * Math.sqrt(2 * logGap / MONTH);
}
