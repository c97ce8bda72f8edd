/**
 * Values replaced by normal scores of their ranks, so that diagnostics exist
 * for any distribution.
 *
 * `z = Φ⁻¹((r − 3/8)/(S + 1/4))`, ties sharing the mean of their ranks: Vehtari
 * et al. (2021), Bayesian Analysis 16(2), 667–718, eq. (14), after Blom (1958).
 *
 * @module
 */

import { inverseNormalCdf } from "lib/math/normal.ts";

/**
 * Rank-normalises chains together.
 *
 * @param chains One array a chain.
 * @returns Scores in the same shape.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { rankNormal } from "lib/math/sampling/rank_normal.ts";
 *
 * const [[low, high]] = rankNormal([Float64Array.of(10, 1000)]);
 * assertAlmostEquals(low, -high, 1e-15);
 * ```
 */
export function rankNormal(
  chains: readonly Float64Array[],
): Float64Array[] {
  const n = chains[0].length;
  const all = Float64Array.from(
    { length: chains.length * n },
    (_, i) => chains[Math.floor(i / n)][i % n],
  );
  const order = Uint32Array.from(all, (_, i) => i);
  order.sort((a, b) => all[a] - all[b]);
  const scores = new Float64Array(all.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && all[order[to]] === all[order[from]]) ++to;
    const rank = (from + 1 + to) / 2;
    const z = inverseNormalCdf((rank - 0.375) / (all.length + 0.25));
    for (; from < to; ++from) scores[order[from]] = z;
  }
  return chains.map((_, c) => scores.slice(c * n, (c + 1) * n));
}
