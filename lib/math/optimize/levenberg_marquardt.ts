/**
 * Nonlinear least squares by Levenberg and Marquardt.
 *
 * Minimises `½·Σ rᵢ(x)²` with the damped normal equations
 * `(JᵀJ + μ·diag(JᵀJ))·step = −Jᵀr`; the damping follows Nielsen's rule from
 * the ratio of actual to predicted reduction. Madsen, Nielsen and Tingleff
 * (2004), Methods for Non-Linear Least Squares Problems, 2nd ed., alg. 3.16,
 * with Marquardt's scaling.
 *
 * @module
 */

import { choleskySolve } from "lib/math/linear_solve.ts";

/** A vector of residuals and its Jacobian. */
export interface ResidualProblem {
  /** Number of residuals. */
  readonly residuals: number;
  /** Number of unknowns. */
  readonly unknowns: number;
  /**
   * Fills `r`, shape `[residuals]`, and `jacobian`, row-major, shape
   * `[residuals × unknowns]`.
   *
   * @returns False if `x` is not a valid point; the step is then refused.
   */
  evaluateInto(
    x: Float64Array,
    r: Float64Array,
    jacobian: Float64Array,
  ): boolean;
}

/** When to stop. */
export interface LevenbergMarquardtOptions {
  /** Most steps tried. @default 200 */
  readonly maxIterations?: number;
  /** Stop when the cost falls by less than this share. @default 1e-13 */
  readonly costTolerance?: number;
  /** Stop when no unknown moves by more than this. @default 1e-11 */
  readonly stepTolerance?: number;
  /** Longest move of an unknown in one step. @default 2 */
  readonly longestStep?: number;
  /** First damping. @default 1e-3 */
  readonly damping?: number;
  /** Called after each step; throwing from it stops the search. */
  readonly onStep?: (iteration: number, cost: number) => void;
}

/** Where the search ended. */
export interface LevenbergMarquardtResult {
  /** The best point. */
  readonly x: Float64Array;
  /** `Σ rᵢ²` there. */
  readonly cost: number;
  /** Steps tried. */
  readonly iterations: number;
  /** Whether a tolerance, rather than the iteration limit, ended it. */
  readonly converged: boolean;
}

/**
 * Searches from a start.
 *
 * @param problem Residuals and Jacobian.
 * @param start A valid point, shape `[unknowns]`.
 * @param options When to stop.
 * @returns The best point found; its cost is infinite if `start` is invalid.
 *
 * @example Rosenbrock's valley
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { levenbergMarquardt } from "lib/math/optimize/levenberg_marquardt.ts";
 *
 * const { x } = levenbergMarquardt({
 *   residuals: 2,
 *   unknowns: 2,
 *   evaluateInto(x, r, jacobian) {
 *     r.set([10 * (x[1] - x[0] ** 2), 1 - x[0]]);
 *     jacobian.set([-20 * x[0], 10, -1, 0]);
 *     return true;
 *   },
 * }, Float64Array.of(-1.2, 1));
 * assertAlmostEquals(x[1], 1, 1e-9);
 * ```
 */
export function levenbergMarquardt(
  problem: ResidualProblem,
  start: Float64Array,
  options: LevenbergMarquardtOptions = {},
): LevenbergMarquardtResult {
  const {
    maxIterations = 200,
    costTolerance = 1e-13,
    stepTolerance = 1e-11,
    longestStep = 2,
    damping = 1e-3,
    onStep,
  } = options;
  const { residuals: n, unknowns: p } = problem;
  let x = start.slice();
  let r = new Float64Array(n), jacobian = new Float64Array(n * p);
  let trialR = new Float64Array(n), trialJ = new Float64Array(n * p);
  if (!problem.evaluateInto(x, r, jacobian)) {
    return { x, cost: Infinity, iterations: 0, converged: false };
  }
  let cost = sumOfSquares(r);
  let mu = damping;
  let growth = 2;
  const { gram, slope } = normalEquations(r, jacobian, p);
  for (let iteration = 1; iteration <= maxIterations; ++iteration) {
    const step = dampedStep(gram, slope, mu, p);
    const longest = largest(step);
    if (longest > longestStep) {
      for (let j = 0; j < p; ++j) step[j] *= longestStep / longest;
    }
    const trial = x.map((value, j) => value + step[j]);
    const valid = problem.evaluateInto(trial, trialR, trialJ);
    const trialCost = valid ? sumOfSquares(trialR) : Infinity;
    const moved = Math.min(longest, longestStep);
    onStep?.(iteration, Math.min(cost, trialCost));
    if (trialCost < cost) {
      const fall = (cost - trialCost) / cost;
      const ratio = (cost - trialCost) / predictedFall(gram, slope, step, p);
      mu = Math.max(mu * Math.max(1 / 10, 1 - (2 * ratio - 1) ** 3), 1e-15);
      growth = 2;
      x = trial;
      cost = trialCost;
      [r, trialR] = [trialR, r];
      [jacobian, trialJ] = [trialJ, jacobian];
      normalEquations(r, jacobian, p, gram, slope);
      if (cost === 0 || moved < stepTolerance || fall < costTolerance) {
        return { x, cost, iterations: iteration, converged: true };
      }
    } else {
      if (moved < stepTolerance || mu > 1e14) {
        return { x, cost, iterations: iteration, converged: true };
      }
      mu *= growth;
      growth *= 2;
    }
  }
  return { x, cost, iterations: maxIterations, converged: false };
}

/** `JᵀJ` and `Jᵀr`. */
function normalEquations(
  r: Float64Array,
  jacobian: Float64Array,
  p: number,
  gram: Float64Array = new Float64Array(p * p),
  slope: Float64Array = new Float64Array(p),
): { gram: Float64Array; slope: Float64Array } {
  gram.fill(0);
  slope.fill(0);
  for (let i = 0, row = 0; i < r.length; ++i, row += p) {
    for (let a = 0; a < p; ++a) {
      const value = jacobian[row + a];
      slope[a] += value * r[i];
      for (let b = 0; b <= a; ++b) {
        gram[a * p + b] += value * jacobian[row + b];
      }
    }
  }
  for (let a = 0; a < p; ++a) {
    for (let b = a + 1; b < p; ++b) gram[a * p + b] = gram[b * p + a];
  }
  return { gram, slope };
}

function dampedStep(
  gram: Float64Array,
  slope: Float64Array,
  mu: number,
  p: number,
): Float64Array {
  const damped = gram.slice();
  let most = 0;
  for (let j = 0; j < p; ++j) most = Math.max(most, gram[j * p + j]);
  for (let j = 0; j < p; ++j) {
    // An unknown that moves nothing still needs a pivot.
    damped[j * p + j] += mu * gram[j * p + j] + 1e-18 * most + 1e-300;
  }
  return choleskySolve(damped, slope.map((value) => -value)) ??
    new Float64Array(p);
}

/** By how much the linear model says `Σr²` falls. */
function predictedFall(
  gram: Float64Array,
  slope: Float64Array,
  step: Float64Array,
  p: number,
): number {
  let linear = 0, quadratic = 0;
  for (let a = 0; a < p; ++a) {
    linear += slope[a] * step[a];
    for (let b = 0; b < p; ++b) {
      quadratic += step[a] * gram[a * p + b] * step[b];
    }
  }
  return Math.max(-2 * linear - quadratic, 1e-300);
}

function sumOfSquares(r: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < r.length; ++i) sum += r[i] * r[i];
  return Number.isNaN(sum) ? Infinity : sum;
}

function largest(step: Float64Array): number {
  return step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
