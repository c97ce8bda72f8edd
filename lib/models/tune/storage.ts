/**
 * Where a study is kept. Every change is written before the study goes on, so
 * that a process that is killed loses at most the trials it was running.
 *
 * @module
 */

import type { ParameterValues } from "lib/models/tune/space.ts";
import type {
  Report,
  TrialEnd,
  TrialRecord,
} from "lib/models/tune/trial_record.ts";

/** Keeps one study. A study makes one call after the other, never two at once. */
export interface StudyStorage {
  /**
   * Opens the study: what was kept, or nothing if it is new, in which case the
   * header is kept.
   *
   * @param header What fixes the study's course, as JSON text.
   * @returns The kept header and trials in order of their numbers.
   */
  open(header: string): Promise<StoredStudy>;
  /** A trial starts, or starts again: its reports are forgotten. */
  start(number: number, params: ParameterValues): Promise<void>;
  /** A trial reports. */
  report(number: number, report: Report): Promise<void>;
  /** A trial has ended. */
  finish(number: number, end: TrialEnd): Promise<void>;
  /** Releases files. */
  close(): Promise<void>;
}

/** What a storage holds. */
export interface StoredStudy {
  /** What fixes the study's course. */
  readonly header: string;
  /** Its trials. */
  readonly trials: readonly TrialRecord[];
}

/** One change of a study. */
export type StudyChange =
  | {
    /** A trial starts. */
    readonly kind: "start";
    /** Which. */
    readonly number: number;
    /** What it tries. */
    readonly params: ParameterValues;
  }
  | (Report & {
    /** A trial reports. */
    readonly kind: "report";
    /** Which. */
    readonly number: number;
  })
  | (TrialEnd & {
    /** A trial has ended. */
    readonly kind: "finish";
    /** Which. */
    readonly number: number;
  });

/**
 * The trials after a change.
 *
 * @param trials Trials by number; changed in place.
 */
export function applyChangeInto(
  trials: TrialRecord[],
  change: StudyChange,
): void {
  const { number } = change;
  switch (change.kind) {
    case "start":
      trials[number] = {
        number,
        state: "running",
        params: change.params,
        values: [],
        reports: [],
      };
      return;
    case "report": {
      const { step, value } = change;
      const trial = trials[number];
      trials[number] = {
        ...trial,
        reports: [...trial.reports, { step, value }],
      };
      return;
    }
    case "finish":
      trials[number] = {
        ...trials[number],
        state: change.state,
        values: change.state === "complete" ? change.values : [],
        ...(change.state === "failed" ? { error: change.error } : {}),
      };
  }
}
