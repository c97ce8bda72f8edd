/**
 * A few draws, spread evenly over all chains.
 *
 * @module
 */

import type { PosteriorDraws } from "lib/calibration/posterior/draws_of.ts";

/**
 * Picks draws.
 *
 * @param posterior The draws.
 * @param most How many at most.
 * @returns One array of parameters a draw, in the order of the names.
 */
export function thinDraws(
  posterior: PosteriorDraws,
  most: number,
): Float64Array[] {
  const p = posterior.names.length;
  const { values } = posterior;
  const each = values[0].length / p;
  const total = each * values.length;
  const count = Math.min(most, total);
  return Array.from({ length: count }, (_, i) => {
    const at = Math.floor((i + 0.5) * total / count);
    const row = at % each;
    return values[Math.floor(at / each)].slice(row * p, (row + 1) * p);
  });
}
