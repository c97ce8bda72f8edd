/**
 * How good a calibrator is, on surfaces that its training did not see.
 *
 * The error is that of the calibration: the law's exact surface at the net's
 * parameters against the true surface.
 *
 * @module
 */

import { gridQuotes } from "lib/calibration/neural/grid_quotes.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import type { SurfaceSet } from "lib/calibration/neural/surface_set.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import type { Watch } from "lib/core/progress.ts";
import { quantile } from "lib/math/quantile.ts";

/** Relative errors of implied volatilities over a grid. */
export interface ErrorMap {
  /** Mean of each node, shape `[nodes]`. */
  readonly mean: Float64Array;
  /** 99 % quantile of each node. */
  readonly q99: Float64Array;
  /** Largest of each node. */
  readonly worst: Float64Array;
}

/** Errors of one parameter. */
export interface ParameterError {
  /** Its name. */
  readonly name: string;
  /** Mean absolute error. */
  readonly mae: number;
  /** Root-mean-square error. */
  readonly rmse: number;
  /** `1 − Σ(error²)/Σ(deviation²)`. */
  readonly r2: number;
}

/** What was measured. */
export interface CalibratorEvaluation {
  /** Number of surfaces. */
  readonly surfaces: number;
  /** The law's exact surface at the net's parameters, against the truth. */
  readonly calibration: ErrorMap;
  /** The same over the surfaces that the net says are inside its region. */
  readonly trusted: ErrorMap;
  /** Of each parameter. */
  readonly parameters: readonly ParameterError[];
  /** Share of the surfaces that were said to be outside the region. */
  readonly flagged: number;
  /** Root-mean-square error of the exact volatilities, as a decimal. */
  readonly rmseImpliedVol: number;
}

/**
 * Measures a calibrator.
 *
 * @param calibrator A trained one.
 * @param test Surfaces on its grid that training did not see.
 * @param watch Progress and cancellation.
 */
export async function evaluateCalibrator(
  calibrator: NeuralCalibrator,
  test: SurfaceSet,
  watch: Watch = {},
): Promise<CalibratorEvaluation> {
  const { law } = calibrator;
  const { names, grid, count } = test;
  const p = names.length;
  const nodes = test.vols.length / count;
  const pricer = new SurfacePricer(law, grid);
  const errors = Array.from({ length: nodes }, () => new Float64Array(count));
  const estimates = new Float64Array(count * p);
  const exact = new Float64Array(nodes);
  const inside = new Uint8Array(count);
  let squares = 0;
  const BLOCK = 64;
  for (let first = 0; first < count; first += BLOCK) {
    watch.signal?.throwIfAborted();
    const end = Math.min(first + BLOCK, count);
    const surfaces = [];
    for (let i = first; i < end; ++i) {
      const vols = test.vols.subarray(i * nodes, (i + 1) * nodes);
      surfaces.push(gridQuotes(vols, grid, `surface ${i}`));
    }
    const fits = await calibrator.fit(surfaces);
    fits.forEach((fit, b) => {
      const i = first + b;
      names.forEach((name, j) => estimates[i * p + j] = fit.params[name]);
      inside[i] = fit.insideRegion ? 1 : 0;
      pricer.volsInto(law.characteristicFunction(fit.params), exact);
      for (let n = 0; n < nodes; ++n) {
        const truth = test.vols[i * nodes + n];
        errors[n][i] = Math.abs(exact[n] / truth - 1);
        squares += (exact[n] - truth) ** 2;
      }
    });
    watch.onProgress?.({ done: end, total: count, label: "test surfaces" });
  }
  return {
    surfaces: count,
    // Before the whole map, which sorts the errors in place.
    trusted: errorMap(
      errors.map((row) => row.filter((_, i) => inside[i] === 1)),
    ),
    calibration: errorMap(errors),
    parameters: names.map((name, j) =>
      parameterError(name, test.parameters, estimates, j, p)
    ),
    flagged: 1 - inside.reduce((n, one) => n + one, 0) / count,
    rmseImpliedVol: Math.sqrt(squares / (count * nodes)),
  };
}

/** Largest value of an error map's part. */
export function largest(values: Float64Array): number {
  return values.reduce((m, v) => Math.max(m, v), 0);
}

/** Summary of errors by node. @param errors A row a node, changed in place. */
export function errorMap(errors: readonly Float64Array[]): ErrorMap {
  const each = (of: (sorted: Float64Array) => number) =>
    Float64Array.from(errors, of);
  errors.forEach((row) => row.sort());
  return {
    mean: each((row) => row.reduce((sum, e) => sum + e, 0) / row.length),
    q99: each((row) => quantile(row, 0.99)),
    worst: each((row) => row[row.length - 1]),
  };
}

function parameterError(
  name: string,
  truth: Float64Array,
  estimate: Float64Array,
  j: number,
  p: number,
): ParameterError {
  const count = truth.length / p;
  let mean = 0;
  for (let i = 0; i < count; ++i) mean += truth[i * p + j] / count;
  let absolute = 0;
  let squares = 0;
  let spread = 0;
  for (let i = 0; i < count; ++i) {
    const error = estimate[i * p + j] - truth[i * p + j];
    absolute += Math.abs(error);
    squares += error * error;
    spread += (truth[i * p + j] - mean) ** 2;
  }
  return {
    name,
    mae: absolute / count,
    rmse: Math.sqrt(squares / count),
    r2: 1 - squares / spread,
  };
}
