/**
 * Learning deltas: folds by day, then a model of all days.
 *
 * Whatever is learnt (rates, the mix of the bins, trees) is learnt inside the
 * fold. Only the price of the underlying at a quote's own time is found before:
 * it is made of quotes of that very snapshot, which no fold divides.
 *
 * @module
 */

import type { Progress, Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { baselineDelta } from "lib/greeks/baseline_delta.ts";
import {
  type CarryCurve,
  carryCurve,
  synchronousUnderlying,
} from "lib/greeks/carry_curve.ts";
import { deltaBounds } from "lib/greeks/delta_features.ts";
import { deltaGraph, treeFeatures } from "lib/greeks/delta_graph.ts";
import { type DeltaTable, featureMatrix } from "lib/greeks/delta_table.ts";
import { treeMonotone } from "lib/greeks/feature_graph.ts";
import type { ParityPoint } from "lib/greeks/parity_points.ts";
import { snapshotKey } from "lib/greeks/parity_points.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { takeRows, takeValues } from "lib/math/take_rows.ts";
import { boosting, type BoostingParams } from "lib/models/boosting.ts";
import type { Estimator, Model } from "lib/models/estimator.ts";
import { equalBins, joinThinBins } from "lib/validation/bins.ts";
import { type ConformalBand, conformalBand } from "lib/validation/conformal.ts";
import { rowsForLevel } from "lib/validation/conformal_quantile.ts";
import { balanceBins } from "lib/validation/resample/balance_bins.ts";
import type { Splitter, TrainRows } from "lib/validation/splitter.ts";
import { groupedKFold } from "lib/validation/splitters/grouped_k_fold.ts";

/** Bins of delta on each side, of a tenth. */
const DELTA_BINS = 10;

/** How to learn. */
export interface TrainDeltaOptions extends Watch {
  /** Stream for folds, resampling and trees. */
  readonly rng: Rng;
  /** Of the boosting; monotone is set here. @default {deltaBoosting(rows)} */
  readonly hyperparameters?: Partial<Omit<BoostingParams, "monotone">>;
  /** Folds, or as many as there are days; 1 day alone is an error. @default {5} */
  readonly folds?: number;
  /** Rows of each bin of delta that are learnt from. @default {"none"} */
  readonly balance?: "none" | "mean" | "largest" | "smallest";
  /** Share of intervals that hold the delta. @default {0.9} */
  readonly level?: number;
  /** Threads of each fit. @default {1} */
  readonly threads?: number;
}

/**
 * Hyperparameters that did well on chains of index and stock options. Days
 * differ more than rows of a day, so leaves are large: what a small leaf learns
 * is one day's.
 *
 * @param rows Quotes learnt from.
 */
export function deltaBoosting(rows: number): Partial<BoostingParams> {
  const minLeaf = Math.min(200, Math.max(20, Math.round(rows / 100)));
  return { rounds: 120, leaves: 31, learningRate: 0.07, minLeaf };
}

/** Predictions for days that were not learnt from. */
export interface OutOfFold {
  /** Deltas predicted, one a row of the table. */
  readonly predicted: Float64Array;
  /** The Black–Scholes delta at the quote's implied volatility. */
  readonly baseline: Float64Array;
  /** Fold of each row, counted from 0. */
  readonly foldOf: Int32Array;
}

/** What was learnt. */
export interface TrainedDelta {
  /** The model as an ONNX file. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Its trees. */
  readonly model: Model;
  /** Its rates. */
  readonly curve: CarryCurve;
  /** Quotes whose underlying price is from parity. */
  readonly synchronised: number;
  /** Half-widths of its intervals, from out-of-fold errors. */
  readonly band: ConformalBand;
  /** Hyperparameters, all of them. */
  readonly hyperparameters: Readonly<BoostingParams>;
  /** Predictions by models that did not see the day. */
  readonly outOfFold: OutOfFold;
  /** What the trees see of each row, `[n × q]`. */
  readonly columns: Matrix;
}

/**
 * Cross-validates by day and learns from all days.
 *
 * @param table Quotes of one side.
 * @param points Forwards by parity of the same snapshots.
 * @param options How.
 * @throws {RangeError} If there are fewer than two days.
 */
export async function trainDelta(
  table: DeltaTable,
  points: readonly ParityPoint[],
  options: TrainDeltaOptions,
): Promise<TrainedDelta> {
  const { rng, level = 0.9, onProgress } = options;
  const outOfFold = await crossValidateDelta(table, points, {
    ...options,
    ...(onProgress && { onProgress: scaled(onProgress, 0, 0.8) }),
  });
  const all = Int32Array.from({ length: table.samples.rows }, (_, i) => i);
  const fitted = await fitDelta(table, points, all as TrainRows, {
    ...options,
    rng: rng.child("all days"),
    ...(onProgress && { onProgress: scaled(onProgress, 0.8, 1) }),
  });
  return {
    onnx: writeModel(deltaGraph({ ...table, ...fitted })),
    model: fitted.model,
    curve: fitted.curve,
    synchronised: fitted.synchronised,
    band: deltaBand(table, outOfFold.predicted, level),
    hyperparameters: fitted.hyperparameters,
    outOfFold,
    columns: fitted.columns,
  };
}

/**
 * Predictions of each day by a model of other days.
 *
 * @param table Quotes of one side.
 * @param points Forwards by parity of the same snapshots.
 * @param options How; `folds` are capped at the number of days.
 */
export async function crossValidateDelta(
  table: DeltaTable,
  points: readonly ParityPoint[],
  options: TrainDeltaOptions,
): Promise<OutOfFold> {
  const { rng, onProgress } = options;
  const { samples, days } = table;
  const splits = daySplitter(days, options.folds).split(
    { count: samples.rows, groups: days },
    rng.child("split"),
  );
  const predicted = new Float64Array(samples.rows);
  const baseline = new Float64Array(samples.rows);
  const foldOf = new Int32Array(samples.rows);
  for (const [fold, split] of splits.entries()) {
    const { model, curve, columns, underlying } = await fitDelta(
      table,
      points,
      split.train,
      {
        ...options,
        rng: rng.child(`fold ${fold}`),
        ...(onProgress && {
          onProgress: scaled(
            onProgress,
            fold / splits.length,
            (fold + 1) / splits.length,
          ),
        }),
      },
    );
    const answers = model.predict(takeRows(columns, split.test));
    const [low, high] = deltaBounds(table.type);
    split.test.forEach((row, i) => {
      predicted[row] = Math.min(high, Math.max(low, answers[i]));
      baseline[row] = baselineOf(table, row, { curve, underlying });
      foldOf[row] = fold;
    });
  }
  return { predicted, baseline, foldOf };
}

/** The baseline of a row. */
export function baselineOf(
  { type, samples }: Pick<DeltaTable, "type" | "samples">,
  row: number,
  { curve, underlying }: {
    readonly curve: CarryCurve;
    readonly underlying: Float64Array;
  },
): number {
  return baselineDelta({
    type,
    underlying: underlying[row],
    strike: samples.strike[row],
    mark: samples.mark[row],
    dte: samples.dte[row],
    curve,
  });
}

/** The learner of a table: boosting, monotone in strike. */
export function deltaEstimator(
  { samples, features }: Pick<DeltaTable, "samples" | "features">,
  hyperparameters: TrainDeltaOptions["hyperparameters"] = {},
): Estimator<BoostingParams> {
  return boosting.make({
    ...deltaBoosting(samples.rows),
    ...hyperparameters,
    monotone: treeMonotone(features),
  });
}

interface FittedDelta {
  readonly model: Model;
  readonly hyperparameters: Readonly<BoostingParams>;
  readonly curve: CarryCurve;
  /** Trees' columns of all rows, by the rates of the rows learnt from. */
  readonly columns: Matrix;
  readonly underlying: Float64Array;
  readonly synchronised: number;
}

async function fitDelta(
  table: DeltaTable,
  points: readonly ParityPoint[],
  train: TrainRows,
  options: TrainDeltaOptions,
): Promise<FittedDelta> {
  const { rng, balance = "none", threads, signal, onProgress } = options;
  const { samples, type, features } = table;
  const seen = new Set(Array.from(train, (row) => snapshotKey(samples, row)));
  const curve = carryCurve(points.filter((p) => seen.has(p.snapshot)));
  const { underlying, synchronised } = synchronousUnderlying(
    samples,
    points,
    curve,
  );
  const columns = await treeFeatures(
    featureMatrix(samples, features, underlying),
    { type, features, curve },
  );
  const rows = balance === "none" ? train : balanceBins({
    edges: equalBins(...deltaBounds(type), DELTA_BINS),
    to: balance,
  })(train, samples.delta, rng.child("resample"));
  const estimator = deltaEstimator(table, options.hyperparameters);
  const model = await estimator.fit(
    takeRows(columns, rows),
    takeValues(samples.delta, rows),
    {
      rng: rng.child("fit"),
      ...(threads !== undefined && { threads }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    },
  );
  const hyperparameters = estimator.params;
  return { model, hyperparameters, curve, columns, underlying, synchronised };
}

/** Folds of whole days, no more than there are days. */
export function daySplitter(
  days: readonly string[],
  folds: number = 5,
): Splitter {
  const count = new Set(days).size;
  if (count < 2) {
    throw new RangeError(
      `Cannot validate deltas as there must be quotes of two days or more: all are of ${
        days[0]
      }. Ingest chains of other days`,
    );
  }
  return groupedKFold({ folds: Math.min(folds, count) });
}

/**
 * Half-widths by predicted delta, from out-of-fold errors. Each bin has enough
 * rows for its quantile, whatever the level.
 */
function deltaBand(
  { type, samples }: DeltaTable,
  predicted: Float64Array,
  level: number,
): ConformalBand {
  const edges = joinThinBins(
    equalBins(...deltaBounds(type), 2 * DELTA_BINS),
    predicted,
    { least: Math.max(50, rowsForLevel(level)) },
  );
  return conformalBand(samples.delta, predicted, { level, edges });
}

function scaled(
  listen: (progress: Progress) => void,
  from: number,
  to: number,
): (progress: Progress) => void {
  return ({ done, total, ...rest }) =>
    listen({ ...rest, done: from + (to - from) * done / total, total: 1 });
}
