/**
 * From a table to a machine: scaling, the solver that suits, probabilities.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import {
  columnBlocks,
  columnUnits,
  linearInto,
} from "lib/models/column_blocks.ts";
import type { FitContext, Model } from "lib/models/estimator.ts";
import { LinearModel } from "lib/models/linear_model.ts";
import { pause } from "lib/models/pause.ts";
import {
  type ColumnScale,
  columnScale,
  weightedMean,
} from "lib/models/standardize.ts";
import { dealFolds } from "lib/models/svm/folds.ts";
import { fitLinearMachine } from "lib/models/svm/interior_point.ts";
import { kernelModel } from "lib/models/svm/kernel_model.ts";
import { type Kernel, KernelRows } from "lib/models/svm/kernel_rows.ts";
import { fitPlatt, type PlattSigmoid } from "lib/models/svm/platt.ts";
import { svmProblem, type SvmTask } from "lib/models/svm/problem.ts";
import { solveSmo } from "lib/models/svm/smo.ts";
import type { SvmParams } from "lib/models/svm/svm_params.ts";
import { type TrainingRows, trainingRows } from "lib/models/training_rows.ts";

const FOLDS = 5;
/** Columns from which coordinates are cheaper than systems of their number. */
const MANY_COLUMNS = 400;
/** Relative duality gap of the interior point, for a tolerance of 1. */
const GAP = 1e-6;

/** A machine in the scaled table, and its decisions on every row. */
interface Machine {
  /** Coefficients of the scaled features, where the kernel is linear. */
  readonly coefficients?: Float64Array;
  /** Weight of each row, where the kernel is not. */
  readonly beta?: Float64Array;
  readonly bias: number;
  readonly decisions: Float64Array;
}

/** Trains one machine without the rows that are held out. */
type Train = (isHeld: (row: number) => boolean) => Promise<Machine>;

/** A table scaled for a machine. */
interface Scaled {
  readonly rows: TrainingRows;
  readonly scale: ColumnScale;
  readonly units: Float64Array;
  /** Mean and unit of the target. */
  readonly centre: number;
  readonly unit: number;
  readonly task: SvmTask;
}

/**
 * Fits a machine.
 *
 * @param params Hyperparameters.
 * @param x Features `[n × p]`.
 * @param y Targets `[n]`.
 * @param context Weights, randomness, a way to stop.
 */
export async function fitSvm(
  params: SvmParams,
  x: Matrix,
  y: Float64Array,
  context: FitContext,
): Promise<Model> {
  context.signal?.throwIfAborted();
  const isClass = params.task === "classification";
  const rows = trainingRows("svm", x, y, context, { classes: isClass });
  const scaled = scaleTable(params, rows);
  const total = isClass ? FOLDS + 1 : 1;
  let done = 0;
  const breathe = () =>
    pause(context, { done, total, label: "machines trained" });
  const kernel: Kernel = params.kernel === "linear"
    ? { name: "linear" }
    : { name: "rbf", gamma: gammaOf(params, scaled) };
  const train = kernel.name === "linear" && rows.p <= MANY_COLUMNS
    ? interiorTrainer(GAP * params.tolerance, scaled, breathe)
    : smoTrainer(kernel, params.tolerance, scaled, breathe);
  const machine = await train(() => false);
  ++done;
  if (!isClass) return modelOf(machine, scaled, kernel, null);
  const fold = dealFolds(rows, FOLDS, context.rng.child("platt"));
  const decisions = new Float64Array(rows.n);
  for (let k = 0; k < FOLDS; ++k) {
    await breathe();
    const other = await train((i) => fold[i] === k);
    for (let i = 0; i < rows.n; ++i) {
      if (fold[i] === k) decisions[i] = other.decisions[i];
    }
    ++done;
  }
  const platt = fitPlatt(decisions, rows.y, rows.weights);
  return modelOf(machine, scaled, kernel, platt);
}

function scaleTable(params: SvmParams, rows: TrainingRows): Scaled {
  const { y, weights } = rows;
  const { standardize, task, c, epsilon } = params;
  const scale = columnScale(rows);
  const isClass = task === "classification";
  const shifts = standardize && !isClass;
  const centre = shifts ? weightedMean(y, weights) : 0;
  const variance = weightedMean(y.map((v) => (v - centre) ** 2), weights);
  const unit = shifts && variance > 0 ? Math.sqrt(variance) : 1;
  return {
    rows,
    scale,
    units: standardize ? columnUnits(scale) : new Float64Array(rows.p).fill(1),
    centre,
    unit,
    task: {
      y: shifts ? y.map((v) => (v - centre) / unit) : y,
      weights,
      isClass,
      c,
      epsilon,
    },
  };
}

