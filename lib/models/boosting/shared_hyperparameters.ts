/**
 * Hyperparameters that boosting has in every style; the styles differ in defaults.
 *
 * @module
 */

import type { Hyperparameter } from "lib/core/hyperparameters.ts";

/** Most trees. */
export function rounds(value: number): Hyperparameter<number> {
  return { type: "integer", default: value, min: 1, doc: "trees at most" };
}

/** Shrinkage. */
export function learningRate(value: number): Hyperparameter<number> {
  return {
    type: "number",
    default: value,
    min: 0,
    openMin: true,
    doc: "share of a tree's step that is taken",
  };
}

/** Most leaves of a tree. */
export function leaves(value: number): Hyperparameter<number> {
  return {
    type: "integer",
    default: value,
    min: 2,
    max: 8192,
    doc: "leaves of a tree at most",
  };
}

/** Most splits from root to leaf, where leaves are what limits a tree. */
export const ANY_DEPTH: Hyperparameter<number> = {
  type: "integer",
  default: 0,
  min: 0,
  doc: "splits from root to leaf at most, 0 for any number",
};

/** Least rows of a leaf. */
export const MIN_LEAF: Hyperparameter<number> = {
  type: "integer",
  default: 20,
  min: 1,
  doc: "least rows of a leaf",
};

/** Penalty. */
export function l2(value: number): Hyperparameter<number> {
  return {
    type: "number",
    default: value,
    min: 0,
    doc: "penalty on squared values of leaves",
  };
}

/** Bins of a feature. */
export function bins(value: number): Hyperparameter<number> {
  return {
    type: "integer",
    default: value,
    min: 2,
    max: 255,
    doc: "bins of a feature at most",
  };
}

/** Share of what is drawn anew for each tree. */
export function share(
  value: number,
  what: "rows" | "features" | "columns",
): Hyperparameter<number> {
  return {
    type: "number",
    default: value,
    min: 0,
    openMin: true,
    max: 1,
    doc: `share of ${what} drawn for each tree`,
  };
}
