/**
 * Many independent simulations of a strategy's returns: what wealth, drawdown
 * and Sharpe ratio may come out by chance alone.
 *
 * Paths come in chunks with a stream each, so the figures do not depend on the
 * number of threads, and memory does not grow with the number of paths: only
 * counts are kept (see {@link "lib/backtest/simulation/streaming_histogram.ts"}).
 *
 * @module
 */

import { TRADING_DAYS } from "lib/backtest/metrics/series.ts";
import {
  type ChunkResult,
  type ChunkTask,
  emptyHistogram,
  PATH_FIGURES,
  type PathFigure,
  type ReturnModel,
  simulateChunk,
} from "lib/backtest/simulation/path_chunk.ts";
import type { StreamingHistogram } from "lib/backtest/simulation/streaming_histogram.ts";
import type { Watch } from "lib/core/progress.ts";
import { WorkerPool } from "lib/core/worker_pool.ts";

export type { ReturnModel } from "lib/backtest/simulation/path_chunk.ts";

/** Largest draw of the normals, see {@link "lib/pricing/kernels/mc_normals.ts"}. */
const LARGEST_NORMAL = 6.34;

/** What is simulated. */
export interface SimulateOptions extends Watch {
  /** Number of paths. */
  readonly paths: number;
  /** Seed, see `makeRng`. */
  readonly seed: number;
  /** Periods a path. @default {250} */
  readonly days?: number;
  /** Periods in a year, for the Sharpe ratio. @default {252} */
  readonly periodsPerYear?: number;
  /** Threads; 0 computes in this one. The figures do not depend on it. @default {1} */
  readonly threads?: number;
  /** Paths a chunk; another number draws other paths. @default {65_536} */
  readonly chunk?: number;
}

/** One figure over all paths. */
export interface FigureSummary {
  /** Paths that have the figure. */
  readonly count: number;
  /** Mean; NaN of no paths. */
  readonly mean: number;
  /** Standard deviation, ddof 0. */
  readonly deviation: number;
  /**
   * A quantile: of wealth right to a thousandth of itself, of drawdowns to 1e-4,
   * of Sharpe ratios to 5e-5 a period.
   *
   * @throws {RangeError} If the level is not in `[0, 1]` or there are no paths.
   */
  quantile(level: number): number;
}

/** What came out so far. */
export interface Simulation {
  /** Paths so far. */
  readonly paths: number;
  /** Wealth at the end, from 1 at the start. */
  readonly wealth: FigureSummary;
  /** Depth of the deepest drawdown, in `[0, 1]`. */
  readonly drawdown: FigureSummary;
  /** Annual Sharpe ratio, of the paths that move at all. */
  readonly sharpe: FigureSummary;
}

/**
 * Simulates chunk by chunk.
 *
 * @param model Where returns come from.
 * @param options Paths, seed, threads.
 * @returns After each chunk all that came out so far; the same object
 * throughout, which goes on counting.
 * @throws {RangeError} If an option is out of range, or a return may be below −1.
 * @throws The signal's reason if it aborts.
 */
export async function* simulateChunks(
  model: ReturnModel,
  options: SimulateOptions,
): AsyncGenerator<Simulation> {
  const { paths, seed, days = 250, threads = 1, chunk = 65_536 } = options;
  const { periodsPerYear = TRADING_DAYS, onProgress, signal } = options;
  check({ paths, days, chunk, threads }, periodsPerYear);
  checkModel(model);
  const total = Math.ceil(paths / chunk);
  const taskOf = (index: number): ChunkTask => ({
    model,
    days,
    seed,
    chunk: index,
    paths: Math.min(chunk, paths - index * chunk),
  });
  const tally = new Tally(periodsPerYear);
  using pool = chunkPool(threads);
  const waiting: Promise<ChunkResult>[] = [];
  try {
    for (let index = 0, asked = 0; index < total; ++index) {
      signal?.throwIfAborted();
      // One more than threads, so that none waits for this one to merge.
      while (asked < total && asked <= index + threads) {
        const result = pool.run(taskOf(asked++), signal);
        // Awaited in order; until then a failure is not unhandled.
        result.catch(() => {});
        waiting.push(result);
      }
      tally.add(await waiting.shift()!);
      onProgress?.({ done: tally.paths, total: paths, label: "paths" });
      yield tally;
    }
  } finally {
    await Promise.allSettled(threads === 0 ? waiting : []);
  }
}

/**
 * Simulates all paths.
 *
 * @param model Where returns come from.
 * @param options Paths, seed, threads.
 * @returns Quantiles, means and deviations.
 * @throws {RangeError} If an option is out of range, or a return may be below −1.
 * @throws The signal's reason if it aborts.
 *
 * @example The mean of wealth is what the mean compounds to
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { simulate } from "lib/backtest/simulate.ts";
 *
 * const { wealth } = await simulate(
 *   { kind: "gaussian", mean: 4e-4, sigma: 0.01 },
 *   { paths: 10_000, days: 250, seed: 1, threads: 0 },
 * );
 * // To four standard errors of 0.158/100 · 1.1.
 * assertAlmostEquals(wealth.mean, 1.0004 ** 250, 0.007);
 * ```
 */
