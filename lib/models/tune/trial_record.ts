/**
 * What is known of a trial: plain data that goes through storage and threads.
 *
 * @module
 */

import type { ParameterValues } from "lib/models/tune/space.ts";

/** Where a trial stands. */
export type TrialState = "running" | "complete" | "pruned" | "failed";

/** Which way an objective is better. */
export type Direction = "minimize" | "maximize";

/** A value on the way to a trial's end: of an epoch, a fold, a round. */
export interface Report {
  /** When, on the trial's own scale. */
  readonly step: number;
  /** The objective then. */
  readonly value: number;
}

/** One trial. */
export interface TrialRecord {
  /** Its number, from 0. */
  readonly number: number;
  /** Where it stands. */
  readonly state: TrialState;
  /** What was tried. */
  readonly params: ParameterValues;
  /** One value an objective; none unless complete. */
  readonly values: readonly number[];
  /** What it reported on the way, in order. */
  readonly reports: readonly Report[];
  /** Why it failed. */
  readonly error?: string;
}

/** How a trial ended. */
export type TrialEnd =
  | {
    /** It has a value an objective. */
    readonly state: "complete";
    /** The values. */
    readonly values: readonly number[];
  }
  | {
    /** It was stopped early. */
    readonly state: "pruned";
  }
  | {
    /** It threw, or its objective was no number. */
    readonly state: "failed";
    /** Why. */
    readonly error: string;
  };

/** The same number with less being better. */
export function cost(value: number, direction: Direction): number {
  return direction === "maximize" ? -value : value;
}
