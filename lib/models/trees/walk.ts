/**
 * Walking rows down trees.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { isInSet, type TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";

/**
 * A row as the trees see it: float32 numbers, categories by their number, NaN
 * for what is missing or was never seen.
 *
 * @param data Row-major values.
 * @param start Where the row begins.
 * @param out Shape `[p]`.
 */
export function encodeRowInto(
  trees: TreeEnsemble,
  data: Float64Array,
  start: number,
  out: Float32Array,
): void {
  for (let j = 0; j < trees.features; ++j) {
    out[j] = data[start + j];
    const known = trees.categories[j];
    if (known.length > 0) out[j] = categoryNumber(known, out[j]);
  }
}

/** Place of a category among those known, NaN if it is not one of them. */
export function categoryNumber(known: Float32Array, value: number): number {
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle] < value) low = middle + 1;
    else high = middle;
  }
  return known[low] === value ? low : NaN;
}

/** The leaf of the tree with root `root` that an encoded row reaches. */
export function leafOf(
  trees: TreeEnsemble,
  root: number,
  row: Float32Array,
): number {
  const { feature, threshold, left, missingLeft, set, sets } = trees;
  let node = root;
  for (let f = feature[node]; f >= 0; f = feature[node]) {
    const x = row[f];
    const goesLeft = x !== x
      ? missingLeft[node] === 1
      : set[node] < 0
      ? x <= threshold[node]
      : isInSet(sets, set[node], x);
    node = goesLeft ? left[node] : left[node] + 1;
  }
  return node;
}

/** The leaf of a tree that an encoded row without NaN and sets reaches. */
function plainLeafOf(
  trees: TreeEnsemble,
  root: number,
  row: Float32Array,
): number {
  const { feature, threshold, left } = trees;
  let node = root;
  for (let f = feature[node]; f >= 0; f = feature[node]) {
    node = row[f] <= threshold[node] ? left[node] : left[node] + 1;
  }
  return node;
}

/** The sum of all trees for an encoded row, the base included. */
export function sumOfTrees(trees: TreeEnsemble, row: Float32Array): number {
  const { roots, value } = trees;
  const count = roots.length - 1;
  let isPlain = trees.sets.length === 0;
  for (let j = 0; j < row.length; ++j) isPlain &&= row[j] === row[j];
  const leaf = isPlain ? plainLeafOf : leafOf;
  let sum = trees.base;
  for (let t = 0; t < count; ++t) sum += value[leaf(trees, roots[t], row)];
  return sum;
}

/**
 * The sums of all trees, the base included.
 *
 * @param x Shape `[n × p]`.
 * @returns Shape `[n]`.
 * @throws {TypeError} If `x` has another number of columns than the training had.
 */
export function rawPredictions(trees: TreeEnsemble, x: Matrix): Float64Array {
  if (x.cols !== trees.features) {
    throw new TypeError(
      `Cannot predict as x must have ${trees.features} columns: current value is ${x.cols}`,
    );
  }
  const row = new Float32Array(trees.features);
  const out = new Float64Array(x.rows);
  for (let i = 0; i < x.rows; ++i) {
    encodeRowInto(trees, x.data, i * x.cols, row);
    out[i] = sumOfTrees(trees, row);
  }
  return out;
}
