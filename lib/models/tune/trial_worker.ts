/**
 * The thread that runs trials of an objective which stands in a module.
 *
 * @module
 */

import { serveWorkerMap } from "lib/core/worker_map.ts";
import { makePruner, type PrunerSpec } from "lib/models/tune/pruners.ts";
import { runTrial, Trial, type TrialTask } from "lib/models/tune/trial.ts";
import type { TrialEnd } from "lib/models/tune/trial_record.ts";

/** An objective that threads can load. */
export interface ModuleObjective {
  /** URL of its module. */
  readonly module: string;
  /** Name of the exported function. @default {"objective"} */
  readonly name?: string;
  /** Handed to it after the trial; structured-clonable. */
  readonly data?: unknown;
}

/** What a thread is sent. */
export interface TrialRequest {
  /** What to run. */
  readonly objective: ModuleObjective;
  /** The trial. */
  readonly task: TrialTask;
  /** When to stop early. */
  readonly pruner: PrunerSpec;
}

type ModuleFunction = (
  trial: Trial,
  data: unknown,
) => number | readonly number[] | Promise<number | readonly number[]>;

serveWorkerMap<TrialRequest, TrialEnd>(
  async ({ objective, task, pruner }, say, signal) => {
    const { module, name = "objective", data } = objective;
    const found = (await import(module))[name];
    if (typeof found !== "function") {
      throw new TypeError(
        `Cannot run a trial as ${module} must export a function ${name}`,
      );
    }
    const trial = new Trial(task, {
      pruner: makePruner(pruner),
      onReport: say,
      signal,
    });
    const run = found as ModuleFunction;
    return await runTrial(
      (trial) => run(trial, data),
      trial,
      task.directions.length,
    );
  },
);
