/**
 * Gradient-based one-side sampling (Ke et al. 2017, "LightGBM", algorithm 2):
 * all rows of large derivatives, and some of the rest whose weight is raised so
 * that sums over the rest stay what they are on average.
 *
 * Of n rows the a·n of largest |g·h| are kept and b·n drawn from the others,
 * each counted (1 − a)/b times. A row's size is |g·h| as in LightGBM; where the
 * second derivatives are all alike that is the order of |g|.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { Goss } from "lib/models/boosting/boosting_rules.ts";

/** Derivatives of rows and their order. */
export interface RowDerivatives {
  /** First derivatives `[n]`. */
  readonly gradients: Float64Array;
  /** Second derivatives `[n]`. */
  readonly hessians: Float64Array;
  /** All rows, in any order `[n]`. */
  readonly order: Int32Array;
}

/**
 * Puts the rows that are drawn first, ascending, and raises the derivatives of
 * those drawn from the rest.
 *
 * @param rows Written: the order and the derivatives.
 * @param goss Shares a and b; a + b at most 1.
 * @returns Number of rows drawn.
 *
 * @example One of four is large, one of the other three counts for them all
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { drawByGradientInto } from "lib/models/boosting/gradient_sampling.ts";
 *
 * const rows = {
 *   gradients: Float64Array.of(1, 9, 1, 1),
 *   hessians: Float64Array.of(1, 1, 1, 1),
 *   order: Int32Array.of(0, 1, 2, 3),
 * };
 * const drawn = drawByGradientInto(rows, { top: 0.25, other: 0.25 }, makeRng(1));
 * assertEquals(drawn, 2);
 * assertEquals([...rows.gradients].sort((a, b) => a - b), [1, 1, 3, 9]);
 * ```
 */
export function drawByGradientInto(
  { gradients, hessians, order }: RowDerivatives,
  { top, other }: Goss,
  rng: Rng,
): number {
  const n = order.length;
  const large = Math.max(1, Math.round(top * n));
  const drawn = Math.min(n - large, Math.max(1, Math.round(other * n)));
  const size = gradients.map((g, i) => Math.abs(g * hessians[i]));
  const isLarge = largest(size, large);
  const factor = (n - large) / drawn;
  const stream = rng.child("rows");
  let [taken, left, rest, wanted] = [0, n, n - large, drawn];
  // Knuth's algorithm S among the rest; those not drawn fill the end.
  for (let i = 0; i < n; ++i) {
    if (isLarge[i] === 1) {
      order[taken++] = i;
      continue;
    }
    if (stream.uniform() * rest-- < wanted) {
      wanted--;
      gradients[i] *= factor;
      hessians[i] *= factor;
      order[taken++] = i;
    } else order[--left] = i;
  }
  return taken;
}

/** Marks the largest numbers, of equal ones the first. */
function largest(sizes: Float64Array, count: number): Uint8Array {
  const bound = sizes.slice().sort()[sizes.length - count];
  const isLarge = new Uint8Array(sizes.length);
  let above = 0;
  for (let i = 0; i < sizes.length; ++i) {
    if (sizes[i] > bound) isLarge[i] = 1;
    above += isLarge[i];
  }
  for (let i = 0; above < count; ++i) {
    if (sizes[i] !== bound) continue;
    isLarge[i] = 1;
    above++;
  }
  return isLarge;
}
