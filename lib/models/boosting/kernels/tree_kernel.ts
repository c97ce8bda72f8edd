/**
 * The hot loops of growing a tree: histograms, split search, partition.
 *
 * Gradients are rounded to integers before they are summed (Shi et al. 2022,
 * "Quantized Training of Gradient Boosting Decision Trees", but with as many
 * bits as a 64-bit sum leaves room for: 24 at 1e5 rows, 17 at 1e7). Sums of
 * integers are exact, so neither the order of rows, nor the number of threads,
 * nor taking a child from its parent's histogram changes anything.
 *
 * @module
 */

/** What a kernel is made for. */
export interface KernelShape {
  /** Rows n. */
  readonly rows: number;
  /** Features p. */
  readonly cols: number;
  /** Bins a feature, the last for what is missing; at most 256. */
  readonly width: number;
  /** Histograms kept at a time. */
  readonly slots: number;
  /** Whether rows differ in their second derivative. */
  readonly hasHessians: boolean;
}

/** What a split may be. Second derivatives are in units of the kernel. */
export interface SplitRules {
  /** Least rows of a leaf. */
  minLeaf: number;
  /** Least sum of second derivatives of a leaf. */
  minHessian: number;
  /** L2 penalty. */
  penalty: number;
  /** Whether values of leaves are bounded, by `monotone`. */
  isBounded: boolean;
}

/** A feature as the split search knows it. */
export interface SearchFeature {
  /** Bins, that of missing values not counted; 0: do not search. */
  readonly count: number;
  /** Whether values may be missing. */
  readonly hasMissing: boolean;
  /** 1: predictions may not fall in it, −1: may not rise, 0: either. */
  readonly monotone: number;
}

/** The rows of a leaf and their sums, in units of the kernel. */
export interface LeafSums {
  /** Slot of its histogram. */
  slot: number;
  /** Rows. */
  count: number;
  /** Sum of first derivatives. */
  gradient: number;
  /** Sum of second derivatives. */
  hessian: number;
  /** Least value that the leaf may take. */
  lower: number;
  /** Largest value that the leaf may take. */
  upper: number;
}

/** The best cut of a leaf; sums are those of its left part. */
export interface FoundSplit {
  /** Feature, −1 if nothing is gained. */
  feature: number;
  /** Last bin that goes left. */
  bin: number;
  /** Whether missing values go left, where there are such. */
  missingLeft: boolean;
  /** Gain in units of the kernel. */
  gain: number;
  /** Rows on the left. */
  count: number;
  /** First derivatives on the left. */
  gradient: number;
  /** Second derivatives on the left. */
  hessian: number;
}

/** Histograms, split search and partition over one training table. */
export interface TreeKernel {
  /** Bins of the rows, row-major `[n × p]`. */
  readonly bins: Uint8Array;
  /** Rows, those of one leaf side by side `[n]`. */
  readonly order: Int32Array;
  /** First derivatives `[n]`, written before {@linkcode TreeKernel.quantise}. */
  readonly gradients: Float64Array;
  /** Second derivatives `[n]`, likewise; empty if all are 1. */
  readonly hessians: Float64Array;
  /** 1 for each bin that goes left in {@linkcode TreeKernel.partition} `[256]`. */
  readonly goesLeft: Uint8Array;
  /** Rules of the search. */
  readonly rules: SplitRules;
  /** Says which features are searched, and how; one each. */
  setFeatures(features: readonly SearchFeature[]): void;
  /** Rounds derivatives times their scales to integers, ties to even. */
  quantise(gradientScale: number, hessianScale: number): void;
  /** Sums of the rows `order[start..end)`. */
  sums(start: number, end: number): Omit<LeafSums, "slot" | "lower" | "upper">;
  /**
   * Makes the histogram of the rows `order[start..end)` in `small.slot`; where
   * there is a sibling, its slot holds the parent's and becomes its own. Then
   * finds the best split of each.
   */
  search(
    start: number,
    end: number,
    small: LeafSums,
    sibling?: LeafSums,
  ): FoundSplit[];
  /** Moves rows of `order[start..end)` that go left before the others, each in order; returns where the others begin. */
  partition(start: number, end: number, feature: number): number;
  /** Gradient, count and hessian of each bin of a feature `[width × 3]`. */
  readBins(slot: number, feature: number, out: Float64Array): void;
  /** Lets go of threads. */
  close(): void;
}

/** Integer part of gradients: bits that n of them may take in a sum. */
export interface Quantisation {
  /** Bits of a count of all rows. */
  readonly countBits: number;
  /** Largest rounded derivative. */
  readonly largest: number;
}

/** How finely derivatives of `rows` rows are rounded. */
export function quantisationOf(rows: number): Quantisation {
  const countBits = 32 - Math.clz32(rows);
  // A sum of all has its sign and stays exact as a float64 too.
  const sumBits = Math.min(52, 63 - countBits);
  return { countBits, largest: 2 ** (sumBits - countBits) };
}
