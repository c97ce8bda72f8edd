/**
 * Whether chains have converged and what their draws say, as ArviZ's
 * `summary` defines each figure.
 *
 * R̂ is the larger of the rank-normalised split R̂ of the values and of their
 * distances from the median; bulk ESS is that of the normal scores of split
 * chains; tail ESS the smaller of those of the indicators below the 5 % and
 * 95 % quantiles: Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021),
 * Bayesian Analysis 16(2), 667–718, sections 3 and 4. The Monte Carlo error of the
 * mean is `sd/√ESS`; that of the standard deviation comes by the delta method
 * from the ESS of squared deviations, as in arviz-stats since its pull request
 * 429 and in R's `posterior` since its 266.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";
import {
  effectiveSampleSize,
  meanOf,
  varianceOf,
} from "lib/math/sampling/effective_sample_size.ts";
import { rankNormal } from "lib/math/sampling/rank_normal.ts";

/** What the draws of one quantity say. */
export interface DrawSummary {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation, divisor `n − 1`. */
  readonly sd: number;
  /** Lower end of the shortest interval that holds 94 % of the draws. */
  readonly hdi3: number;
  /** Its upper end. */
  readonly hdi97: number;
  /** 5 % quantile. */
  readonly q05: number;
  /** Median. */
  readonly q50: number;
  /** 95 % quantile. */
  readonly q95: number;
  /** Monte Carlo standard error of the mean. */
  readonly mcseMean: number;
  /** Monte Carlo standard error of the standard deviation. */
  readonly mcseSd: number;
  /** Effective sample size for the bulk. */
  readonly essBulk: number;
  /** Effective sample size for the 5 % and 95 % quantiles. */
  readonly essTail: number;
  /** Rank-normalised split R̂; NaN for a single chain. */
  readonly rHat: number;
}

/**
 * Summarises the draws of one quantity.
 *
 * @param chains One array a chain, all of one length of at least 4.
 * @returns Every figure of ArviZ's summary.
 * @throws {TypeError} If there is no chain, or lengths differ or are below 4.
 *
 * @example Chains at different places have not converged
 * ```ts
 * import { assert } from "@std/assert";
 * import { summarizeDraws } from "lib/math/sampling/diagnostics.ts";
 *
 * const wave = Float64Array.from({ length: 100 }, (_, i) => Math.sin(7 * i));
 * assert(summarizeDraws([wave, wave]).rHat < 1.01);
 * assert(summarizeDraws([wave, wave.map((x) => x + 2)]).rHat > 1.5);
 * ```
 */
export function summarizeDraws(chains: readonly Float64Array[]): DrawSummary {
  checkShape(chains);
  const sorted = joined(chains).sort();
  const mean = meanOf(sorted);
  const [hdi3, hdi97] = shortestInterval(sorted, 0.94);
  const sd = Math.sqrt(varianceOf(sorted));
  return {
    mean,
    sd,
    hdi3,
    hdi97,
    q05: quantile(sorted, 0.05),
    q50: quantile(sorted, 0.5),
    q95: quantile(sorted, 0.95),
    mcseMean: sd / Math.sqrt(effectiveSampleSize(splitChains(chains))),
    mcseSd: deviationError(chains, mean),
    essBulk: bulkEss(chains),
    essTail: tailEss(chains),
    rHat: rankRHat(chains),
  };
}

/**
 * Rank-normalised split R̂.
 *
 * @param chains One array a chain.
 * @returns 1 when converged; NaN for a single chain.
 */
export function rankRHat(chains: readonly Float64Array[]): number {
  checkShape(chains);
  if (chains.length < 2) return NaN;
  const split = splitChains(chains);
  const median = quantile(joined(split).sort(), 0.5);
  const folded = split.map((c) => c.map((value) => Math.abs(value - median)));
  return Math.max(plainRHat(rankNormal(split)), plainRHat(rankNormal(folded)));
}

/** Effective sample size of the normal scores of split chains. */
export function bulkEss(chains: readonly Float64Array[]): number {
  checkShape(chains);
  return effectiveSampleSize(rankNormal(splitChains(chains)));
}

/** The smaller effective sample size of the 5 % and the 95 % quantile. */
export function tailEss(chains: readonly Float64Array[]): number {
  checkShape(chains);
  const sorted = joined(chains).sort();
  const below = (p: number) => {
    const level = quantile(sorted, p);
    return effectiveSampleSize(
      splitChains(chains.map((c) => c.map((value) => value <= level ? 1 : 0))),
    );
  };
  return Math.min(below(0.05), below(0.95));
}

/** Shortest interval of sorted values with `⌊share·n⌋` steps between its ends. */
function shortestInterval(
  sorted: Float64Array,
  share: number,
): [number, number] {
  const inside = Math.floor(share * sorted.length);
  let best = 0;
  for (let i = 1; i + inside < sorted.length; ++i) {
    const width = sorted[i + inside] - sorted[i];
    if (width < sorted[best + inside] - sorted[best]) best = i;
  }
  return [sorted[best], sorted[best + inside]];
}

/** Monte Carlo error of the standard deviation, by the delta method. */
function deviationError(
  chains: readonly Float64Array[],
  mean: number,
): number {
  const squares = chains.map((c) => c.map((value) => (value - mean) ** 2));
  const all = joined(squares);
  const variance = meanOf(all);
  const fourth = meanOf(all.map((value) => value * value));
  const ess = effectiveSampleSize(splitChains(squares));
  return Math.sqrt((fourth - variance * variance) / ess / variance / 4);
}

/** `√((B/W + N − 1)/N)` over chains. */
function plainRHat(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const between = n * varianceOf(Float64Array.from(chains, meanOf));
  const within = meanOf(Float64Array.from(chains, varianceOf));
  return Math.sqrt((between / within + n - 1) / n);
}

/** First halves, then second halves; the middle of an odd length is left out. */
function splitChains(chains: readonly Float64Array[]): Float64Array[] {
  const half = Math.floor(chains[0].length / 2);
  return [
    ...chains.map((c) => c.subarray(0, half)),
    ...chains.map((c) => c.subarray(c.length - half)),
  ];
}

function joined(chains: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(chains.length * chains[0].length);
  chains.forEach((c, i) => out.set(c, i * c.length));
  return out;
}

function checkShape(chains: readonly Float64Array[]): void {
  const n = chains[0]?.length ?? 0;
  if (n >= 4 && chains.every((c) => c.length === n)) return;
  throw new TypeError(
    `Cannot summarise chains as there must be at least one, all of one length ≥ 4: current lengths are [${
      chains.map((c) => c.length).join(", ")
    }]`,
  );
}
