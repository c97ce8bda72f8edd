/**
 * Raw SVI, one expiry of total implied variance.
 *
 *     w(k) = a + b (ρ (k − m) + √((k − m)² + σ²)),   k = ln(K/F)
 *
 * Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces",
 * Quantitative Finance 14, 59–71: equation 3.1 for the slice, 2.1 for
 * Durrleman's function `g`, which must not be negative (no butterfly arbitrage;
 * lemma 2.2). A slice is valid for `b ≥ 0`, `|ρ| < 1`, `σ > 0` and
 * `a + bσ√(1−ρ²) ≥ 0`.
 *
 * @module
 */

/** Parameters of a raw SVI slice. */
export interface SviParameters {
  /** Level of total variance. */
  readonly a: number;
  /** Slope of the wings, at least 0. */
  readonly b: number;
  /** Tilt, in `(−1, 1)`. */
  readonly rho: number;
  /** Shift, in log-moneyness. */
  readonly m: number;
  /** Roundness at the bottom, positive, in log-moneyness. */
  readonly sigma: number;
}

/** Total variance and its first two derivatives in log-moneyness. */
export interface SviPoint {
  /** `w(k)`. */
  readonly w: number;
  /** `w'(k)`. */
  readonly slope: number;
  /** `w''(k)`. */
  readonly curvature: number;
}

/** Where a slice comes nearest to butterfly arbitrage, or into it. */
export interface SviButterfly {
  /** True if `g ≥ 0` everywhere and the wings keep to Lee's slope of 2. */
  readonly free: boolean;
  /** Smallest `g` found. */
  readonly minimum: number;
  /** Log-moneyness of that. */
  readonly logMoneyness: number;
  /** `b (1 + |ρ|)`, the steeper wing; over 2 the wing has arbitrage. */
  readonly wingSlope: number;
}

/**
 * Total variance of a slice.
 *
 * @param p The slice.
 * @param k Log-moneyness `ln(K/F)`.
 * @returns `w(k) = σ_BS² τ`.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sviTotalVariance } from "lib/pricing/svi.ts";
 *
 * const slice = { a: 0.04, b: 0.1, rho: -0.5, m: 0, sigma: 0.1 };
 * assertAlmostEquals(sviTotalVariance(slice, 0), 0.05, 1e-16);
 * ```
 */
export function sviTotalVariance(p: SviParameters, k: number): number {
  const y = k - p.m;
  return p.a + p.b * (p.rho * y + Math.sqrt(y * y + p.sigma * p.sigma));
}

/**
 * Total variance with its slope and curvature.
 *
 * @param p The slice.
 * @param k Log-moneyness `ln(K/F)`.
 * @returns The three numbers.
 */
export function sviPoint(p: SviParameters, k: number): SviPoint {
  const y = k - p.m;
  const r = Math.sqrt(y * y + p.sigma * p.sigma);
  return {
    w: p.a + p.b * (p.rho * y + r),
    slope: p.b * (p.rho + y / r),
    curvature: p.b * (p.sigma / r) * (p.sigma / r) / r,
  };
}

/**
 * Durrleman's function: the implied density is `g` times a positive one.
 *
 * @param p The slice.
 * @param k Log-moneyness `ln(K/F)`.
 * @returns `(1 − kw'/2w)² − w'²/4 (1/w + 1/4) + w''/2`.
 */
export function sviDurrleman(p: SviParameters, k: number): number {
  const { w, slope, curvature } = sviPoint(p, k);
  const drift = 1 - 0.5 * k * slope / w;
  return drift * drift - 0.25 * slope * slope * (1 / w + 0.25) +
    0.5 * curvature;
}

/** Grid of the search, in units of the slice's own width. */
const GRID = 600;
const REACH = 6;
const REFINEMENTS = 60;

/**
 * Looks for butterfly arbitrage in a slice.
 *
 * `g` is scanned on both sides of `m`, densely near it and out to where its
 * limit `1/4 − slope²/16` rules, and the smallest value is refined.
 *
 * @param p The slice.
 * @returns The smallest `g` and where, and whether the slice is free.
 */
export function sviButterfly(p: SviParameters): SviButterfly {
  const wingSlope = p.b * (1 + Math.abs(p.rho));
  const scale = Math.max(p.sigma, 1e-4);
  const reach = Math.asinh((10 + REACH * Math.abs(p.m)) / scale);
  const at = (u: number) => p.m + scale * Math.sinh(u * reach);
  let best = 0;
  let minimum = Infinity;
  for (let i = -GRID; i <= GRID; ++i) {
    const g = sviDurrleman(p, at(i / GRID));
    if (!(g >= minimum)) [minimum, best] = [g, i / GRID];
  }
  const inverseGolden = 0.6180339887498949;
  let [low, high] = [best - 1 / GRID, best + 1 / GRID];
  for (let i = 0; i < REFINEMENTS; ++i) {
    const left = high - inverseGolden * (high - low);
    const right = low + inverseGolden * (high - low);
    if (sviDurrleman(p, at(left)) < sviDurrleman(p, at(right))) high = right;
    else low = left;
  }
  const logMoneyness = at(0.5 * (low + high));
  const refined = Math.min(minimum, sviDurrleman(p, logMoneyness));
  return {
    free: refined >= 0 && wingSlope <= 2,
    minimum: refined,
    logMoneyness,
    wingSlope,
  };
}
