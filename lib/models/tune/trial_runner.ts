/**
 * Runs trials: of a function in this thread, of a module's in worker threads.
 *
 * @module
 */

import { WorkerPool } from "lib/core/worker_pool.ts";
import { makePruner, type PrunerSpec } from "lib/models/tune/pruners.ts";
import {
  type Objective,
  runTrial,
  Trial,
  type TrialTask,
} from "lib/models/tune/trial.ts";
import type {
  Direction,
  Report,
  TrialEnd,
} from "lib/models/tune/trial_record.ts";
import type {
  ModuleObjective,
  TrialRequest,
} from "lib/models/tune/trial_worker.ts";

/** Who listens to a trial. */
export interface TrialListener {
  /** Told each report. */
  readonly onReport: (report: Report) => void;
  /** Aborting rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Runs trials, and holds threads until it is closed. */
export interface TrialRunner {
  /** Runs one to its end. */
  run(task: TrialTask, listener: TrialListener): Promise<TrialEnd>;
  /** Stops the threads. */
  close(): void;
}

/**
 * Makes a runner.
 *
 * @param objective A function, or where a module has one.
 * @param spec The study's directions and pruner.
 * @param threads Threads at most, for a module.
 */
export function makeRunner(
  objective: Objective | ModuleObjective,
  { directions, pruner }: {
    readonly directions: readonly Direction[];
    readonly pruner: PrunerSpec;
  },
  threads: number,
): TrialRunner {
  if (typeof objective === "function") {
    const rule = makePruner(pruner);
    return {
      run: (task, listener) =>
        runTrial(
          objective,
          new Trial(task, { pruner: rule, ...listener }),
          directions.length,
        ),
      close() {},
    };
  }
  const module = new URL("./trial_worker.ts", import.meta.url);
  const pool = new WorkerPool(module, { threads });
  return {
    run: async (task, { onReport, signal }) => {
      const request: TrialRequest = { objective, task, pruner };
      try {
        return await pool.run<TrialEnd>(request, {
          onMessage: (message) => onReport(message as Report),
          ...(signal && { signal }),
        });
      } catch (error) {
        signal?.throwIfAborted();
        return { state: "failed", error: (error as Error).message };
      }
    },
    close: () => pool.close(),
  };
}
