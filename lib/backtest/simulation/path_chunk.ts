/**
 * A chunk of independent simulated years: daily simple returns drawn, each
 * path's wealth, deepest drawdown and Sharpe ratio counted, the path forgotten.
 *
 * Returns are Gaussian, r = μ + σz, or drawn from history in circular blocks
 * (Politis and Romano, 1992; blocks of 1 are Efron's bootstrap). Only history
 * in blocks keeps fat tails and, within a block, volatility that clusters.
 *
 * @module
 */

import {
  type HistogramState,
  StreamingHistogram,
} from "lib/backtest/simulation/streaming_histogram.ts";
import { makeRng } from "lib/core/rng.ts";
import { PseudoBits } from "lib/pricing/kernels/mc_bits.ts";
import { normalsInto } from "lib/pricing/kernels/mc_normals.ts";

/** Where daily returns come from. */
export type ReturnModel = {
  /** Independent normal simple returns. */
  readonly kind: "gaussian";
  /** Mean a period μ. */
  readonly mean: number;
  /** Standard deviation a period σ. */
  readonly sigma: number;
} | {
  /** Returns of history, drawn again in blocks. */
  readonly kind: "bootstrap";
  /** Simple returns a period, shape `[n]`, each at least −1. */
  readonly returns: Float64Array;
  /** Periods a block. @default {1} */
  readonly block?: number;
};

/** What a chunk is made from; structured-clonable. */
export interface ChunkTask {
  /** Where returns come from. */
  readonly model: ReturnModel;
  /** Periods a path. */
  readonly days: number;
  /** Number of paths. */
  readonly paths: number;
  /** Seed of the run, see `makeRng`. */
  readonly seed: number;
  /** Which chunk of the run. */
  readonly chunk: number;
}

/** What is counted of each path. */
export const PATH_FIGURES = ["wealth", "drawdown", "sharpe"] as const;

/** A figure of a path. */
export type PathFigure = (typeof PATH_FIGURES)[number];

/** Bins and sums of one figure. */
export interface FigureState {
  /** Counts; of wealth they are of its logarithm. */
  readonly histogram: HistogramState;
  /** Sum of the figure, added up in order of paths. */
  readonly sum: number;
  /** Sum of its squares. */
  readonly squares: number;
  /** Paths that have it: all, but for Sharpe ratios of paths that never move. */
  readonly count: number;
}

/** What a chunk leaves behind. */
export type ChunkResult = Readonly<Record<PathFigure, FigureState>>;

/** Words drawn at a time. */
const WORDS = 8192;

/** An empty histogram for a figure: widths of 1e-3 or finer. */
export function emptyHistogram(figure: PathFigure): StreamingHistogram {
  switch (figure) {
    case "wealth":
      return new StreamingHistogram({ low: -12, width: 1e-3, count: 24_000 });
    case "drawdown":
      return new StreamingHistogram({ low: 0, width: 1e-4, count: 10_000 });
    case "sharpe":
      // A period, not annualised: of 250 days ±1 is ±16 a year.
      return new StreamingHistogram({ low: -1, width: 5e-5, count: 40_000 });
  }
}

/**
 * Simulates a chunk.
 *
 * @param task Model, length, number of paths; checked by the caller.
 * @returns Counts and sums, the same for the same task.
 */
export function simulateChunk(task: ChunkTask): ChunkResult {
  const { days, paths } = task;
  const draw = drawerOf(task);
  const wealthBins = emptyHistogram("wealth");
  const drawdownBins = emptyHistogram("drawdown");
  const sharpeBins = emptyHistogram("sharpe");
  const sums = new Float64Array(6);
  let moving = 0;
  const path = new Float64Array(days);
  for (let p = 0; p < paths; ++p) {
    draw(path);
    let wealth = 1, below = 1, lowest = 1, sum = 0, squares = 0;
    for (let i = 0; i < days; ++i) {
      const r = path[i];
      const growth = 1 + r;
      wealth *= growth;
      // Wealth over its high so far: no division in the loop.
      below *= growth;
      below = below > 1 ? 1 : below;
      lowest = below < lowest ? below : lowest;
      sum += r;
      squares += r * r;
    }
    wealthBins.add(Math.log(wealth));
    drawdownBins.add(1 - lowest);
    sums[0] += wealth;
    sums[1] += wealth * wealth;
    sums[2] += 1 - lowest;
    sums[3] += (1 - lowest) ** 2;
    const mean = sum / days;
    const variance = (squares - sum * mean) / (days - 1);
    // What rounding leaves of a path that does not move is no variance.
    if (!(variance > 1e-14 * squares)) continue;
    const sharpe = mean / Math.sqrt(variance);
    sharpeBins.add(sharpe);
    sums[4] += sharpe;
    sums[5] += sharpe * sharpe;
    ++moving;
  }
  const figure = (
    histogram: StreamingHistogram,
    at: number,
    count: number,
  ) => ({
    histogram: histogram.state(),
    sum: sums[at],
    squares: sums[at + 1],
    count,
  });
  return {
    wealth: figure(wealthBins, 0, paths),
    drawdown: figure(drawdownBins, 2, paths),
    sharpe: figure(sharpeBins, 4, moving),
  };
}

/** Fills paths with returns, from one stream of the chunk's own. */
function drawerOf(
  { model, seed, chunk }: ChunkTask,
): (path: Float64Array) => void {
  const bits = new PseudoBits(makeRng(seed).child(`chunk ${chunk}`));
  const words = new Int32Array(WORDS);
  let used = WORDS;
  if (model.kind === "gaussian") {
    const { mean, sigma } = model;
    const normals = new Float64Array(WORDS);
    return (path) => {
      for (let i = 0; i < path.length;) {
        if (used === WORDS) {
          bits.fillInto(words, 0, WORDS);
          normalsInto(words, normals, WORDS);
          used = 0;
        }
        const end = Math.min(path.length, i + WORDS - used);
        while (i < end) path[i++] = mean + sigma * normals[used++];
      }
    };
  }
  const { returns, block = 1 } = model;
  const scale = returns.length / 2 ** 32;
  return (path) => {
    for (let i = 0; i < path.length;) {
      if (used === WORDS) {
        bits.fillInto(words, 0, WORDS);
        used = 0;
      }
      let from = Math.floor((words[used++] >>> 0) * scale);
      const end = Math.min(path.length, i + block);
      while (i < end) {
        path[i++] = returns[from++];
        if (from === returns.length) from = 0;
      }
    }
  };
}
