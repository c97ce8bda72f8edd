/**
 * What was so a season ago comes again.
 *
 * With m bars a season and a window's last row at t, step h of a path is the
 * value at t + h − m·⌈h/m⌉. A return over h bars is that over the same bars
 * k·m earlier, k·m the least multiple of m that is at least h:
 * Π (1 + r[t + j − k·m]) − 1 over j = 1 … h, with r the panel's one-bar
 * returns in their own units. A class has the share that it has in training
 * after windows in which that return had the same sign, one window more for
 * each class (Laplace's rule).
 *
 * Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd
 * ed., section 5.2. Windows must be at least k·m rows long.
 *
 * @module
 */

import type { Value } from "lib/graph/graph.ts";
import {
  add,
  exp,
  indicator,
  multiply,
  subtract,
} from "lib/graph/ops/arithmetic.ts";
import { concat, slice } from "lib/graph/ops/layout.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import {
  type Learnt,
  type ModelFamily,
  PREDICTION_OUTPUT,
  PROBABILITIES_OUTPUT,
} from "lib/models/forecast/family.ts";
import { columnRows, windowGraph } from "lib/models/forecast/window_graph.ts";
import type { UnscaledColumn, Windows } from "lib/models/windows/windows.ts";

/** What can be set of the seasonal naive forecast. */
export interface SeasonalNaiveParams {
  /** Bars of a season. @default {5} */
  readonly season: number;
}

/** The seasonal naive forecast. */
export const seasonalNaive: ModelFamily<SeasonalNaiveParams> = {
  family: "seasonal-naive",
  group: "baseline",
  description:
    "A season ago again: the path's values, the return over the same bars, classes by that return's sign",
  targets: ["number", "class", "path"],
  hyperparameters: {
    season: {
      type: "integer",
      default: 5,
      min: 1,
      doc: "bars of a season: 5 for a week of daily bars, 24 for hourly ones",
    },
  },
  factory: ({ season }) => ({
    // A rejected promise, not an exception: that is what learners promise.
    learn: (train) => Promise.resolve().then(() => learnSeason(train, season)),
  }),
};

function learnSeason(train: Windows, season: number): Learnt {
  const { target, features } = train;
  const importance = new Float64Array(features.length);
  if (target.kind === "path") {
    checkLength(train, season, season);
    importance[target.column] = 1;
    const { column, steps } = target;
    return { graph: seasonalPath(train, column, steps, season), importance };
  }
  const bars = barsOf(train, season);
  importance[bars.returns.column] = 1;
  if (target.kind === "number") {
    const graph = windowGraph(train, (x) => ({
      [PREDICTION_OUTPUT]: seasonalReturn(x, bars),
    }));
    return { graph, importance };
  }
  const { classes } = target;
  const [falling, rising] = sharesBySign(train, bars, target.values, classes);
  const graph = windowGraph(train, (x) => {
    const up = indicator("Greater", seasonalReturn(x, bars), 0);
    const row = (values: Float32Array) =>
      x.graph.constant(values, [1, values.length]);
    const change = rising.map((share, c) => share - falling[c]);
    return {
      [PROBABILITIES_OUTPUT]: add(multiply(up, row(change)), row(falling)),
    };
  });
  return { graph, importance, parameters: 2 * (classes - 1) };
}

function seasonalPath(
  train: Windows,
  column: number,
  steps: number,
  season: number,
): Uint8Array {
  const { length } = train;
  return windowGraph(train, (x) => {
    const last = columnRows(x, column, length - season, length);
    const times = Math.ceil(steps / season);
    const repeated = concat(Array.from({ length: times }, () => last), 1);
    return { [PREDICTION_OUTPUT]: slice(repeated, 1, 0, steps) };
  });
}

/** Which rows of a window a forecast repeats, and in which units. */
interface Bars {
  readonly returns: UnscaledColumn;
  readonly from: number;
  readonly to: number;
}

function barsOf(train: Windows, season: number): Bars {
  const { returns, length, horizon } = train;
  if (returns === undefined) {
    throw new RangeError(
      "Cannot fit seasonal-naive to numbers or classes as the windows must have a column of one-bar returns (`returns`): current value is missing",
    );
  }
  const back = season * Math.ceil(horizon / season);
  checkLength(train, season, back);
  return { returns, from: length - back, to: length - back + horizon };
}

function checkLength(
  { length, horizon }: Windows,
  season: number,
  least: number,
): void {
  if (length >= least) return;
  throw new RangeError(
    `Cannot fit seasonal-naive with a season of ${season} and a horizon of ${horizon} bars as windows must be of at least ${least} rows: current value is ${length}`,
  );
}

/** The return `[N × 1]` over the bars, simple. */
function seasonalReturn(x: Value, { returns, from, to }: Bars): Value {
  const { column, mean, deviation, log = false } = returns;
  const each = add(
    multiply(columnRows(x, column, from, to), deviation),
    mean,
  );
  if (log) return subtract(exp(sum(each, SUM)), 1);
  let product: Value | null = null;
  for (let j = 0; j < to - from; ++j) {
    const growth = add(slice(each, 1, j, j + 1), 1);
    product = product === null ? growth : multiply(product, growth);
  }
  return subtract(product!, 1);
}

const SUM = { axes: [1], keepDimensions: true } as const;

/** Shares of the classes after returns that were not above 0, and above. */
function sharesBySign(
  train: Windows,
  bars: Bars,
  labels: Float32Array,
  classes: number,
): [Float32Array, Float32Array] {
  const counts = [0, 1].map(() => new Float32Array(classes).fill(1));
  const { column, mean, deviation, log = false } = bars.returns;
  const p = train.features.length;
  train.ends.forEach((end, i) => {
    const first = end - train.length;
    let growth = 0;
    for (let j = bars.from; j < bars.to; ++j) {
      const r = mean + deviation * train.values[(first + j) * p + column];
      growth += log ? r : Math.log1p(r);
    }
    ++counts[growth > 0 ? 1 : 0][labels[i]];
  });
  const shares = counts.map((count) => {
    const total = count.reduce((a, b) => a + b, 0);
    return count.map((c) => c / total);
  });
  return [shares[0], shares[1]];
}
