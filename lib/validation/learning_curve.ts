/**
 * Learning curve: scores by the number of rows learnt from. Where the curve of
 * rows not shown still falls, more data helps; where it has met that of the
 * rows shown, a richer model might.
 *
 * Of each fold's train side ever larger parts are taken, each within the next,
 * in a drawn order; tested is always the whole test side. Where the table has
 * groups, such as days, whole groups are taken: days are what more data means.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { takeRows } from "lib/math/take_rows.ts";
import type { Estimator } from "lib/models/estimator.ts";
import {
  type CrossValidateOptions,
  scoreRows,
} from "lib/validation/cross_validate.ts";
import { fitFold } from "lib/validation/fit_fold.ts";
import { groupIds } from "lib/validation/group_ids.ts";
import {
  type LearningTable,
  splitRowsOf,
} from "lib/validation/learning_table.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";
import { makeSplit, type Split, splitWithin } from "lib/validation/splitter.ts";

/** How to draw the curve. */
export interface LearningCurveOptions<S extends object>
  extends CrossValidateOptions<S> {
  /** Parts of the train side, in (0, 1]. @default {[0.1, 0.25, 0.5, 0.75, 1]} */
  readonly shares?: readonly number[];
}

/** A part of one fold. */
export interface LearningPoint<S extends object> {
  /** Part of the train side that was asked for. */
  readonly share: number;
  /** Fold, counted from 0. */
  readonly fold: number;
  /** Rows learnt from, before resampling. */
  readonly rows: number;
  /** Scores on these rows. */
  readonly shown: S;
  /** Scores on the fold's test side. */
  readonly heldOut: S;
}

/**
 * Fits an estimator to growing parts of each fold.
 *
 * @param estimator What to fit.
 * @param table Features, targets, and what the splitter needs.
 * @param options Splitter, score, stream, shares.
 * @returns A point for each fold and share, fold by fold.
 * @throws {RangeError} If a share is not in (0, 1].
 * @throws The signal's reason if it aborts.
 *
 * @example Half of the days, then all
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { mean } from "lib/models/baseline.ts";
 * import { learningCurve } from "lib/validation/learning_curve.ts";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 * import { timeOrdered } from "lib/validation/splitters/time_ordered.ts";
 *
 * const points = await learningCurve(mean.make(), {
 *   x: { data: new Float64Array(6), rows: 6, cols: 1 },
 *   y: Float64Array.of(1, 1, 3, 3, 2, 2),
 *   groups: ["mon", "mon", "tue", "tue", "wed", "wed"],
 *   times: [1, 1, 2, 2, 3, 3],
 * }, {
 *   splitter: timeOrdered({ testShare: 0.33 }),
 *   shares: [0.5, 1],
 *   score: regressionScores,
 *   rng: makeRng(1),
 * });
 * assertEquals(points.map(({ rows }) => rows), [2, 4]);
 * assertEquals(points.map(({ heldOut }) => heldOut.mae), [1, 0]);
 * ```
 */
export async function learningCurve<S extends object>(
  estimator: Estimator,
  table: LearningTable,
  options: LearningCurveOptions<S>,
): Promise<readonly LearningPoint<S>[]> {
  const {
    splitter,
    score,
    rng,
    onProgress,
    shares = [0.1, 0.25, 0.5, 0.75, 1],
    ...ways
  } = options;
  for (const share of shares) {
    if (share > 0 && share <= 1) continue;
    throw new RangeError(
      `Cannot draw a learning curve as shares must be in (0, 1]: one is ${share}`,
    );
  }
  const splits = splitter.split(splitRowsOf(table), rng.child("split"));
  const total = splits.length * shares.length;
  const points: LearningPoint<S>[] = [];
  for (const [fold, split] of splits.entries()) {
    const foldRng = rng.child(`fold ${fold}`);
    const places = placesInOrder(table, split, foldRng.child("order"));
    for (const share of shares) {
      const label = `${share} of fold ${fold + 1}`;
      onProgress?.({ done: points.length, total, label });
      const part = partOf(split, places, share);
      const { model, predicted } = await fitFold(estimator, table, {
        ...ways,
        split: part,
        rng: foldRng,
      });
      const ofShown = model.predict(takeRows(table.x, part.train));
      points.push({
        share,
        fold,
        rows: part.train.length,
        shown: scoreRows(table, {
          rows: part.train,
          predicted: ofShown,
          score,
        }),
        heldOut: scoreRows(table, { rows: part.test, predicted, score }),
      });
    }
  }
  onProgress?.({ done: total, total });
  return points;
}

/**
 * For each train row, the share of the train side that must be exceeded for it
 * to be taken: rows of one group have one place.
 */
function placesInOrder(
  table: LearningTable,
  split: Split,
  rng: Rng,
): Float64Array {
  const n = split.train.length;
  const { ids } = groupIds(
    table.groups
      ? Array.from(split.train, (row) => table.groups![row])
      : split.train,
  );
  const sizes = new Int32Array(n);
  for (const id of ids) ++sizes[id];
  const groups = sizes.filter((size) => size > 0).length;
  const starts = new Float64Array(groups);
  let taken = 0;
  for (const group of shuffledIndices(groups, rng)) {
    starts[group] = taken / n;
    taken += sizes[group];
  }
  return Float64Array.from(ids, (id) => starts[id]);
}

/** The train rows whose place comes before the share, with all test rows. */
function partOf(split: Split, places: Float64Array, share: number): Split {
  const left = Array.from(places, (place) => place >= share);
  if (!left.includes(true)) return split;
  const { train } = splitWithin(split, makeSplit(left));
  return { train, test: split.test };
}
