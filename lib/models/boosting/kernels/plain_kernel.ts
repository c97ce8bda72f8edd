/**
 * The loops of {@linkcode TreeKernel} as one would write them: what the
 * WebAssembly is tested equal to, bit by bit.
 *
 * @module
 */

import {
  BIN_NUMBERS,
  noSplit,
  searchFeature,
} from "lib/models/boosting/kernels/split_search.ts";
import type {
  KernelShape,
  LeafSums,
  SearchFeature,
  SplitRules,
  TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";

// x + 1.5·2^52 has no bits below the point: what is added is rounded.
const ROUNDER = 1.5 * 2 ** 52;

/** Makes a kernel in plain TypeScript. */
export function makePlainKernel(shape: KernelShape): TreeKernel {
  const { rows, cols, width, slots, hasHessians } = shape;
  const bins = new Uint8Array(rows * cols);
  const order = new Int32Array(rows);
  const moved = new Int32Array(rows);
  const gradients = new Float64Array(rows);
  const hessians = new Float64Array(hasHessians ? rows : 0);
  const goesLeft = new Uint8Array(256);
  const numbers = width * BIN_NUMBERS;
  const histograms = Array.from(
    { length: slots },
    () => new Float64Array(cols * numbers),
  );
  const rules: SplitRules = {
    minLeaf: 1,
    minHessian: 0,
    penalty: 0,
    isBounded: false,
  };
  let features: readonly SearchFeature[] = [];

  function fill(out: Float64Array, start: number, end: number): void {
    out.fill(0);
    for (let i = start; i < end; ++i) {
      const row = order[i];
      const g = gradients[row];
      const h = hasHessians ? hessians[row] : 1;
      for (let j = 0; j < cols; ++j) {
        const at = j * numbers + bins[row * cols + j] * BIN_NUMBERS;
        out[at] += g;
        out[at + 1] += 1;
        out[at + 2] += h;
      }
    }
  }

  function findSplit(leaf: LeafSums) {
    const best = noSplit();
    features.forEach((what, j) => {
      if (what.count === 0) return;
      const part = histograms[leaf.slot].subarray(
        j * numbers,
        (j + 1) * numbers,
      );
      searchFeature(part, j, what, leaf, rules, best);
    });
    return best;
  }

  return {
    bins,
    order,
    gradients,
    hessians,
    goesLeft,
    rules,
    setFeatures: (given) => {
      features = given;
    },
    quantise: (gradientScale, hessianScale) => {
      for (let i = 0; i < rows; ++i) {
        gradients[i] = gradients[i] * gradientScale + ROUNDER - ROUNDER;
      }
      for (let i = 0; i < hessians.length; ++i) {
        hessians[i] = hessians[i] * hessianScale + ROUNDER - ROUNDER;
      }
    },
    sums: (start, end) => {
      let gradient = 0;
      let hessian = 0;
      for (let i = start; i < end; ++i) {
        gradient += gradients[order[i]];
        hessian += hasHessians ? hessians[order[i]] : 1;
      }
      return { count: end - start, gradient, hessian };
    },
    search: (start, end, small, sibling) => {
      const made = histograms[small.slot];
      fill(made, start, end);
      if (sibling === undefined) return [findSplit(small)];
      const other = histograms[sibling.slot];
      for (let i = 0; i < other.length; ++i) other[i] -= made[i];
      return [findSplit(small), findSplit(sibling)];
    },
    partition: (start, end, feature) => {
      let left = start;
      let right = 0;
      for (let i = start; i < end; ++i) {
        const row = order[i];
        if (goesLeft[bins[row * cols + feature]] === 1) order[left++] = row;
        else moved[right++] = row;
      }
      order.set(moved.subarray(0, right), left);
      return left;
    },
    readBins: (slot, feature, out) => {
      out.set(
        histograms[slot].subarray(feature * numbers, (feature + 1) * numbers),
      );
    },
    close: () => {},
  };
}
