/**
 * A fast walker of numeric trees, in WebAssembly: the same sums as walk.ts to
 * the last bit.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";
import { encodeRowInto, sumOfTrees } from "lib/models/trees/walk.ts";
import kernel from "lib/models/trees/walk_kernel_module.js";

/** Sums of all trees, row by row. */
export interface TreeWalker {
  /**
   * The sum of all trees for each row, the base included.
   *
   * @param x Shape `[n × p]`.
   * @returns Shape `[n]`.
   * @throws {TypeError} If the number of columns is not that of the training.
   */
  predict(x: Matrix): Float64Array;
}

/** Rows that are encoded before any tree is walked: they stay in cache. */
const BLOCK = 256;
/** Rows that are walked at once. */
const LANES = 8;
const NODE_BYTES = 16;
const PAGE = 65536;
/** The compiler keeps the first kilobyte. */
const FIRST = 1024;

/** Functions of the WebAssembly; see walk_kernel.as. */
interface WalkExports {
  configure(at: number): void;
  walkRows(groups: number, hasMissing: number): void;
  walkOne(start: number, hasMissing: number): number;
}

/**
 * Makes a walker of an ensemble. Trees with categorical splits are walked by
 * the plain code.
 */
export function makeTreeWalker(trees: TreeEnsemble): TreeWalker {
  const fill = trees.sets.length > 0 ? plainFiller(trees) : fastFiller(trees);
  return {
    predict: (x) => {
      if (x.cols !== trees.features) {
        throw new TypeError(
          `Cannot predict as x must have ${trees.features} columns: current value is ${x.cols}`,
        );
      }
      const out = new Float64Array(x.rows);
      fill(x, out);
      return out;
    },
  };
}

type Filler = (x: Matrix, out: Float64Array) => void;

function plainFiller(trees: TreeEnsemble): Filler {
  const row = new Float32Array(trees.features);
  return (x, out) => {
    for (let i = 0; i < x.rows; ++i) {
      encodeRowInto(trees, x.data, i * x.cols, row);
      out[i] = sumOfTrees(trees, row);
    }
  };
}

function fastFiller(trees: TreeEnsemble): Filler {
  const { features, base } = trees;
  const { rows, sums, walk } = placeTrees(trees);
  /** Copies rows as float32 numbers, by groups; 1 if one is missing. */
  const copyRows = ({ data }: Matrix, start: number, count: number) => {
    let missing = 0;
    for (let k = 0, from = start * features; k < count; ++k) {
      let at = (k - k % LANES) * features + k % LANES;
      for (let j = 0; j < features; ++j, at += LANES) {
        const value = data[from++];
        rows[at] = value;
        if (value !== value) missing = 1;
      }
    }
    return missing;
  };
  return (x, out) => {
    if (x.rows === 1) {
      out[0] = walk.walkOne(base, copyRows(x, 0, 1));
      return;
    }
    for (let start = 0; start < x.rows; start += BLOCK) {
      const count = Math.min(BLOCK, x.rows - start);
      const missing = copyRows(x, start, count);
      sums.fill(base, 0, count);
      walk.walkRows(Math.ceil(count / LANES), missing);
      out.set(sums.subarray(0, count), start);
    }
  };
}

/** Writes trees into a memory of their own. */
function placeTrees(trees: TreeEnsemble): {
  readonly rows: Float32Array;
  readonly sums: Float64Array;
  readonly walk: WalkExports;
} {
  const count = trees.feature.length;
  const treeCount = trees.roots.length - 1;
  let at = FIRST;
  const take = (bytes: number) => {
    const start = at;
    at = Math.ceil((at + bytes) / 64) * 64;
    return start;
  };
  const config = take(28);
  const nodes = take(count * NODE_BYTES);
  const values = take(count * 8);
  const roots = take(treeCount * 4);
  const rows = take(BLOCK * trees.features * 4);
  const sums = take(BLOCK * 8);
  const pages = Math.ceil(at / PAGE);
  const memory = new WebAssembly.Memory({
    initial: pages,
    maximum: pages,
    shared: true,
  });
  const { buffer } = memory;
  writeNodes(trees, buffer, nodes);
  new Float64Array(buffer, values, count).set(trees.value);
  new Uint32Array(buffer, roots, treeCount).set(
    trees.roots.subarray(0, treeCount).map((i) => nodes + i * NODE_BYTES),
  );
  new Uint32Array(buffer, config, 7).set(
    [nodes, values, roots, treeCount, rows, sums, trees.features * LANES * 4],
  );
  const { exports } = new WebAssembly.Instance(kernel, { env: { memory } });
  const walk = exports as unknown as WalkExports;
  walk.configure(config);
  return {
    rows: new Float32Array(buffer, rows, BLOCK * trees.features),
    sums: new Float64Array(buffer, sums, BLOCK),
    walk,
  };
}

function writeNodes(
  { feature, threshold, left, missingLeft }: TreeEnsemble,
  buffer: ArrayBufferLike,
  start: number,
): void {
  const floats = new Float32Array(buffer, start, feature.length * 4);
  const words = new Uint32Array(buffer, start, feature.length * 4);
  for (let i = 0, at = 0; i < feature.length; ++i, at += 4) {
    const isLeaf = feature[i] < 0;
    floats[at] = isLeaf ? Infinity : threshold[i];
    words[at + 1] = isLeaf ? 0 : feature[i] * LANES * 4;
    words[at + 2] = start + left[i] * NODE_BYTES;
    words[at + 3] = isLeaf || missingLeft[i] === 1 ? 0 : NODE_BYTES;
  }
}
