/** What can be set of a random forest. @module */

import type { Hyperparameters } from "lib/core/hyperparameters.ts";

/** Hyperparameters of a random forest. */
export interface ForestParams {
  /** Number of trees. */
  readonly trees: number;
  /** Features drawn at each node; 0: a third of them, √p for classes. */
  readonly tried: number;
  /** Least rows of a leaf. */
  readonly minLeaf: number;
  /** Splits from root to leaf at most; 0 for any number. */
  readonly maxDepth: number;
  /** Bins of a feature at most, missing values not counted. */
  readonly bins: number;
  /** What the target is: a number, or the class 0 or 1. */
  readonly target: "number" | "class";
}

/** Every hyperparameter with default and bounds. */
export const FOREST_HYPERPARAMETERS: Hyperparameters<ForestParams> = {
  trees: { type: "integer", default: 100, min: 1, doc: "number of trees" },
  tried: {
    type: "integer",
    default: 0,
    min: 0,
    doc:
      "features drawn at each node; 0: a third of them, for classes the root",
  },
  minLeaf: { type: "integer", default: 1, min: 1, doc: "least rows of a leaf" },
  maxDepth: {
    type: "integer",
    default: 0,
    min: 0,
    doc: "splits from root to leaf at most, 0 for any number",
  },
  bins: {
    type: "integer",
    default: 255,
    min: 2,
    max: 255,
    doc: "bins of a feature at most",
  },
  target: {
    type: "choice",
    choices: ["number", "class"],
    default: "number",
    doc: "what the target is: a number, or the class 0 or 1",
  },
};
