/**
 * A study: trials of an objective over a space, one seed, one result.
 *
 * Trial k is chosen from trials 0 … k − `batch` alone, by a random stream of its
 * own, and a pruner sees those alone too. So the study is the same for any
 * number of threads, and when it is stopped and opened again: trials that were
 * running run again with the same parameters.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { memoryStorage } from "lib/models/tune/memory_storage.ts";
import { dominates } from "lib/models/tune/pareto.ts";
import type { Pruner } from "lib/models/tune/pruner.ts";
import { makePruner } from "lib/models/tune/pruners.ts";
import type { Sampler } from "lib/models/tune/sampler.ts";
import { makeSampler } from "lib/models/tune/samplers.ts";
import type { ParameterValues } from "lib/models/tune/space.ts";
import {
  applyChangeInto,
  type StudyChange,
  type StudyStorage,
} from "lib/models/tune/storage.ts";
import {
  checkHeader,
  type FullStudySpec,
  headerOf,
  readStudySpec,
  type StudySpec,
} from "lib/models/tune/study_spec.ts";
import {
  endOf,
  type Objective,
  Trial,
  type TrialTask,
} from "lib/models/tune/trial.ts";
import {
  cost,
  type TrialEnd,
  type TrialRecord,
} from "lib/models/tune/trial_record.ts";
import { makeRunner } from "lib/models/tune/trial_runner.ts";
import type { ModuleObjective } from "lib/models/tune/trial_worker.ts";

/** Options of {@linkcode Study.optimize}. */
export interface OptimizeOptions extends Watch {
  /** Trials of the study in all, with those it has already. */
  readonly trials: number;
  /**
   * Trials under way at once, up to the study's batch: threads for an objective
   * in a module, promises for a function. The result does not depend on it.
   *
   * @default {1}
   */
  readonly workers?: number;
  /** Called with each trial that has ended, as it ends. */
  readonly onTrial?: (trial: TrialRecord) => void;
}

/**
 * Opens a study, or goes on with one that is kept.
 *
 * @param spec What fixes its course.
 * @param storage Where it is kept. @default memory
 * @throws {RangeError} If the spec does not fit, or is not that of the study
 * which is kept.
 *
 * @example The least of a parabola
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { openStudy } from "lib/models/tune/study.ts";
 *
 * const study = await openStudy({
 *   space: { x: { type: "float", min: -10, max: 10 } },
 *   seed: 1,
 * });
 * await study.optimize(({ params }) => (Number(params.x) - 2) ** 2, { trials: 80 });
 * assertAlmostEquals(Number(study.best?.params.x), 2, 0.1);
 * ```
 */