export async function simulate(
  model: ReturnModel,
  options: SimulateOptions,
): Promise<Simulation> {
  let last: Simulation | undefined;
  for await (const soFar of simulateChunks(model, options)) last = soFar;
  return last!;
}

/** Threads, or this one, behind one method. */
function chunkPool(threads: number): Disposable & {
  run(task: ChunkTask, signal?: AbortSignal): Promise<ChunkResult>;
} {
  if (threads === 0) {
    return {
      // A turn of the event loop first, in which an abort can come through.
      run: async (task) => {
        await new Promise((resolve) => setTimeout(resolve, 0));
        return simulateChunk(task);
      },
      [Symbol.dispose]() {},
    };
  }
  const module = new URL("./simulation/chunk_worker.ts", import.meta.url);
  const pool = new WorkerPool(module, { threads });
  return {
    run: (task, signal) =>
      pool.run<ChunkResult>(task, signal === undefined ? {} : { signal }),
    [Symbol.dispose]: () => pool.close(),
  };
}

/** Counts of all chunks so far. */
class Tally implements Simulation {
  readonly #histograms: Record<PathFigure, StreamingHistogram> = {
    wealth: emptyHistogram("wealth"),
    drawdown: emptyHistogram("drawdown"),
    sharpe: emptyHistogram("sharpe"),
  };
  readonly #sums = {
    wealth: [0, 0, 0],
    drawdown: [0, 0, 0],
    sharpe: [0, 0, 0],
  };
  readonly #root: number;

  constructor(periodsPerYear: number) {
    this.#root = Math.sqrt(periodsPerYear);
  }

  get paths(): number {
    return this.#sums.wealth[0];
  }

  get wealth(): FigureSummary {
    return this.#summary("wealth", Math.exp);
  }

  get drawdown(): FigureSummary {
    return this.#summary("drawdown", (depth) => depth);
  }

  get sharpe(): FigureSummary {
    const root = this.#root;
    const { count, mean, deviation, quantile } = this.#summary(
      "sharpe",
      (sharpe) => root * sharpe,
    );
    return {
      count,
      mean: root * mean,
      deviation: root * deviation,
      quantile,
    };
  }

  add(result: ChunkResult): void {
    for (const figure of PATH_FIGURES) {
      const { histogram, count, sum, squares } = result[figure];
      this.#histograms[figure].merge(histogram);
      const sums = this.#sums[figure];
      sums[0] += count;
      sums[1] += sum;
      sums[2] += squares;
    }
  }

  #summary(
    figure: PathFigure,
    unit: (binned: number) => number,
  ): FigureSummary {
    const [count, sum, squares] = this.#sums[figure];
    const mean = sum / count;
    const variance = Math.max(0, squares / count - mean * mean);
    const histogram = this.#histograms[figure];
    return {
      count,
      mean,
      deviation: Math.sqrt(variance),
      quantile: (level) => unit(histogram.quantile(level)),
    };
  }
}

function check(
  counts: Readonly<Record<string, number>>,
  periodsPerYear: number,
): void {
  const least: Record<string, number> = { days: 2, threads: 0 };
  for (const [name, value] of Object.entries(counts)) {
    const from = least[name] ?? 1;
    if (Number.isInteger(value) && value >= from) continue;
    throw new RangeError(
      `Cannot simulate as ${name} must be a whole number ≥ ${from}: current value is ${value}`,
    );
  }
  if (periodsPerYear > 0 && periodsPerYear < Infinity) return;
  throw new RangeError(
    `Cannot simulate as periodsPerYear must be finite and > 0: current value is ${periodsPerYear}`,
  );
}

function checkModel(model: ReturnModel): void {
  if (model.kind === "gaussian") {
    const { mean, sigma } = model;
    const worst = mean - LARGEST_NORMAL * sigma;
    if (sigma >= 0 && worst > -1 && Number.isFinite(mean)) return;
    throw new RangeError(
      `Cannot simulate as sigma must be ≥ 0 and no Gaussian return below −1: with mean ${mean} and sigma ${sigma} the worst is ${worst}`,
    );
  }
  const { returns, block = 1 } = model;
  if (returns.length === 0) {
    throw new RangeError(
      "Cannot simulate as there must be returns to draw from: there are none",
    );
  }
  const bad = returns.findIndex((r) => !(r >= -1 && r < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot simulate as returns must be finite and ≥ −1: return ${bad} is ${
        returns[bad]
      }`,
    );
  }
  if (Number.isInteger(block) && block >= 1 && block <= returns.length) return;
  throw new RangeError(
    `Cannot simulate as block must be a whole number in [1, ${returns.length}]: current value is ${block}`,
  );
}
