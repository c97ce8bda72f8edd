/**
 * How styles of boosting differ from each other: in which order leaves are
 * split, which rows a tree sees, what a split must gain.
 *
 * @module
 */

/** Which leaf is split next: that of largest gain, or that nearest to the root. */
export type Growing = "leaf" | "level";

/** Shares of rows of gradient-based one-side sampling. */
export interface Goss {
  /** Share of rows, those of largest gradient, that are all taken: a. */
  readonly top: number;
  /** Share of rows drawn from the rest: b. */
  readonly other: number;
}

/** What can differ besides hyperparameters. */
export interface BoostingRules {
  /** Which leaf is split next. @default {"leaf"} */
  readonly growth?: Growing;
  /** Loss that a split must save, γ of Chen and Guestrin, eq. 7. @default {0} */
  readonly gamma?: number;
  /** Least sum of second derivatives in a leaf. @default {0} */
  readonly minHessian?: number;
  /** Draw rows by the size of their gradient. @default by `subsample` */
  readonly goss?: Goss;
  /** By how much a held-out loss must fall to count as better. @default {0} */
  readonly minDelta?: number;
}