export async function openStudy(
  spec: StudySpec,
  storage: StudyStorage = memoryStorage(),
): Promise<Study> {
  const full = readStudySpec(spec);
  const header = headerOf(full);
  try {
    const kept = await storage.open(header);
    checkHeader(kept.header, header);
    return new Study(full, storage, kept.trials);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Trials, and what comes next. Made by {@linkcode openStudy}. */
export class Study {
  /** What fixes its course. */
  readonly spec: FullStudySpec;
  readonly #storage: StudyStorage;
  readonly #trials: TrialRecord[];
  readonly #sampler: Sampler;
  readonly #pruner: Pruner;
  readonly #rng: Rng;
  readonly #active = new Set<number>();
  #written: Promise<void> = Promise.resolve();

  /** Takes what {@linkcode openStudy} has read and checked. */
  constructor(
    spec: FullStudySpec,
    storage: StudyStorage,
    trials: readonly TrialRecord[],
  ) {
    this.spec = spec;
    this.#storage = storage;
    this.#trials = [...trials];
    this.#sampler = makeSampler(spec.sampler);
    this.#pruner = makePruner(spec.pruner);
    this.#rng = makeRng(spec.seed);
  }

  /** All trials, in order of their numbers. */
  get trials(): readonly TrialRecord[] {
    return this.#trials;
  }

  /**
   * The best complete trial, the first of equals; undefined if there is none.
   *
   * @throws {TypeError} If there are several objectives: ask for the front.
   */
  get best(): TrialRecord | undefined {
    const { directions } = this.spec;
    if (directions.length > 1) {
      throw new TypeError(
        `Cannot name one best trial as objectives must be 1: current value is ${directions.length}. Ask for the front`,
      );
    }
    return this.#complete().reduce<TrialRecord | undefined>(
      (best, trial) =>
        best === undefined ||
          cost(trial.values[0], directions[0]) <
            cost(best.values[0], directions[0])
          ? trial
          : best,
      undefined,
    );
  }

  /** Complete trials that no other dominates, in order of their numbers. */
  get front(): readonly TrialRecord[] {
    const complete = this.#complete();
    const costs = complete.map(({ values }) =>
      values.map((value, k) => cost(value, this.spec.directions[k]))
    );
    return complete.filter((_, i) =>
      !costs.some((other) => dominates(other, costs[i]))
    );
  }

  /**
   * Starts the next trial: one that was running when the study was stopped, or
   * a new one.
   *
   * @throws {Error} If a trial whose result it needs has not ended.
   */
  async ask(): Promise<Trial> {
    const number = this.#next(Infinity);
    if (number === undefined) {
      throw new Error(
        `Cannot ask as at most ${this.spec.batch} trials may be under way: tell ${
          Math.min(...this.#active)
        } first, or set a larger batch`,
      );
    }
    return new Trial(await this.#start(number), {
      pruner: this.#pruner,
      onReport: (report) => this.#apply({ kind: "report", number, ...report }),
    });
  }

  /**
   * Ends a trial that was asked for.
   *
   * @param number Its number.
   * @param result Its objective, or each of several, or how else it ended.
   * @throws {RangeError} If it is not under way.
   */
  async tell(
    number: number,
    result: number | readonly number[] | TrialEnd,
  ): Promise<void> {
    if (!this.#active.has(number)) {
      throw new RangeError(
        `Cannot tell of trial ${number} as it must be under way: those are ${
          [...this.#active].join(", ") || "none"
        }`,
      );
    }
    const isEnd = typeof result === "object" && "state" in result;
    await this.#finish(
      number,
      isEnd ? result : endOf(result, this.spec.directions.length),
    );
  }

  /**
   * Runs trials until there are enough.
   *
   * A trial whose objective throws, or is not finite, has failed; the study
   * goes on.
   *
   * @param objective A function, or the module of one, run in threads.
   * @param options How many, how many at once, listeners.
   * @throws The signal's reason, once it is aborted.
   * @throws {Error} If the storage does.
   */
  async optimize(
    objective: Objective | ModuleObjective,
    options: OptimizeOptions,
  ): Promise<void> {
    const { trials, workers = 1, onTrial, onProgress, signal } = options;
    const most = Math.max(1, Math.min(workers, this.spec.batch));
    const runner = makeRunner(objective, this.spec, most);
    const runOne = async (number: number) => {
      const task = await this.#start(number);
      const end = await runner.run(task, {
        onReport: (report) =>
          this.#apply({ kind: "report", number, ...report }),
        ...(signal && { signal }),
      });
      signal?.throwIfAborted();
      await this.#finish(number, end);
      onTrial?.(this.#trials[number]);
      onProgress?.({ done: this.#ended(), total: trials, label: "trials" });
    };
    const underWay = new Set<Promise<void>>();
    try {
      while (true) {
        signal?.throwIfAborted();
        const number = underWay.size < most ? this.#next(trials) : undefined;
        if (number !== undefined) {
          this.#active.add(number);
          const run = runOne(number).finally(() => {
            this.#active.delete(number);
            underWay.delete(run);
          });
          run.catch(() => {});
          underWay.add(run);
        } else if (underWay.size > 0) await Promise.race(underWay);
        else break;
      }
    } finally {
      await Promise.allSettled(underWay);
      runner.close();
    }
  }

  /** Waits until all is written and releases the storage. */
  async close(): Promise<void> {
    try {
      await this.#written;
    } finally {
      await this.#storage.close();
    }
  }

  #complete(): readonly TrialRecord[] {
    return this.#trials.filter(({ state }) => state === "complete");
  }

  #ended(): number {
    return this.#trials.filter(({ state }) => state !== "running").length;
  }

  /** The least number that may start now: not under way, its window ended. */
  #next(trials: number): number | undefined {
    let number = 0;
    const idle = (k: number) =>
      !this.#active.has(k) &&
      (this.#trials[k]?.state ?? "running") === "running";
    while (number < this.#trials.length + this.#active.size && !idle(number)) {
      ++number;
    }
    if (number >= trials) return undefined;
    const ready = this.#trials.slice(
      0,
      Math.max(0, number - this.spec.batch + 1),
    )
      .every(({ state }) => state !== "running");
    return ready ? number : undefined;
  }

  /** Chooses what a trial tries, writes it down, and says what it may see. */
  async #start(number: number): Promise<TrialTask> {
    this.#active.add(number);
    const { space, directions, batch, start, pruner } = this.spec;
    const finished = this.#trials.slice(0, Math.max(0, number - batch + 1));
    const stream = this.#rng.child(`trial ${number}`);
    const params: ParameterValues = this.#trials[number]?.params ??
      start[number] ??
      this.#sampler.propose({
        space,
        directions,
        finished,
        pending: this.#trials.slice(finished.length, number)
          .map((trial) => trial.params),
      }, stream.child("proposal"));
    this.#apply({ kind: "start", number, params });
    await this.#written;
    return {
      number,
      params,
      seed: Math.floor(stream.child("objective").uniform() * 2 ** 32),
      directions,
      finished: pruner.kind === "none"
        ? []
        : finished.filter(({ reports }) => reports.length > 0),
    };
  }

  async #finish(number: number, end: TrialEnd): Promise<void> {
    this.#apply({ kind: "finish", number, ...end });
    await this.#written;
    this.#active.delete(number);
  }

  /** Applies a change at once and queues its writing. */
  #apply(change: StudyChange): void {
    applyChangeInto(this.#trials, change);
    const storage = this.#storage;
    this.#written = this.#written.then(() => {
      const { kind, number, ...rest } = change;
      if (kind === "start") return storage.start(number, change.params);
      if (kind === "report") {
        const { step, value } = change;
        return storage.report(number, { step, value });
      }
      return storage.finish(number, rest as TrialEnd);
    });
    // Whoever waits for it sees the error.
    this.#written.catch(() => {});
  }
}
