/**
 * Work that takes longer than an answer may: accepted now, asked after later.
 *
 * @module
 */

import type { Progress } from "lib/core/progress.ts";

/** How far a job is. */
export type JobStatus =
  | "queued"
  | "running"
  | "succeeded"
  | "failed"
  | "cancelled";

/** What is known of a job. */
export interface Job {
  /** Its id. */
  readonly id: string;
  /** What sort of work, such as `"posterior"`. */
  readonly kind: string;
  /** How far it is. */
  readonly status: JobStatus;
  /** When it was accepted, ISO 8601 in UTC. */
  readonly created: string;
  /** When it ended, if it has. */
  readonly finished?: string;
  /** Share of the work done, if the work says so. */
  readonly progress?: Progress;
  /** What came of it, when it has succeeded. */
  readonly result?: unknown;
  /** Why it failed. */
  readonly error?: string;
}

/** What a job does. */
export type Work = (
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: Progress) => void;
  },
) => Promise<unknown>;

/** Where jobs go. */
export interface JobQueue {
  /**
   * Accepts a job.
   *
   * @throws {BusyError} If too many wait.
   */
  submit(kind: string, work: Work): Job;
  /** A job, unless it is unknown or was forgotten. */
  get(id: string): Job | undefined;
  /** Stops a job; does nothing to one that has ended. */
  cancel(id: string): Job | undefined;
  /** Stops all jobs. */
  close(): void;
}
