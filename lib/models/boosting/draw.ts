/**
 * What a round draws: rows and features, without replacement.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/**
 * Some of the features.
 *
 * @param share Of all that are drawn; at least one is.
 */
export function drawFeatures(
  count: number,
  share: number,
  rng: Rng,
): ReadonlySet<number> {
  const stream = rng.child("features");
  const order = Array.from({ length: count }, (_, j) => j);
  const wanted = Math.max(1, Math.round(count * share));
  for (let k = 0; k < wanted; ++k) {
    const other = k + Math.floor(stream.uniform() * (count - k));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return new Set(order.slice(0, wanted));
}

/** Puts the rows of a round first, ascending; returns how many they are. */
export function drawRows(order: Int32Array, share: number, rng: Rng): number {
  const n = order.length;
  const wanted = Math.max(1, Math.round(n * share));
  if (wanted === n) {
    for (let i = 0; i < n; ++i) order[i] = i;
    return n;
  }
  const stream = rng.child("rows");
  let taken = 0;
  let left = n;
  // Knuth's algorithm S; those not drawn fill the end.
  for (let i = 0; i < n; ++i) {
    if (stream.uniform() * (n - i) < wanted - taken) order[taken++] = i;
    else order[--left] = i;
  }
  return wanted;
}
