/**
 * Whether ranks are uniform, as simulation-based calibration needs them to be.
 *
 * If data are simulated from a draw of the prior, that draw's rank among `L`
 * independent draws of the posterior is uniform on `0 … L`: Talts, Betancourt,
 * Simpson, Vehtari and Gelman (2018), arXiv:1804.06788, theorem 1. Two looks: a
 * χ² test over bins, and the largest gap of the empirical distribution with the
 * bound `P(D > d) ≤ 2·exp(−2nd²)` of Dvoretzky, Kiefer and Wolfowitz in Massart's
 * (1990) form. The χ² tail is Wilson and Hilferty's (1931), good to 1e-3.
 *
 * @module
 */

import { normalCdf } from "lib/math/normal.ts";

/** How ranks compare with uniform ones. */
export interface RankUniformity {
  /** Ranks in each bin. */
  readonly counts: readonly number[];
  /** `Σ(observed − expected)²/expected`. */
  readonly chiSquare: number;
  /** Probability of a larger χ² if the ranks are uniform. */
  readonly chiSquareP: number;
  /** Largest gap between the empirical distribution and the uniform one. */
  readonly gap: number;
  /** Bound of the probability of a larger gap. */
  readonly gapP: number;
}

/**
 * Tests ranks.
 *
 * @param ranks Whole numbers from 0 to `most`.
 * @param most Number of posterior draws `L` that each was ranked among.
 * @param bins Bins of the χ² test; those that divide `most + 1` are even.
 * @returns The statistics.
 * @throws {RangeError} If there are fewer than 5 ranks a bin.
 *
 * @example Ranks that pile up at the ends: intervals too narrow
 * ```ts
 * import { assert } from "@std/assert";
 * import { rankUniformity } from "lib/math/sampling/rank_uniformity.ts";
 *
 * const even = Array.from({ length: 200 }, (_, i) => i % 100);
 * assert(rankUniformity(even, 99, 10).chiSquareP > 0.99);
 * const ends = even.map((rank) => rank < 50 ? 0 : 99);
 * assert(rankUniformity(ends, 99, 10).chiSquareP < 1e-6);
 * ```
 */
export function rankUniformity(
  ranks: ArrayLike<number>,
  most: number,
  bins = 10,
): RankUniformity {
  const n = ranks.length;
  if (!(bins >= 2) || n < 5 * bins) {
    throw new RangeError(
      `Cannot test ranks as there must be at least 2 bins and 5 ranks a bin: current values are ${n} ranks and ${bins} bins`,
    );
  }
  const counts = new Array<number>(bins).fill(0);
  const levels = new Float64Array(most + 1);
  const binOf = (rank: number) => Math.floor(bins * rank / (most + 1));
  for (let i = 0; i < n; ++i) {
    ++counts[binOf(ranks[i])];
    ++levels[ranks[i]];
  }
  const widths = new Array<number>(bins).fill(0);
  for (let rank = 0; rank <= most; ++rank) ++widths[binOf(rank)];
  const chiSquare = counts.reduce((sum, count, b) => {
    const expected = n * widths[b] / (most + 1);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  let [below, gap] = [0, 0];
  levels.forEach((count, rank) => {
    below += count;
    gap = Math.max(gap, Math.abs(below / n - (rank + 1) / (most + 1)));
  });
  return {
    counts,
    chiSquare,
    chiSquareP: chiSquareTail(chiSquare, bins - 1),
    gap,
    gapP: Math.min(1, 2 * Math.exp(-2 * n * gap * gap)),
  };
}

/** `P(χ²_k > x)`. */
function chiSquareTail(x: number, k: number): number {
  const spread = 2 / (9 * k);
  return normalCdf((1 - spread - Math.cbrt(x / k)) / Math.sqrt(spread));
}
