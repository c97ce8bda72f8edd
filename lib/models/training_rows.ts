/**
 * A table as learners take it: shapes and values checked with their places
 * named, features rounded to float32, rows of weight 0 left out.
 *
 * Rows and columns are counted from 0 in messages, as in the matrix.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { FitContext } from "lib/models/estimator.ts";

/** Rows that can be learnt from. */
export interface TrainingRows {
  /** Features, every value a float32, row-major `[n × p]`. */
  readonly x: Float64Array;
  /** Targets `[n]`. */
  readonly y: Float64Array;
  /** Weights `[n]`, all above 0. */
  readonly weights: Float64Array;
  /** Number of rows. */
  readonly n: number;
  /** Number of features. */
  readonly p: number;
}

/** What a learner cannot take. */
export interface RowRules {
  /** Whether NaN in `x` is a missing value. @default {false} */
  readonly missing?: boolean;
  /** Whether the target must be 0 or 1, and each at least once. @default {false} */
  readonly classes?: boolean;
}

/**
 * Checks and copies what is to be learnt from.
 *
 * A row of weight 0 is as if absent: nothing in it is looked at.
 *
 * @param kind Name of the learner, for messages.
 * @param x Features `[n × p]`.
 * @param y Targets `[n]`.
 * @param context Where the weights are.
 * @param rules What this learner cannot take.
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If a value cannot be learnt from, or no row is left.
 */
export function trainingRows(
  kind: string,
  x: Matrix,
  y: Float64Array,
  context: Pick<FitContext, "weights">,
  rules: RowRules = {},
): TrainingRows {
  const { missing = false, classes = false } = rules;
  const cannot = `Cannot fit ${kind} as`;
  checkShape(cannot, x);
  if (y.length !== x.rows) {
    throw new TypeError(
      `${cannot} y must have ${x.rows} values, one a row of x: current value is ${y.length}`,
    );
  }
  const kept = keptRows(cannot, x.rows, context.weights);
  const n = kept.length;
  const data = roundedRows(cannot, x, kept, missing);
  const [target, weights] = [new Float64Array(n), new Float64Array(n).fill(1)];
  for (let k = 0; k < n; ++k) {
    const value = y[kept[k]];
    if (classes ? value !== 0 && value !== 1 : !Number.isFinite(value)) {
      const must = classes ? "the class 0 or 1" : "a finite number";
      throw new RangeError(
        `${cannot} y must be ${must}: current value is ${value} in row ${
          kept[k]
        }`,
      );
    }
    target[k] = value;
    if (context.weights) weights[k] = context.weights[kept[k]];
  }
  if (classes && target.every((value) => value === target[0])) {
    throw new RangeError(
      `${cannot} targets must hold both classes: current value is all ${
        target[0]
      }`,
    );
  }
  return { x: data, y: target, weights, n, p: x.cols };
}

/**
 * Checks and copies what is to be predicted from.
 *
 * @param kind Name of the learner, for messages.
 * @param x Features `[n × p]`.
 * @param features The p of the training.
 * @param missing Whether NaN is a missing value. @default {false}
 * @returns Features rounded to float32, row-major `[n × p]`.
 * @throws {TypeError} If the number of columns is not that of the training.
 * @throws {RangeError} If a value cannot be predicted from.
 */
export function predictionRows(
  kind: string,
  x: Matrix,
  features: number,
  missing = false,
): Float64Array {
  const cannot = `Cannot predict by ${kind} as`;
  checkShape(cannot, x);
  if (x.cols !== features) {
    throw new TypeError(
      `${cannot} x must have the ${features} columns of the training: current value is ${x.cols}`,
    );
  }
  return roundedRows(cannot, x, null, missing);
}

function checkShape(cannot: string, { data, rows, cols }: Matrix): void {
  const fits = Number.isInteger(rows) && Number.isInteger(cols) &&
    rows >= 0 && cols >= 1 && data.length === rows * cols;
  if (fits) return;
  throw new TypeError(
    `${cannot} x must hold rows × cols numbers and at least one column: current value is ${data.length} numbers for ${rows} × ${cols}`,
  );
}

/** Indices of the rows whose weight is above 0. */
function keptRows(
  cannot: string,
  rows: number,
  weights: Float64Array | undefined,
): Int32Array {
  if (weights && weights.length !== rows) {
    throw new TypeError(
      `${cannot} weights must have ${rows} values, one a row of x: current value is ${weights.length}`,
    );
  }
  const kept = new Int32Array(rows);
  let n = 0;
  for (let i = 0; i < rows; ++i) {
    const weight = weights ? weights[i] : 1;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(
        `${cannot} weights must be finite and at least 0: current value is ${weight} in row ${i}`,
      );
    }
    if (weight > 0) kept[n++] = i;
  }
  if (n === 0) {
    throw new RangeError(
      `${cannot} there must be at least one row of weight above 0: current value is ${rows} rows${
        rows > 0 ? ", all of weight 0" : ""
      }`,
    );
  }
  return kept.subarray(0, n);
}

function roundedRows(
  cannot: string,
  x: Matrix,
  kept: Int32Array | null,
  missing: boolean,
): Float64Array {
  const { data, rows, cols } = x;
  const isWhole = kept === null || kept.length === rows;
  let taken = data;
  if (!isWhole) {
    taken = new Float64Array(kept.length * cols);
    kept.forEach((row, k) =>
      taken.set(data.subarray(row * cols, (row + 1) * cols), k * cols)
    );
  }
  const rounded = new Float64Array(new Float32Array(taken));
  for (let k = 0; k < rounded.length; ++k) {
    const value = rounded[k];
    if (value - value === 0 || (missing && Number.isNaN(value))) continue;
    const [row, column] = [Math.floor(k / cols), k % cols];
    const place = isWhole ? row : kept[row];
    throw new RangeError(unusable(cannot, x, place, column));
  }
  return rounded;
}

function unusable(cannot: string, x: Matrix, row: number, column: number) {
  const value = x.data[row * x.cols + column];
  const remedy = Number.isNaN(value)
    ? "Fill or drop missing values before, or use boosting, which takes them"
    : "Rescale or drop the column";
  return `${cannot} x must be finite in float32: current value is ${value} in row ${row}, column ${column}. ${remedy}`;
}
