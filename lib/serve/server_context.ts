/**
 * What routes share: models, worker threads, jobs, clock and metrics.
 *
 * @module
 */

import type { WorkerPool } from "lib/core/worker_pool.ts";
import type { JobQueue } from "lib/jobs/job.ts";
import type { ApiKeys } from "lib/serve/auth.ts";
import type { Metrics } from "lib/serve/metrics.ts";
import type { ModelStore } from "lib/serve/model_store.ts";
import type { PosteriorThreads } from "lib/serve/posterior_threads.ts";

/** A line of the log; never a body, a key or a header. */
export interface LogEntry {
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** How much it matters. */
  readonly level: "info" | "error";
  /** What happened. */
  readonly message: string;
  /** More of it. */
  readonly [field: string]: string | number | boolean | undefined;
}

/** What routes share. */
export interface ServerContext {
  /** Models. */
  readonly models: ModelStore;
  /** Threads for what takes milliseconds: prices, volatilities, polish. */
  readonly quickPool: WorkerPool;
  /** Threads for what takes seconds: least squares from several starts. */
  readonly slowPool: WorkerPool;
  /** Threads that sample posteriors. */
  readonly posteriors: PosteriorThreads;
  /** Threads among which the chains of one posterior are shared. */
  readonly chainThreads: number;
  /** Milliseconds that a request to a thread may take. */
  readonly within: number;
  /** Jobs. */
  readonly jobs: JobQueue;
  /** Keys; null asks for none and answers this machine alone. */
  readonly keys: ApiKeys | null;
  /** Counters and histograms. */
  readonly metrics: Metrics;
  /** The time in milliseconds, monotonic. */
  readonly clock: () => number;
  /** The time of day. */
  readonly now: () => Date;
  /** Makes ids, unlike each other and hard to guess. */
  readonly newId: () => string;
  /** Where lines of the log go. */
  readonly log: (entry: LogEntry) => void;
  /** Largest body, in bytes. */
  readonly bodyLimit: number;
  /** Requests a second that each client may make; Infinity for any number. */
  readonly requestsPerSecond: number;
  /** Whether the server has been asked to stop. */
  readonly draining: () => boolean;
  /** Version of the code. */
  readonly version: string;
}
