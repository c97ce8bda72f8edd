/**
 * What stops a trial before its end, by its reports and those of others.
 *
 * @module
 */

import type {
  Direction,
  Report,
  TrialRecord,
} from "lib/models/tune/trial_record.ts";

/** What a pruner may look at. */
export interface PrunerView {
  /** The trial's number. */
  readonly number: number;
  /** Its reports so far, in order; at least one. */
  readonly reports: readonly Report[];
  /** Trials that have ended and may be compared with. */
  readonly finished: readonly TrialRecord[];
  /** Which way the objective is better. */
  readonly direction: Direction;
}

/** A rule for stopping; holds settings only. */
export interface Pruner {
  /** True if the trial should stop now. */
  shouldPrune(view: PrunerView): boolean;
}
