/**
 * Logistic regression: the b and beta that minimise
 * `½·|beta|² + c·Σ wᵢ·ln(1 + exp(−sᵢ·(b + xᵢ·beta)))`, s = ±1 for class 1 and 0.
 *
 * Newton's method with a line search (iteratively reweighted least squares;
 * Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning,
 * 2nd ed., (4.26)); the intercept is not penalised. Without `standardize` this
 * is scikit-learn's `LogisticRegression`, converged. The penalty keeps the
 * answer finite where a plane separates the classes.
 *
 * Missing values are refused. Work grows as n·p² + p³.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { solveFactoredInto } from "lib/math/linear_solve.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  addRowsInto,
  addWeightedGramInto,
  type ColumnBlock,
  columnBlocks,
  columnUnits,
  linearInto,
} from "lib/models/column_blocks.ts";
import { factorNearly } from "lib/models/factor_nearly.ts";
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
import { columnScale, weightedMean } from "lib/models/standardize.ts";
import { type TrainingRows, trainingRows } from "lib/models/training_rows.ts";

/** What can be set of logistic regression. */
export interface LogisticParams {
  /** Weight of the likelihood against the penalty. @default {1} */
  readonly c: number;
  /** Whether the penalty is on coefficients per standard deviation. @default {false} */
  readonly standardize: boolean;
}

const HYPERPARAMETERS: Hyperparameters<LogisticParams> = {
  c: {
    type: "number",
    default: 1,
    min: 0,
    openMin: true,
    doc: "inverse of the penalty on the squared coefficients",
  },
  standardize: {
    type: "flag",
    default: false,
    doc: "divide features by their standard deviation before the penalty",
  },
};

/**
 * Logistic regression.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { logistic } from "lib/models/logistic.ts";
 *
 * const x = { data: Float64Array.of(0, 0, 0, 1, 1, 1), rows: 6, cols: 1 };
 * const y = Float64Array.of(0, 0, 1, 0, 1, 1);
 * const model = await logistic.make({ c: 1e9 }).fit(x, y, { rng: makeRng(1) });
 * // Without a penalty to speak of, the frequencies are met.
 * assertAlmostEquals(model.predict(x)[0], 1 / 3, 1e-8);
 * ```
 */
export const logistic: EstimatorType<LogisticParams> = {
  kind: "logistic",
  target: "class",
  hyperparameters: HYPERPARAMETERS,
  make: (given: Partial<LogisticParams> = {}): Estimator<LogisticParams> => {
    const params = readHyperparameters("logistic", HYPERPARAMETERS, given);
    return {
      kind: "logistic",
      params,
      fit: (x, y, context) => fitLogistic(params, x, y, context),
    };
  },
};

async function fitLogistic(
  { c, standardize }: LogisticParams,
  x: Matrix,
  y: Float64Array,
  context: FitContext,
): Promise<LinearModel> {
  context.signal?.throwIfAborted();
  const rows = trainingRows("logistic", x, y, context, { classes: true });
  const scale = columnScale(rows);
  const { means, deviations } = scale;
  const share = weightedMean(rows.y, rows.weights);
  // Newton sees standardised columns, whatever the penalty is on.
  const units = columnUnits(scale);
  const penalties = new Float64Array(rows.p + 1);
  units.forEach((u, j) => penalties[j] = standardize ? 1 / c : 1 / (c * u * u));
  const blocks = columnBlocks(rows, scale);
  const start = new Float64Array(rows.p + 1);
  start[rows.p] = Math.log(share / (1 - share));
  const theta = await newton(
    { rows, blocks, penalties },
    roughly({ rows, blocks, penalties }, start),
    context,
  );
  const coefficients = units.map((u, j) => theta[j] / u);
  const intercept = coefficients.reduce(
    (b, beta, j) => b - beta * means[j],
    theta[rows.p],
  );
  return new LinearModel("logistic", {
    coefficients,
    intercept,
    deviations,
    link: "sigmoid",
  });
}

/** What is minimised, over these blocks: penalty plus weighted log loss. */
interface Objective {
  readonly rows: TrainingRows;
  readonly blocks: readonly ColumnBlock[];
  /** `penalties[j]·theta[j]²/2`, the intercept's 0, `[p + 1]`. */
  readonly penalties: Float64Array;
}

/** Value and slope at a point, and the curvature of each row's loss. */
interface Expansion {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly curvatures: Float64Array;
}

const MOST_STEPS = 200;
/**
 * Expected gain of a Newton step, in units of one row's log loss, below which
 * the step after it would gain about the square of this.
 */
const TOLERANCE = 1e-13;
/** The same, where rounding lets steps creep. */
const GOOD_ENOUGH = 1e-8;
/** Blocks of which one stands for all in the rough solution, and how many are enough. */
const [STRIDE, ENOUGH_BLOCKS] = [8, 48];
const ROUGH_STEPS = 5;
/** Largest ratio of one step's gain to that of the step before, if both had one curvature. */
const KEPT_WHILE = 0.02;

