import type { Rng } from "lib/core/rng.ts";

/**
 * The numbers 0 … n − 1 in a random order, by Fisher and Yates (Durstenfeld,
 * 1964, Commun. ACM 7(7), algorithm 235).
 *
 * @param count Number of values n.
 * @param rng Source of the draws.
 * @returns A permutation, shape `[n]`.
 */
export function shuffledIndices(count: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; --i) {
    const j = Math.floor(rng.uniform() * (i + 1));
    const held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
  return order;
}
