/**
 * The loops of {@linkcode TreeKernel} in WebAssembly, on one thread or several.
 *
 * Threads share out the features; the first of equally good splits is that of
 * the first feature, whoever found it.
 *
 * @module
 */

import {
  type HelperThreads,
  startHelpers,
} from "lib/models/boosting/kernels/helper_threads.ts";
import {
  type KernelLayout,
  layOut,
  LEAF_NUMBERS,
  makeKernelMemory,
  SPLIT_NUMBERS,
} from "lib/models/boosting/kernels/kernel_memory.ts";
import {
  searchShare,
  splitAt,
} from "lib/models/boosting/kernels/search_share.ts";
import type {
  FoundSplit,
  KernelShape,
  LeafSums,
  SplitRules,
  TreeKernel,
} from "lib/models/boosting/kernels/tree_kernel.ts";
import { instantiate } from "lib/models/boosting/kernels/wasm_exports.ts";

/** Values of a histogram below which a thread is done before others begin. */
const SHARED_VALUES = 50_000;

/**
 * Makes a kernel in WebAssembly.
 *
 * @param threads Threads in all; no more than features are used.
 */
export async function makeWasmKernel(
  shape: KernelShape,
  threads = 1,
): Promise<TreeKernel> {
  const { rows, cols, hasHessians } = shape;
  const count = Math.max(1, Math.min(threads, cols));
  const layout = layOut(shape, count);
  const memory = makeKernelMemory(shape, layout);
  const { buffer } = memory;
  const kernel = instantiate(memory, layout.config);
  const helpers: HelperThreads | undefined = count > 1
    ? await startHelpers({ memory, layout, cols, threads: count })
    : undefined;
  const leaves = new Float64Array(buffer, layout.leaves, 2 * LEAF_NUMBERS);
  const scratch = new Float64Array(buffer, layout.scratch, shape.width * 3);
  const splits = new Float64Array(
    buffer,
    layout.splits,
    count * 2 * SPLIT_NUMBERS,
  );
  const found = (leaf: number, searched: number): FoundSplit => {
    let best = readSplit(splits, layout, 0, leaf);
    for (let thread = 1; thread < searched; ++thread) {
      const other = readSplit(splits, layout, thread, leaf);
      if (other.gain > best.gain) best = other;
    }
    return best;
  };
  const rules: SplitRules = {
    minLeaf: 1,
    minHessian: 0,
    penalty: 0,
    isBounded: false,
  };
  const setRules = () =>
    new Float64Array(buffer, layout.rules, 4).set([
      rules.minLeaf,
      rules.minHessian,
      rules.penalty,
      rules.isBounded ? 1 : 0,
    ]);
  return {
    bins: new Uint8Array(buffer, layout.bins, rows * cols),
    order: new Int32Array(buffer, layout.order, rows),
    gradients: new Float64Array(buffer, layout.gradients, rows),
    hessians: new Float64Array(
      buffer,
      layout.hessians,
      hasHessians ? rows : 0,
    ),
    goesLeft: new Uint8Array(buffer, layout.goesLeft, 256),
    rules,
    setFeatures: (features) => {
      const words = new Int32Array(buffer, layout.features, cols * 4);
      features.forEach(({ count, hasMissing, monotone }, j) =>
        words.set([count, hasMissing ? 1 : 0, monotone], 4 * j)
      );
    },
    quantise: kernel.quantise,
    sums: (start, end) => {
      kernel.sums(start, end, layout.scratch);
      const [count, gradient, hessian] = scratch;
      return { count, gradient, hessian };
    },
    search: (start, end, small, sibling) => {
      setRules();
      writeLeaf(leaves, 0, small);
      if (sibling !== undefined) writeLeaf(leaves, LEAF_NUMBERS, sibling);
      const task = {
        start,
        end,
        small: small.slot,
        sibling: sibling?.slot ?? -1,
      };
      const isShared = helpers && (end - start) * cols >= SHARED_VALUES;
      const searching = isShared ? count : 1;
      const doShare = (thread: number) =>
        searchShare(kernel, layout, task, { cols, thread, threads: searching });
      if (isShared) helpers.begin(task);
      doShare(0);
      if (isShared) helpers.finish(doShare);
      const first = found(0, searching);
      return sibling === undefined ? [first] : [first, found(1, searching)];
    },
    partition: kernel.partition,
    readBins: (slot, feature, out) => {
      kernel.readBins(slot, feature, layout.scratch);
      out.set(scratch);
    },
    close: () => helpers?.close(),
  };
}

function writeLeaf(out: Float64Array, at: number, leaf: LeafSums): void {
  out[at] = leaf.slot;
  out[at + 1] = leaf.count;
  out[at + 2] = leaf.gradient;
  out[at + 3] = leaf.hessian;
  out[at + 4] = leaf.lower;
  out[at + 5] = leaf.upper;
}

function readSplit(
  splits: Float64Array,
  layout: KernelLayout,
  thread: number,
  leaf: number,
): FoundSplit {
  const at = (splitAt(layout, thread, leaf) - layout.splits) / 8;
  return {
    feature: splits[at],
    bin: splits[at + 1],
    missingLeft: splits[at + 2] === 1,
    gain: splits[at + 3],
    count: splits[at + 4],
    gradient: splits[at + 5],
    hessian: splits[at + 6],
  };
}