/** A start from an eighth of a long table, where a step costs an eighth. */
function roughly(objective: Objective, start: Float64Array): Float64Array {
  if (objective.blocks.length < ENOUGH_BLOCKS) return start;
  const blocks = objective.blocks.filter((_, b) => b % STRIDE === 0);
  const penalties = objective.penalties.map((penalty) => penalty / STRIDE);
  const part = { ...objective, blocks, penalties };
  let theta = start;
  let here = expand(part, theta);
  for (let k = 0; k < ROUGH_STEPS; ++k) {
    const next = newtonStep(part, theta, here, factorOf(part, here));
    [theta, here] = [next.theta, next.expansion];
  }
  return theta;
}

/**
 * Newton's method, with a curvature kept as long as steps by it gain ever less:
 * a new one costs as much as five steps.
 */
async function newton(
  objective: Objective,
  start: Float64Array,
  context: FitContext,
): Promise<Float64Array> {
  const { weights } = objective.rows;
  const unit = weights.reduce((a, b) => a + b, 0) / weights.length;
  let theta = start;
  let here = expand(objective, theta);
  let factor: Float64Array | null = null;
  let gain = Infinity;
  for (let k = 0; k < MOST_STEPS; ++k) {
    await pause(context, { done: k, total: MOST_STEPS, label: "Newton steps" });
    factor ??= factorOf(objective, here);
    const next = newtonStep(objective, theta, here, factor);
    [theta, here] = [next.theta, next.expansion];
    if (next.gain / unit < TOLERANCE || next.isStuck) return theta;
    if (next.gain > KEPT_WHILE * gain) factor = null;
    gain = next.gain;
  }
  if (gain / unit < GOOD_ENOUGH) return theta;
  throw new ConvergenceError(
    `Cannot fit logistic as Newton's method must converge in ${MOST_STEPS} steps: the last gained ${
      gain / unit
    } a row. Lower c or rescale the features`,
    { reached: gain / unit, tolerance: TOLERANCE },
  );
}

/** Value, slope and curvatures at `theta`. */
function expand(
  { rows, blocks, penalties }: Objective,
  theta: Float64Array,
): Expansion {
  const { y, weights } = rows;
  const curvatures = new Float64Array(rows.n);
  const residuals = new Float64Array(rows.n);
  const gradient = theta.map((t, j) => penalties[j] * t);
  let value = theta.reduce((sum, t, j) => sum + penalties[j] * t * t / 2, 0);
  for (const block of blocks) {
    linearInto(residuals, block, theta);
    for (let i = block.from; i < block.from + block.rows; ++i) {
      // Log odds in favour of what was seen: the loss is ln(1 + e^(−odds)).
      const odds = y[i] === 1 ? residuals[i] : -residuals[i];
      const e = Math.exp(-Math.abs(odds));
      const probability = (residuals[i] >= 0 ? 1 : e) / (1 + e);
      value += weights[i] * (Math.max(-odds, 0) + Math.log1p(e));
      residuals[i] = weights[i] * (probability - y[i]);
      curvatures[i] = weights[i] * probability * (1 - probability);
    }
    addRowsInto(gradient, block, residuals);
  }
  return { value, gradient, curvatures };
}

/** Where a step leads, and what it was expected to gain. */
interface Step {
  readonly theta: Float64Array;
  readonly expansion: Expansion;
  readonly gain: number;
  /** Rounding lets the value fall no further. */
  readonly isStuck: boolean;
}

function newtonStep(
  objective: Objective,
  theta: Float64Array,
  here: Expansion,
  factor: Float64Array,
): Step {
  const direction = here.gradient.slice();
  solveFactoredInto(factor, direction);
  const slope = -direction.reduce((s, d, j) => s + d * here.gradient[j], 0);
  const gain = -slope / 2;
  for (let length = 1; length > 1e-10; length /= 2) {
    const next = theta.map((t, j) => t - length * direction[j]);
    const expansion = expand(objective, next);
    if (expansion.value <= here.value + 1e-4 * length * slope) {
      return { theta: next, expansion, gain, isStuck: false };
    }
    // So near the minimum the value's rounding decides; the slope still holds.
    if (length === 1 && gain < 1e-13 * Math.abs(here.value)) {
      return { theta: next, expansion, gain, isStuck: true };
    }
  }
  return { theta, expansion: here, gain, isStuck: true };
}

/** The Cholesky factor of the curvature of the whole objective. */
function factorOf(
  { rows, blocks, penalties }: Objective,
  { curvatures }: Expansion,
): Float64Array {
  const m = rows.p + 1;
  const hessian = new Float64Array(m * m);
  const scratch = new Float64Array(blocks[0].data.length);
  for (const block of blocks) {
    addWeightedGramInto(hessian, block, curvatures, scratch);
  }
  for (let j = 0; j < m; ++j) hessian[j * m + j] += penalties[j];
  const factor = factorNearly(hessian, m);
  if (factor !== null) return factor;
  throw new RangeError(
    "Cannot fit logistic as its curvature must be finite. Rescale the features or raise c",
  );
}
