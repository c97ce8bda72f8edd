/**
 * Prior beliefs about parameters: their log densities, slopes and draws.
 *
 * | kind | density ∝ |
 * |---|---|
 * | uniform | 1 on [lower, upper] |
 * | normal | `exp(−½((x − mean)/sd)²)` |
 * | truncated-normal | the same on [lower, upper] |
 * | lognormal | `exp(−½(ln(x/median)/logSd)²)/x` |
 * | gamma | `x^(shape−1)·exp(−rate·x)` |
 *
 * Gamma draws are Marsaglia and Tsang's (2000), ACM TOMS 26(3), 363–372.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { inverseNormalCdf, normalCdf } from "lib/math/normal.ts";

/** A prior belief about one parameter, for sampling and posteriors. */
export type Prior =
  | {
    /** Flat between two bounds. */
    readonly kind: "uniform";
    /** Lower bound. */
    readonly lower: number;
    /** Upper bound. */
    readonly upper: number;
  }
  | {
    /** Normal. */
    readonly kind: "normal";
    /** Mean. */
    readonly mean: number;
    /** Standard deviation. */
    readonly sd: number;
  }
  | {
    /** Normal, given that it lies between two bounds. */
    readonly kind: "truncated-normal";
    /** Mean before truncation. */
    readonly mean: number;
    /** Standard deviation before truncation. */
    readonly sd: number;
    /** Lower bound. */
    readonly lower: number;
    /** Upper bound. */
    readonly upper: number;
  }
  | {
    /** `ln x` is normal. */
    readonly kind: "lognormal";
    /** Median. */
    readonly median: number;
    /** Standard deviation of `ln x`. */
    readonly logSd: number;
  }
  | {
    /** Gamma of mean `shape/rate`. */
    readonly kind: "gamma";
    /** Shape. */
    readonly shape: number;
    /** Rate, the inverse of the scale. */
    readonly rate: number;
  };

/**
 * Log density of a prior up to a constant.
 *
 * @param prior The prior.
 * @param x The parameter.
 * @returns `ln p(x)`, `-Infinity` outside the support.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { priorLogDensity } from "lib/pricing/laws/prior.ts";
 *
 * const gamma = { kind: "gamma", shape: 2, rate: 2 } as const;
 * // The mode is (shape − 1)/rate.
 * const drop = priorLogDensity(gamma, 0.5) - priorLogDensity(gamma, 1);
 * assertAlmostEquals(drop, 1 - Math.log(2), 1e-15);
 * ```
 */
export function priorLogDensity(prior: Prior, x: number): number {
  switch (prior.kind) {
    case "uniform":
      return x >= prior.lower && x <= prior.upper ? 0 : -Infinity;
    case "normal":
      return -0.5 * ((x - prior.mean) / prior.sd) ** 2;
    case "truncated-normal":
      return x >= prior.lower && x <= prior.upper
        ? -0.5 * ((x - prior.mean) / prior.sd) ** 2
        : -Infinity;
    case "lognormal":
      return x > 0
        ? -0.5 * (Math.log(x / prior.median) / prior.logSd) ** 2 - Math.log(x)
        : -Infinity;
    case "gamma":
      return x > 0
        ? (prior.shape - 1) * Math.log(x) - prior.rate * x
        : -Infinity;
  }
}

/** `d ln p/dx` inside the support. */
export function priorSlope(prior: Prior, x: number): number {
  switch (prior.kind) {
    case "uniform":
      return 0;
    case "normal":
    case "truncated-normal":
      return (prior.mean - x) / (prior.sd * prior.sd);
    case "lognormal":
      return -(Math.log(x / prior.median) / (prior.logSd * prior.logSd) + 1) /
        x;
    case "gamma":
      return (prior.shape - 1) / x - prior.rate;
  }
}

/** Draws from a prior. */
export function drawPrior(prior: Prior, rng: Rng): number {
  switch (prior.kind) {
    case "uniform":
      return prior.lower + (prior.upper - prior.lower) * rng.uniform();
    case "normal":
      return prior.mean + prior.sd * rng.normal();
    case "truncated-normal":
      return drawBetween(prior, rng);
    case "lognormal":
      return prior.median * Math.exp(prior.logSd * rng.normal());
    case "gamma":
      return drawGamma(prior.shape, rng) / prior.rate;
  }
}

function drawBetween(
  { mean, sd, lower, upper }: Extract<Prior, { kind: "truncated-normal" }>,
  rng: Rng,
): number {
  const [from, to] = [lower, upper].map((x) => normalCdf((x - mean) / sd));
  const x = mean + sd * inverseNormalCdf(from + (to - from) * rng.uniform());
  return Math.min(Math.max(x, lower), upper);
}

/** A gamma draw of rate 1. */
function drawGamma(shape: number, rng: Rng): number {
  if (shape < 1) {
    return drawGamma(shape + 1, rng) * Math.pow(rng.uniform(), 1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    const z = rng.normal();
    const v = (1 + c * z) ** 3;
    if (v <= 0) continue;
    const u = rng.uniform();
    if (Math.log(1 - u) < 0.5 * z * z + d * (1 - v + Math.log(v))) return d * v;
  }
}
