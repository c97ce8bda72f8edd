/** The functions of tree_kernel.wasm. @module */

import kernel from "lib/models/boosting/kernels/tree_kernel_module.js";

/** Functions of the WebAssembly; see tree_kernel.as. */
export interface WasmExports {
  /** Reads sizes and addresses. */
  configure(at: number): void;
  /** Rounds derivatives. */
  quantise(gradientScale: number, hessianScale: number): void;
  /** Sums of rows. */
  sums(start: number, end: number, out: number): void;
  /** Histogram of rows over features. */
  histogram(
    slot: number,
    start: number,
    end: number,
    first: number,
    last: number,
  ): void;
  /** Difference of histograms over features. */
  subtract(slot: number, less: number, first: number, last: number): void;
  /** Bins of a feature as float64. */
  readBins(slot: number, feature: number, out: number): void;
  /** Splits rows. */
  partition(start: number, end: number, feature: number): number;
  /** Best split over features. */
  findSplit(leaf: number, first: number, last: number, out: number): void;
}

/** Makes an instance that works on a configured memory. */
export function instantiate(
  memory: WebAssembly.Memory,
  config: number,
): WasmExports {
  const { exports } = new WebAssembly.Instance(kernel, { env: { memory } });
  const functions = exports as unknown as WasmExports;
  functions.configure(config);
  return functions;
}
