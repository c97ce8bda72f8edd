/**
 * Fits a raw SVI slice to total variances.
 *
 * For fixed `(m, σ)` the slice is linear in `(a, bρσ, bσ)`: Zeliade Systems
 * (2009), "Quasi-explicit calibration of Gatheral's SVI model". A coarse grid
 * of those gives the starts; Levenberg–Marquardt on all five parameters, in
 * coordinates that keep `b > 0`, `|ρ| < 1`, `σ > 0` and `min w ≥ 0`, does the
 * rest (Marquardt, 1963, J. SIAM 11, 431–441).
 *
 * @module
 */

import type { SviParameters } from "lib/pricing/svi.ts";

/** Options of {@link fitSvi}. */
export interface SviFitOptions {
  /** Weight of each squared error, positive, shape `[n]`. @default ones */
  readonly weights?: Float64Array;
  /** Steps from each start at most. @default 200 */
  readonly maxIterations?: number;
}

/** A fitted slice. */
export interface SviFit {
  /** The slice. */
  readonly parameters: SviParameters;
  /** Root of the weighted mean square error, in total variance. */
  readonly rmse: number;
  /** Levenberg–Marquardt steps taken. */
  readonly iterations: number;
}

/** Where `m` (over the strikes' range) and `σ` (in its lengths) start. */
const SHIFTS = [0.1, 0.3, 0.5, 0.7, 0.9];
const WIDTHS = [0.03, 0.12, 0.4];
const STARTS = 2;
const SIZE = 5;
const LARGEST_DAMPING = 1e12;

/**
 * Coordinates `(min w, ln b, artanh ρ, m, ln σ)`; the first is held at or above
 * 0 by projection, so a start on that bound can leave it.
 */
type Coordinates = Float64Array;

/**
 * Fits a slice by weighted least squares in total variance.
 *
 * The fit is not forced free of butterfly arbitrage: ask `sviButterfly`.
 *
 * @param logMoneyness `ln(K/F)` of each quote, shape `[n]`, five or more
 * different values.
 * @param totalVariance `σ_BS² τ` of each quote, positive, shape `[n]`.
 * @param options Weights and the step limit.
 * @returns The best slice of the starts.
 * @throws {TypeError} If the shapes differ.
 * @throws {RangeError} If there are too few quotes or one is not a number.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sviTotalVariance } from "lib/pricing/svi.ts";
 * import { fitSvi } from "lib/pricing/svi_fit.ts";
 *
 * const truth = { a: 0.01, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2 };
 * const k = Float64Array.from({ length: 21 }, (_, i) => -0.5 + i / 20);
 * const fit = fitSvi(k, k.map((x) => sviTotalVariance(truth, x)));
 * assertAlmostEquals(fit.parameters.rho, -0.4, 1e-8);
 * ```
 */
export function fitSvi(
  logMoneyness: Float64Array,
  totalVariance: Float64Array,
  options: SviFitOptions = {},
): SviFit {
  const n = logMoneyness.length;
  const { weights = new Float64Array(n).fill(1), maxIterations = 200 } =
    options;
  check(logMoneyness, totalVariance, weights);
  const problem = { k: logMoneyness, w: totalVariance, weights };
  const starts = startsOf(problem);
  let best: { theta: Coordinates; cost: number } | undefined;
  let iterations = 0;
  for (const start of starts) {
    const end = descend(problem, start, maxIterations);
    iterations += end.iterations;
    if (best === undefined || end.cost < best.cost) best = end;
  }
  const { theta, cost } = best!;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    parameters: parametersOf(theta),
    rmse: Math.sqrt(cost / total),
    iterations,
  };
}

interface Problem {
  readonly k: Float64Array;
  readonly w: Float64Array;
  readonly weights: Float64Array;
}

function check(k: Float64Array, w: Float64Array, weights: Float64Array): void {
  if (w.length !== k.length || weights.length !== k.length) {
    throw new TypeError(
      `Cannot fit SVI as logMoneyness, totalVariance and weights must have one length: current lengths are ${k.length}, ${w.length} and ${weights.length}`,
    );
  }
  const different = new Set(k).size;
  if (different < SIZE) {
    throw new RangeError(
      `Cannot fit SVI as its five parameters need five strikes or more: current number is ${different}`,
    );
  }
  for (let i = 0; i < k.length; ++i) {
    if (
      Number.isFinite(k[i]) && w[i] > 0 && w[i] < Infinity && weights[i] > 0
    ) {
      continue;
    }
    throw new RangeError(
      `Cannot fit SVI as quote ${i} must have a finite logMoneyness, a positive totalVariance and a positive weight: current values are ${
        k[i]
      }, ${w[i]} and ${weights[i]}`,
    );
  }
}

function parametersOf(theta: Coordinates): SviParameters {
  const b = Math.exp(theta[1]);
  const rho = Math.tanh(theta[2]);
  const sigma = Math.exp(theta[4]);
  const a = theta[0] - b * sigma / Math.cosh(theta[2]);
  return { a, b, rho, m: theta[3], sigma };
}

/** The best few of the grid of `(m, σ)`, each with its linear solution. */
function startsOf(problem: Problem): Coordinates[] {
  const low = problem.k.reduce((x, y) => Math.min(x, y));
  const range = problem.k.reduce((x, y) => Math.max(x, y)) - low;
  const candidates = SHIFTS.flatMap((shift) =>
    WIDTHS.map((width) => {
      const theta = linearStart(problem, low + shift * range, width * range);
      return { theta, cost: costOf(problem, theta) };
    })
  );
  candidates.sort((x, y) => x.cost - y.cost);
  return candidates.slice(0, STARTS).map(({ theta }) => theta);
}

