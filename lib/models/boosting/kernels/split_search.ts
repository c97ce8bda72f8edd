/**
 * The best cut of a leaf by its histogram.
 *
 * A leaf with derivative sums G and H is worth v = −G/(H + λ), within its
 * bounds, and saves −(2Gv + (H + λ)v²) = G²/(H + λ) where no bound binds; a
 * cut gains what its two parts save above the whole (Chen and Guestrin 2016,
 * doi:10.1145/2939672.2939785, eqs. 5 and 7). Missing values are tried on
 * both sides (their algorithm 3).
 *
 * @module
 */

import type {
  FoundSplit,
  LeafSums,
  SearchFeature,
  SplitRules,
} from "lib/models/boosting/kernels/tree_kernel.ts";

/** Numbers of a histogram's bin: gradient, count, hessian. */
export const BIN_NUMBERS = 3;

/** A split that gains nothing. */
export function noSplit(): FoundSplit {
  return {
    feature: -1,
    bin: 0,
    missingLeft: false,
    gain: 0,
    count: 0,
    gradient: 0,
    hessian: 0,
  };
}

/** What a leaf saves, its value held within bounds. */
export function saved(
  gradient: number,
  hessian: number,
  leaf: { readonly lower: number; readonly upper: number },
): number {
  const v = boundedValue(gradient, hessian, leaf);
  return hessian === 0 ? 0 : -(2 * gradient + hessian * v) * v;
}

/** Value of a leaf; `hessian` has the penalty in it. */
export function boundedValue(
  gradient: number,
  hessian: number,
  leaf: { readonly lower: number; readonly upper: number },
): number {
  const v = hessian === 0 ? 0 : -gradient / hessian;
  return v < leaf.lower ? leaf.lower : v > leaf.upper ? leaf.upper : v;
}

/**
 * Looks for better cuts of a leaf on one feature.
 *
 * @param bins Gradient, count, hessian of each bin `[width × 3]`.
 * @param best The best so far; changed if a better one is found.
 */
export function searchFeature(
  bins: Float64Array,
  feature: number,
  what: SearchFeature,
  leaf: LeafSums,
  rules: SplitRules,
  best: FoundSplit,
): void {
  const { penalty, minLeaf, minHessian, isBounded } = rules;
  const missing = bins.length - BIN_NUMBERS;
  const missingCount = what.hasMissing ? bins[missing + 1] : 0;
  const whole = isBounded
    ? saved(leaf.gradient, leaf.hessian + penalty, leaf)
    : leaf.gradient * leaf.gradient / (leaf.hessian + penalty);
  const consider = (
    bin: number,
    gradient: number,
    count: number,
    hessian: number,
    missingLeft: boolean,
  ) => {
    const otherHessian = leaf.hessian - hessian;
    if (count < minLeaf || leaf.count - count < minLeaf) return;
    if (hessian < minHessian || otherHessian < minHessian) return;
    const otherGradient = leaf.gradient - gradient;
    const h = hessian + penalty;
    const k = otherHessian + penalty;
    let gain: number;
    if (isBounded) {
      const rise = boundedValue(otherGradient, k, leaf) -
        boundedValue(gradient, h, leaf);
      if (rise * what.monotone < 0) return;
      gain = saved(gradient, h, leaf) + saved(otherGradient, k, leaf) - whole;
    } else {
      gain = gradient * gradient / h + otherGradient * otherGradient / k -
        whole;
    }
    if (!(gain > best.gain)) return;
    Object.assign(best, {
      feature,
      bin,
      // Where none is missing, those to come go with the larger part.
      missingLeft: missingCount > 0 ? missingLeft : 2 * count > leaf.count,
      gain,
      count,
      gradient,
      hessian,
    });
  };
  const last = missingCount > 0 ? what.count : what.count - 1;
  let gradient = 0;
  let count = 0;
  let hessian = 0;
  for (let b = 0, at = 0; b < last; ++b, at += BIN_NUMBERS) {
    if (bins[at + 1] === 0) continue;
    gradient += bins[at];
    count += bins[at + 1];
    hessian += bins[at + 2];
    if (leaf.count - count < minLeaf) break;
    consider(b, gradient, count, hessian, false);
    if (missingCount > 0) {
      consider(
        b,
        gradient + bins[missing],
        count + missingCount,
        hessian + bins[missing + 2],
        true,
      );
    }
  }
}
