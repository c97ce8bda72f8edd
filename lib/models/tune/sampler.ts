/**
 * What chooses the next point to try.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { ParameterValues, SearchSpace } from "lib/models/tune/space.ts";
import type { Direction, TrialRecord } from "lib/models/tune/trial_record.ts";

/** What a sampler may look at. */
export interface SamplerView {
  /** What is searched. */
  readonly space: SearchSpace;
  /** Which way each objective is better. */
  readonly directions: readonly Direction[];
  /** Trials that have ended, in order of their numbers. */
  readonly finished: readonly TrialRecord[];
  /** Points proposed whose results are not to be looked at yet. */
  readonly pending: readonly ParameterValues[];
}

/** A rule for the next point; holds settings only. */
export interface Sampler {
  /** Proposes a point. @param rng Stream of this trial alone. */
  propose(view: SamplerView, rng: Rng): ParameterValues;
}