/** Least squares in `w = a + d y + c √(y² + 1)`, `y = (k − m)/σ`. */
function linearStart(
  { k, w, weights }: Problem,
  m: number,
  sigma: number,
): Coordinates {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  for (let i = 0; i < k.length; ++i) {
    const y = (k[i] - m) / sigma;
    const row = [1, y, Math.sqrt(y * y + 1)];
    for (let r = 0; r < 3; ++r) {
      right[r] += weights[i] * row[r] * w[i];
      for (let c = 0; c < 3; ++c) {
        normal[3 * r + c] += weights[i] * row[r] * row[c];
      }
    }
  }
  for (let r = 0; r < 3; ++r) normal[4 * r] *= 1 + 1e-12;
  const [a, d, c] = solvePositive(normal, right) ?? [right[0], 0, 0];
  const convex = Math.max(c, 1e-3 * Math.abs(a), 1e-8);
  const rho = Math.max(-0.95, Math.min(0.95, d / convex));
  const bottom = Math.max(a + convex * Math.sqrt(1 - rho * rho), 1e-8);
  return Float64Array.of(
    bottom,
    Math.log(convex / sigma),
    Math.atanh(rho),
    m,
    Math.log(sigma),
  );
}

function costOf(problem: Problem, theta: Coordinates): number {
  const { a, b, rho, m, sigma } = parametersOf(theta);
  let sum = 0;
  for (let i = 0; i < problem.k.length; ++i) {
    const y = problem.k[i] - m;
    const model = a + b * (rho * y + Math.sqrt(y * y + sigma * sigma));
    sum += problem.weights[i] * (model - problem.w[i]) ** 2;
  }
  return sum;
}

/** Fills `JᵀWJ` and `−JᵀWr`. */
function normalEquations(
  { k, w, weights }: Problem,
  theta: Coordinates,
  normal: Float64Array,
  right: Float64Array,
): void {
  const { a, b, rho, m, sigma } = parametersOf(theta);
  const sine = 1 / Math.cosh(theta[2]);
  normal.fill(0);
  right.fill(0);
  const row = new Float64Array(SIZE);
  row[0] = 1;
  for (let i = 0; i < k.length; ++i) {
    const y = k[i] - m;
    const r = Math.sqrt(y * y + sigma * sigma);
    const miss = a + b * (rho * y + r) - w[i];
    row[1] = b * (rho * y + r - sigma * sine);
    row[2] = b * sine * (y * sine + sigma * rho);
    row[3] = -b * (rho + y / r);
    row[4] = b * sigma * (sigma / r - sine);
    for (let p = 0; p < SIZE; ++p) {
      const weighted = weights[i] * row[p];
      right[p] -= weighted * miss;
      for (let q = 0; q <= p; ++q) normal[SIZE * p + q] += weighted * row[q];
    }
  }
  for (let p = 0; p < SIZE; ++p) {
    for (let q = 0; q < p; ++q) normal[SIZE * q + p] = normal[SIZE * p + q];
  }
}

/** Levenberg–Marquardt from one start. */
function descend(
  problem: Problem,
  start: Coordinates,
  maxIterations: number,
): { theta: Coordinates; cost: number; iterations: number } {
  let theta = start;
  let cost = costOf(problem, theta);
  let damping = 1e-3;
  let iterations = 0;
  const normal = new Float64Array(SIZE * SIZE);
  const right = new Float64Array(SIZE);
  while (iterations < maxIterations && cost > 0) {
    normalEquations(problem, theta, normal, right);
    let gained = 0;
    while (damping < LARGEST_DAMPING) {
      ++iterations;
      const damped = normal.slice();
      for (let p = 0; p < SIZE; ++p) {
        damped[(SIZE + 1) * p] += damping * normal[(SIZE + 1) * p] + 1e-300;
      }
      const step = solvePositive(damped, right);
      const next = theta.map((x, p) =>
        x + (step === undefined ? NaN : step[p])
      );
      next[0] = Math.max(0, next[0]);
      const nextCost = costOf(problem, next);
      if (nextCost < cost) {
        gained = 1 - nextCost / cost;
        theta = next;
        cost = nextCost;
        damping = Math.max(damping * 0.1, 1e-15);
        break;
      }
      damping *= 8;
    }
    if (gained < 1e-12) break;
  }
  return { theta, cost, iterations };
}

/** Solves a symmetric positive system by Cholesky; undefined if it is not. */
function solvePositive(
  matrix: Float64Array,
  right: Float64Array,
): Float64Array | undefined {
  const n = right.length;
  const l = matrix.slice();
  const x = right.slice();
  for (let j = 0; j < n; ++j) {
    for (let i = j; i < n; ++i) {
      let sum = l[n * i + j];
      for (let p = 0; p < j; ++p) sum -= l[n * i + p] * l[n * j + p];
      if (i > j) l[n * i + j] = sum / l[n * j + j];
      else if (sum > 0) l[n * j + j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  for (let i = 0; i < n; ++i) {
    for (let p = 0; p < i; ++p) x[i] -= l[n * i + p] * x[p];
    x[i] /= l[n * i + i];
  }
  for (let i = n - 1; i >= 0; --i) {
    for (let p = i + 1; p < n; ++p) x[i] -= l[n * p + i] * x[p];
    x[i] /= l[n * i + i];
  }
  return x;
}