/** scikit-learn's `scale`: 1/(p·variance of all scaled features together). */
function gammaOf(
  { gamma, standardize }: SvmParams,
  { rows, scale, units }: Scaled,
): number {
  if (gamma > 0) return gamma;
  const { p } = rows;
  // Columns at different places spread the whole, where they stay there.
  const means = scale.means.map((m) => standardize ? 0 : m);
  const middle = means.reduce((a, b) => a + b, 0) / p;
  const variance = scale.deviations.reduce(
    (sum, d, j) => sum + (d / units[j]) ** 2 + (means[j] - middle) ** 2,
    0,
  ) / p;
  return variance > 0 ? 1 / (p * variance) : 1;
}

function interiorTrainer(
  tolerance: number,
  { rows, scale, units, task }: Scaled,
  breathe: () => Promise<void>,
): Train {
  const blocks = columnBlocks(rows, scale);
  // Blocks are standardised in any case; the penalty is on what was asked for.
  const ratios = columnUnits(scale).map((u, j) => units[j] / u);
  const penalties = new Float64Array(rows.p + 1);
  ratios.forEach((r, j) => penalties[j] = r * r);
  return async (isHeld) => {
    const { targets, lower, upper, epsilon } = svmProblem(task, isHeld);
    const theta = await fitLinearMachine({
      blocks,
      penalties,
      targets,
      costs: upper.map((u, i) => Math.max(u, -lower[i])),
      epsilon: task.isClass ? null : epsilon,
      tolerance,
    }, breathe);
    const decisions = new Float64Array(rows.n);
    for (const block of blocks) linearInto(decisions, block, theta);
    return {
      coefficients: ratios.map((r, j) => r * theta[j]),
      bias: theta[rows.p],
      decisions,
    };
  };
}

function smoTrainer(
  kernel: Kernel,
  tolerance: number,
  scaled: Scaled,
  breathe: () => Promise<void>,
): Train {
  const { n, p } = scaled.rows;
  const z = centredRows(scaled);
  const kernelRows = new KernelRows(z, p, kernel);
  return async (isHeld) => {
    const { beta, bias, decisions } = await solveSmo(
      svmProblem(scaled.task, isHeld),
      kernelRows,
      { tolerance, pause: breathe },
    );
    if (kernel.name === "rbf") return { beta, bias, decisions };
    const coefficients = new Float64Array(p);
    for (let i = 0; i < n; ++i) {
      for (let j = 0; j < p; ++j) coefficients[j] += beta[i] * z[i * p + j];
    }
    return { coefficients, bias, decisions };
  };
}

/** The model of features as they come, and of targets or probabilities. */
function modelOf(
  machine: Machine,
  scaled: Scaled,
  kernel: Kernel,
  platt: PlattSigmoid | null,
): Model {
  const { rows, scale, units, centre, unit } = scaled;
  const { p } = rows;
  const factor = platt === null ? unit : -platt.slope;
  const shift = platt === null ? centre : -platt.offset;
  const link = platt === null ? "identity" : "sigmoid";
  const bias = factor * machine.bias + shift;
  const { means } = scale;
  if (kernel.name === "linear" || !machine.beta?.some((b) => b !== 0)) {
    const inner = machine.coefficients ?? new Float64Array(p);
    const coefficients = inner.map((w, j) => factor * w / units[j]);
    const intercept = coefficients.reduce((b, w, j) => b - w * means[j], bias);
    const { deviations } = scale;
    return new LinearModel("svm", {
      coefficients,
      intercept,
      deviations,
      link,
    });
  }
  const { beta } = machine;
  const support = Array.from(beta.keys()).filter((i) => beta[i] !== 0);
  const z = centredRows(scaled);
  return kernelModel({
    kind: "svm",
    means,
    units,
    deviations: scale.deviations.map((d, j) => d / units[j]),
    vectors: Float64Array.from(
      support.flatMap((i) => Array.from(z.subarray(i * p, (i + 1) * p))),
    ),
    beta: Float64Array.from(support, (i) => factor * beta[i]),
    bias,
    gamma: kernel.gamma,
    link,
  });
}

/** `(x − mean)/unit`: far from 0 the squares of distances would cancel. */
function centredRows({ rows, scale, units }: Scaled): Float64Array {
  const { p } = rows;
  return rows.x.map((v, k) => (v - scale.means[k % p]) / units[k % p]);
}
