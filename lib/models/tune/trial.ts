/**
 * A trial as its objective sees it: what to try, a seed, and a way to report
 * and to stop early.
 *
 * @module
 */

import type { Pruner } from "lib/models/tune/pruner.ts";
import type { ParameterValues } from "lib/models/tune/space.ts";
import type {
  Direction,
  Report,
  TrialEnd,
  TrialRecord,
} from "lib/models/tune/trial_record.ts";

/** What {@linkcode Trial.prune} throws. */
export class PrunedError extends Error {
  /** `"PrunedError"`. */
  override readonly name: string = "PrunedError";
}

/** What a trial is made of; plain data. */
export interface TrialTask {
  /** Its number, from 0. */
  readonly number: number;
  /** What to try. */
  readonly params: ParameterValues;
  /** A seed of its own, the same for the same study and number. */
  readonly seed: number;
  /** Which way each objective is better. */
  readonly directions: readonly Direction[];
  /** Ended trials that a pruner may compare with. */
  readonly finished: readonly TrialRecord[];
}

/** What a trial may use besides. */
export interface TrialContext {
  /** When to stop early. */
  readonly pruner: Pruner;
  /** Told each report. */
  readonly onReport?: (report: Report) => void;
  /** Aborted when nobody waits for the trial any more. */
  readonly signal?: AbortSignal;
}

/** One trial under way. */
export class Trial {
  /** Its number, from 0. */
  readonly number: number;
  /** What to try: the active parameters. */
  readonly params: ParameterValues;
  /** A 32-bit seed of its own, the same for the same study and number. */
  readonly seed: number;
  /** Aborted when nobody waits for the trial any more. */
  readonly signal: AbortSignal | undefined;
  readonly #task: TrialTask;
  readonly #context: TrialContext;
  readonly #reports: Report[] = [];

  /** Makes a trial. @param task Its data. @param context What it may use. */
  constructor(task: TrialTask, context: TrialContext) {
    this.number = task.number;
    this.params = task.params;
    this.seed = task.seed;
    this.signal = context.signal;
    this.#task = task;
    this.#context = context;
  }

  /**
   * Reports the objective on the way.
   *
   * @param step When, on the trial's own scale; larger than the last.
   * @param value The objective then.
   * @throws {RangeError} If either is not finite or the step does not grow.
   */
  report(step: number, value: number): void {
    const last = this.#reports.at(-1)?.step ?? -Infinity;
    if (!(Number.isFinite(step) && step > last)) {
      throw new RangeError(
        `Cannot report as step must be a finite number > ${last}: current value is ${step}`,
      );
    }
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot report step ${step} as its value must be a finite number: current value is ${value}`,
      );
    }
    this.#reports.push({ step, value });
    this.#context.onReport?.({ step, value });
  }

  /** True if the last report says that this leads nowhere. */
  shouldPrune(): boolean {
    if (this.#reports.length === 0) return false;
    const { number, finished, directions } = this.#task;
    return this.#context.pruner.shouldPrune({
      number,
      reports: this.#reports,
      finished,
      direction: directions[0],
    });
  }

  /** Ends the trial here. @throws {PrunedError} Always. */
  prune(): never {
    throw new PrunedError("The trial was stopped early");
  }
}

/** What is searched for: a number, or several, of what a trial tries. */
export type Objective = (
  trial: Trial,
) => number | readonly number[] | Promise<number | readonly number[]>;

/**
 * Runs an objective to its end, whatever that is.
 *
 * @returns Its values; `"pruned"`; or `"failed"` if it threw or answered with
 * anything but a finite number an objective.
 * @throws The signal's reason, once it is aborted.
 */
export async function runTrial(
  objective: Objective,
  trial: Trial,
  objectives: number,
): Promise<TrialEnd> {
  try {
    const result = await objective(trial);
    return endOf(result, objectives);
  } catch (error) {
    if (error instanceof PrunedError) return { state: "pruned" };
    trial.signal?.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    return { state: "failed", error: text };
  }
}

/** The end that an objective's answer means. */
export function endOf(
  result: number | readonly number[],
  objectives: number,
): TrialEnd {
  const values = typeof result === "number" ? [result] : result;
  const good = Array.isArray(values) && values.length === objectives &&
    values.every(Number.isFinite);
  if (good) return { state: "complete", values: [...values] };
  return {
    state: "failed",
    error: `The objective must be ${
      objectives === 1 ? "a finite number" : `${objectives} finite numbers`
    }: current value is ${String(result)}`,
  };
}
