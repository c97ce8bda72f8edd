/**
 * Where the WebAssembly kernel keeps its arrays: one shared memory, laid out
 * once, that every thread sees at the same addresses.
 *
 * @module
 */

import {
  type KernelShape,
  quantisationOf,
} from "lib/models/boosting/kernels/tree_kernel.ts";

/** Addresses in bytes. */
export interface KernelLayout {
  /** What `configure` reads. */
  readonly config: number;
  /** Rules of the search, four float64. */
  readonly rules: number;
  /** Four int32 a feature: bins, has missing, monotone, unused. */
  readonly features: number;
  /** 256 bytes. */
  readonly goesLeft: number;
  /** Two leaves of {@linkcode LEAF_NUMBERS} float64. */
  readonly leaves: number;
  /** Two splits of {@linkcode SPLIT_NUMBERS} float64 a thread. */
  readonly splits: number;
  /** Words, {@linkcode controlWords} int32, by which threads talk. */
  readonly control: number;
  /** Three float64 a bin. */
  readonly scratch: number;
  /** First derivatives. */
  readonly gradients: number;
  /** Second derivatives. */
  readonly hessians: number;
  /** Rows by leaf. */
  readonly order: number;
  /** Rows on their way right. */
  readonly moved: number;
  /** Binned rows. */
  readonly bins: number;
  /** Histograms. */
  readonly histograms: number;
  /** One past the last byte. */
  readonly end: number;
}

/** Numbers of a leaf: slot, count, gradient, hessian, lower, upper. */
export const LEAF_NUMBERS = 6;
/** Numbers of a split: feature, bin, missing left, gain, count, gradient, hessian. */
export const SPLIT_NUMBERS = 7;
/** Control words: six for all, and two a thread; see helper_threads.ts. */
export function controlWords(threads: number): number {
  return 6 + 2 * threads;
}
/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536;
/** Bins a feature that histograms are laid out for. */
const WIDTH = 256;
/** The compiler keeps the first kilobyte. */
const FIRST = 1024;

/**
 * Lays out a kernel's memory.
 *
 * @throws {RangeError} If it would be more than a 32-bit address reaches.
 */
export function layOut(shape: KernelShape, threads: number): KernelLayout {
  const { rows, cols, slots, hasHessians } = shape;
  let at = FIRST;
  const take = (bytes: number) => {
    const start = at;
    at = Math.ceil((at + bytes) / 16) * 16;
    return start;
  };
  const layout = {
    config: take(64),
    rules: take(32),
    features: take(cols * 16),
    goesLeft: take(WIDTH),
    leaves: take(2 * LEAF_NUMBERS * 8),
    splits: take(threads * 2 * SPLIT_NUMBERS * 8),
    control: take(controlWords(threads) * 4),
    scratch: take(WIDTH * 24),
    gradients: take(rows * 8),
    hessians: take(hasHessians ? rows * 8 : 0),
    order: take(rows * 4),
    moved: take(rows * 4),
    bins: take(rows * cols),
    histograms: take(slots * cols * WIDTH * (hasHessians ? 16 : 8)),
  };
  if (at > 2 ** 32 - PAGE) {
    throw new RangeError(
      `Cannot grow trees as rows, features and leaves must fit 4 GB: current value is ${rows} × ${cols} with ${slots} leaves`,
    );
  }
  return { ...layout, end: at };
}

/** Makes the memory of a layout. */
export function makeKernelMemory(
  shape: KernelShape,
  layout: KernelLayout,
): WebAssembly.Memory {
  const pages = Math.ceil(layout.end / PAGE);
  const memory = new WebAssembly.Memory({
    initial: pages,
    maximum: pages,
    shared: true,
  });
  new Int32Array(memory.buffer, layout.config, 14).set([
    shape.rows,
    shape.cols,
    shape.width - 1,
    quantisationOf(shape.rows).countBits,
    shape.hasHessians ? 1 : 0,
    layout.bins,
    layout.order,
    layout.moved,
    layout.gradients,
    layout.hessians,
    layout.goesLeft,
    layout.features,
    layout.rules,
    layout.histograms,
  ]);
  return memory;
}
