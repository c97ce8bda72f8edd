/**
 * Ridge regression: the b and beta that minimise
 * `Σ wᵢ·(yᵢ − b − xᵢ·beta)² + alpha·|beta|²`.
 *
 * Hoerl and Kennard (1970), Technometrics 12(1), 55–67, (2.1); the intercept is
 * not penalised. Columns are centred and the rows, with √alpha·I below them,
 * brought to a triangle by reflections: the normal equations would square the
 * condition number. Where alpha is 0 and columns depend on each other, or there
 * are more of them than rows, the shortest beta is taken.
 *
 * Without `standardize` this is scikit-learn's `Ridge`. Missing values are
 * refused. Work grows as n·p², memory as the table.
 *
 * @module
 */

import { foldRowsInto, leastNorm, solveTriangle } from "lib/math/least_norm.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type {
  Estimator,
  EstimatorType,
  FitContext,
} from "lib/models/estimator.ts";
import {
  type Hyperparameters,
  readHyperparameters,
} from "lib/core/hyperparameters.ts";
import { LinearModel } from "lib/models/linear_model.ts";
import { pause } from "lib/models/pause.ts";
import {
  type ColumnScale,
  columnScale,
  weightedMean,
} from "lib/models/standardize.ts";
import { type TrainingRows, trainingRows } from "lib/models/training_rows.ts";

/** What can be set of ridge regression. */
export interface RidgeParams {
  /** Penalty on the squared coefficients. @default {1} */
  readonly alpha: number;
  /** Whether the penalty is on coefficients per standard deviation. @default {false} */
  readonly standardize: boolean;
}

const HYPERPARAMETERS: Hyperparameters<RidgeParams> = {
  alpha: {
    type: "number",
    default: 1,
    min: 0,
    doc: "penalty on the squared coefficients; 0 is least squares",
  },
  standardize: {
    type: "flag",
    default: false,
    doc: "divide features by their standard deviation before the penalty",
  },
};

/**
 * Ridge regression.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { ridge } from "lib/models/ridge.ts";
 *
 * const x = { data: Float64Array.of(0, 1, 2, 3), rows: 4, cols: 1 };
 * const y = Float64Array.of(1, 3, 5, 7);
 * const model = await ridge.make({ alpha: 5 }).fit(x, y, { rng: makeRng(1) });
 * // Σ(x − 1.5)² = 5, so a penalty of 5 halves the slope of 2.
 * assertAlmostEquals(model.predict(x)[0], 4 - 1.5, 1e-14);
 * ```
 */
export const ridge: EstimatorType<RidgeParams> = {
  kind: "ridge",
  target: "number",
  hyperparameters: HYPERPARAMETERS,
  make: (given: Partial<RidgeParams> = {}): Estimator<RidgeParams> => {
    const params = readHyperparameters("ridge", HYPERPARAMETERS, given);
    return {
      kind: "ridge",
      params,
      fit: (x, y, context) => fitRidge(params, x, y, context),
    };
  },
};

async function fitRidge(
  { alpha, standardize }: RidgeParams,
  x: Matrix,
  y: Float64Array,
  context: FitContext,
): Promise<LinearModel> {
  context.signal?.throwIfAborted();
  const rows = trainingRows("ridge", x, y, context);
  const scale = columnScale(rows);
  const { means, deviations } = scale;
  // A constant column is all zeros once centred, whatever it is divided by.
  const units = deviations.map((d) => standardize && d > 0 ? d : 1);
  const centre = weightedMean(rows.y, rows.weights);
  const beta = rows.p > rows.n
    ? shortest(rows, scale, units, centre, alpha)
    : await folded(rows, scale, units, centre, alpha, context);
  const coefficients = beta.map((b, j) => b / units[j]);
  const intercept = coefficients.reduce((b, c, j) => b - c * means[j], centre);
  return new LinearModel("ridge", {
    coefficients,
    intercept,
    deviations,
    link: "identity",
  });
}

/** Rows that are folded in together: their columns stay in the cache. */
const BLOCK = 256;
/** Multiplications between two pauses. */
const PAUSE_AFTER = 2e8;

async function folded(
  rows: TrainingRows,
  scale: ColumnScale,
  units: Float64Array,
  centre: number,
  alpha: number,
  context: FitContext,
): Promise<Float64Array> {
  const { n, p } = rows;
  const m = p + 1;
  const triangle = new Float64Array(m * m);
  const every = BLOCK * Math.ceil(PAUSE_AFTER / (2 * BLOCK * m * m));
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    const block = scaledColumns(rows, scale, units, centre, from, to);
    foldRowsInto(triangle, block, to - from);
    if (to % every === 0) await pause(context, { done: to, total: n });
  }
  if (alpha > 0) {
    const penalty = new Float64Array(m * p);
    for (let j = 0; j < p; ++j) penalty[j * p + j] = Math.sqrt(alpha);
    foldRowsInto(triangle, penalty, p);
  }
  return solveTriangle(triangle) ?? shortestOfTriangle(triangle, p);
}

/** Centred rows times the root of their weight, column by column, y last. */
function scaledColumns(
  { x, y, weights, p }: TrainingRows,
  { means }: ColumnScale,
  units: Float64Array,
  centre: number,
  from: number,
  to: number,
): Float64Array {
  const count = to - from;
  const block = new Float64Array((p + 1) * count);
  for (let i = 0; i < count; ++i) {
    const row = from + i;
    const root = Math.sqrt(weights[row]);
    for (let j = 0; j < p; ++j) {
      block[j * count + i] = root * (x[row * p + j] - means[j]) / units[j];
    }
    block[p * count + i] = root * (y[row] - centre);
  }
  return block;
}

/** The penalty is already in the triangle: its rows came last. */
function shortestOfTriangle(triangle: Float64Array, p: number): Float64Array {
  const [a, b] = [new Float64Array(p * p), new Float64Array(p)];
  for (let i = 0; i < p; ++i) {
    a.set(triangle.subarray(i * (p + 1), i * (p + 1) + p), i * p);
    b[i] = triangle[i * (p + 1) + p];
  }
  return leastNorm(a, b);
}

function shortest(
  rows: TrainingRows,
  scale: ColumnScale,
  units: Float64Array,
  centre: number,
  alpha: number,
): Float64Array {
  const { n, p } = rows;
  const columns = scaledColumns(rows, scale, units, centre, 0, n);
  const a = new Float64Array(n * p);
  for (let j = 0; j < p; ++j) {
    for (let i = 0; i < n; ++i) a[i * p + j] = columns[j * n + i];
  }
  return leastNorm(a, columns.subarray(p * n), alpha);
}
