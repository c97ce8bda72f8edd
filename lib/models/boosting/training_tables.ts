/**
 * What boosting is given, checked: errors name the row and the column.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { BoostingParams } from "lib/models/boosting/boosting_params.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { checkTable } from "lib/models/trees/check_table.ts";
import {
  takeRows,
  type TrainingTable,
  trainingTable,
} from "lib/models/trees/training_table.ts";

// Share of rows held out where early stopping is asked for without any.
const HELD_OUT = 0.1;

/**
 * Checks lists of features.
 *
 * @throws {RangeError} If they do not fit a table of `cols` columns.
 */
export function checkBoosting(params: BoostingParams, cols: number): void {
  const { monotone, categorical } = params;
  const wrong = (name: string, must: string) =>
    new RangeError(
      `Cannot fit boosting as ${name} must ${must}: current value is ${
        String(params[name as keyof BoostingParams])
      }`,
    );
  if (monotone.length !== 0 && monotone.length !== cols) {
    throw wrong("monotone", `have one integer for each of ${cols} features`);
  }
  if (monotone.some((way) => Math.abs(way) > 1)) {
    throw wrong("monotone", "be 1, 0 or -1 for each feature");
  }
  if (categorical.some((j) => j < 0 || j >= cols)) {
    throw wrong("categorical", `hold indices of features in [0, ${cols})`);
  }
  if (categorical.some((j) => monotone[j] !== undefined && monotone[j] !== 0)) {
    throw wrong("monotone", "be 0 for categorical features");
  }
}

/**
 * Checks what was given and splits off the rows whose loss is followed: those
 * of the context, or for early stopping a tenth of the training rows.
 *
 * @throws {TypeError} If shapes do not fit.
 * @throws {RangeError} If a value cannot be learnt from.
 */
export function readTables(
  params: BoostingParams,
  x: Matrix,
  y: Float64Array,
  context: FitContext,
): {
  readonly training: TrainingTable;
  readonly validation: TrainingTable | undefined;
} {
  const isClass = params.loss === "logistic";
  const { weights, validation } = context;
  const training = trainingTable("boosting", { x, y, weights }, isClass);
  // Without early stopping their loss is only told, if somebody listens.
  const isWatched = params.earlyStopping > 0 ||
    validation !== undefined && context.onRound !== undefined;
  if (!isWatched) return { training, validation: undefined };
  if (validation === undefined) return holdOut(training, context.rng);
  checkTable("boosting's validation", { ...validation, weights: undefined });
  const odd = validation.y.findIndex((v) => isClass && v !== 0 && v !== 1);
  if (odd >= 0) {
    throw new RangeError(
      `Cannot fit boosting as the validation target of row ${odd} must be 0 or 1: current value is ${
        validation.y[odd]
      }`,
    );
  }
  if (validation.x.cols !== x.cols) {
    throw new TypeError(
      `Cannot fit boosting as its validation must have ${x.cols} columns: current value is ${validation.x.cols}`,
    );
  }
  return { training, validation: { ...validation, weights: undefined } };
}

function holdOut(table: TrainingTable, rng: Rng) {
  const { rows } = table.x;
  const stream = rng.child("held out");
  const order = Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; --i) {
    const other = Math.floor(stream.uniform() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  const count = Math.ceil(rows * HELD_OUT);
  if (count >= rows) {
    throw new RangeError(
      `Cannot stop early as there must be at least 2 rows: current value is ${rows}`,
    );
  }
  return {
    training: takeRows(table, order.slice(count).sort((a, b) => a - b)),
    validation: takeRows(table, order.slice(0, count).sort((a, b) => a - b)),
  };
}
