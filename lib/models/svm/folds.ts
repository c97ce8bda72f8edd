/**
 * Rows dealt into folds by what they hold: the same rows in any order give the
 * same folds, equal rows share one, and classes are spread evenly.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { TrainingRows } from "lib/models/training_rows.ts";

/**
 * Deals rows into folds.
 *
 * @param rows The table; features are float32 numbers, targets classes.
 * @param folds How many.
 * @param rng What the deal depends on, beside the rows.
 * @returns The fold of each row, `[n]`.
 */
export function dealFolds(
  { x, y, n, p }: TrainingRows,
  folds: number,
  rng: Rng,
): Uint8Array {
  const salt = Math.floor(rng.uniform() * 2 ** 32);
  const keys = hashes(x, n, p, salt);
  const compare = (a: number, b: number) => {
    if (y[a] !== y[b]) return y[a] - y[b];
    if (keys[a] !== keys[b]) return keys[a] - keys[b];
    for (let j = 0; j < p; ++j) {
      const difference = x[a * p + j] - x[b * p + j];
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(compare);
  const fold = new Uint8Array(n);
  let dealt = 0;
  order.forEach((row, k) => {
    if (k > 0 && compare(order[k - 1], row) !== 0) ++dealt;
    fold[row] = dealt % folds;
  });
  return fold;
}

/** A 32-bit number of each row, by FNV-1a over its float32 words, and mixed. */
function hashes(
  x: Float64Array,
  n: number,
  p: number,
  salt: number,
): Uint32Array {
  // Adding 0 makes −0 and 0, which are equal, one word.
  const words = new Uint32Array(Float32Array.from(x, (v) => v + 0).buffer);
  return Uint32Array.from({ length: n }, (_, i) => {
    let hash = 0x811c9dc5 ^ salt;
    for (let j = 0; j < p; ++j) {
      hash = Math.imul(hash ^ words[i * p + j], 0x01000193);
      hash ^= hash >>> 15;
    }
    return Math.imul(hash ^ (hash >>> 13), 0x846ca68b) >>> 0;
  });
}
