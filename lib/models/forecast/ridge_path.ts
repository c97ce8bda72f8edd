/**
 * Ridge regressions of many outputs for a whole grid of penalties, from sums of
 * products alone; the penalty that errs least on other rows is chosen.
 *
 * With the centred sums A = XᵀX = QΛQᵀ and B = QᵀXᵀY the weights are
 * W(λ) = Q (Λ + λ)⁻¹ B (Hoerl and Kennard, 1970, Technometrics 12(1), 55–67,
 * (2.1)), and their squared error on rows with sums A′ = X′ᵀX′ and C′ = X′ᵀY′,
 * centred at the same means, is
 *
 *   Σ Y′² − 2 Σᵢ dᵢ (B QᵀC′ᵀ)ᵢᵢ + Σᵢⱼ dᵢ dⱼ (QᵀA′Q)ᵢⱼ (BBᵀ)ᵢⱼ,  d = 1/(Λ + λ),
 *
 * so that after one decomposition a penalty costs m² operations, whatever the
 * number of rows and outputs. Intercepts are not penalised.
 *
 * @module
 */

import { dot } from "lib/math/dot.ts";
import {
  type Eigenbasis,
  tridiagonalEigen,
} from "lib/math/tridiagonal_eigen.ts";

/** Sums over rows of m inputs and k outputs. */
export interface RegressionSums {
  /** Number of rows. */
  readonly count: number;
  /** Sums of the inputs `[m]`. */
  readonly x: Float64Array;
  /** Sums of the outputs `[k]`. */
  readonly y: Float64Array;
  /** Sums of products of inputs `[m × m]`, both triangles. */
  readonly xx: Float64Array;
  /** Sums of products of outputs and inputs `[k × m]`. */
  readonly yx: Float64Array;
  /** Sum of the squared outputs, over all of them. */
  readonly yy: number;
}

/** Weights at the penalty that was chosen. */
export interface RidgeChoice {
  /** Weights `[m × k]`. */
  readonly weights: Float64Array;
  /** Intercepts `[k]`. */
  readonly intercepts: Float64Array;
  /** The penalty on squared weights. */
  readonly lambda: number;
  /** Mean squared error on the other rows, over all outputs. */
  readonly validationError: number;
}

/** Decades of the penalty as a multiple of the inputs' mean sum of squares. */
const DECADES = { from: -8, to: 4, step: 0.5 } as const;

/**
 * Chooses a penalty and gives its weights.
 *
 * @param train Sums over rows that are learnt from.
 * @param other Sums over rows on which the penalty is chosen.
 *
 * @example A line, seen without noise, needs next to no penalty
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chooseRidge } from "lib/models/forecast/ridge_path.ts";
 *
 * // x = 0, 1, 2 and y = 1, 3, 5.
 * const sums = {
 *   count: 3,
 *   x: Float64Array.of(3),
 *   y: Float64Array.of(9),
 *   xx: Float64Array.of(5),
 *   yx: Float64Array.of(13),
 *   yy: 35,
 * };
 * const { weights, intercepts } = chooseRidge(sums, sums);
 * assertAlmostEquals(weights[0], 2, 1e-6);
 * assertAlmostEquals(intercepts[0], 1, 1e-6);
 * ```
 */
export function chooseRidge(
  train: RegressionSums,
  other: RegressionSums,
): RidgeChoice {
  const [m, k] = [train.x.length, train.y.length];
  const mean = {
    x: train.x.map((s) => s / train.count),
    y: train.y.map((s) => s / train.count),
  };
  const a = centred(train, mean);
  const v = centred(other, mean);
  const basis = tridiagonalEigen(a.xx, m);
  const b = turned(basis, a.yx, m, k);
  const error = errorOf(basis, b, v, m, k);
  const unit = trace(a.xx, m) / m || 1;
  let [lambda, least] = [NaN, Infinity];
  for (let g = DECADES.from; g <= DECADES.to; g += DECADES.step) {
    const at = unit * 10 ** g;
    const here = error(at);
    if (here < least || Number.isNaN(lambda)) [lambda, least] = [at, here];
  }
  const weights = weightsAt(basis, b, lambda, m, k);
  const intercepts = mean.y.slice();
  for (let i = 0; i < m; ++i) {
    for (let h = 0; h < k; ++h) {
      intercepts[h] -= weights[i * k + h] * mean.x[i];
    }
  }
  const validationError = Math.max(0, least) / (other.count * k);
  return { weights, intercepts, lambda, validationError };
}

interface Mean {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Sums of products about the given means. */
function centred(
  { count, x, y, xx, yx, yy }: RegressionSums,
  mean: Mean,
): Pick<RegressionSums, "xx" | "yx" | "yy"> {
  const m = x.length;
  const about = (
    from: Float64Array,
    rowSums: Float64Array,
    rowMeans: Float64Array,
  ) =>
    from.map((sum, at) => {
      const j = at % m;
      const i = (at - j) / m;
      return sum - rowSums[i] * mean.x[j] - rowMeans[i] * x[j] +
        count * rowMeans[i] * mean.x[j];
    });
  return {
    xx: about(xx, x, mean.x),
    yx: about(yx, y, mean.y),
    yy: y.reduce(
      (sum, s, h) => sum + mean.y[h] * (count * mean.y[h] - 2 * s),
      yy,
    ),
  };
}

/** `[k × m]` sums of products in the eigenbasis, as `[m × k]`. */
function turned(
  { vectors }: Eigenbasis,
  yx: Float64Array,
  m: number,
  k: number,
): Float64Array {
  const out = new Float64Array(m * k);
  for (let i = 0; i < m; ++i) {
    for (let h = 0; h < k; ++h) {
      out[i * k + h] = dot(vectors, i * m, yx, h * m, m);
    }
  }
  return out;
}

/** Summed squared error on other rows as a function of the penalty. */
function errorOf(
  basis: Eigenbasis,
  b: Float64Array,
  other: Pick<RegressionSums, "xx" | "yx" | "yy">,
  m: number,
  k: number,
): (lambda: number) => number {
  const { vectors } = basis;
  const c = turned(basis, other.yx, m, k);
  // (QᵀA′Q)ᵢⱼ (BBᵀ)ᵢⱼ, symmetric; rows of `half` are those of QᵀA′.
  const half = turned(basis, other.xx, m, m);
  const products = new Float64Array(m * m);
  const linear = new Float64Array(m);
  for (let i = 0; i < m; ++i) {
    linear[i] = dot(b, i * k, c, i * k, k);
    for (let j = 0; j <= i; ++j) {
      products[i * m + j] =
        products[j * m + i] =
          dot(half, i * m, vectors, j * m, m) * dot(b, i * k, b, j * k, k);
    }
  }
  return (lambda) => {
    const d = shrinkage(basis, lambda);
    let sum = other.yy;
    for (let i = 0; i < m; ++i) {
      sum += d[i] * (dot(products, i * m, d, 0, m) - 2 * linear[i]);
    }
    return sum;
  };
}

/** Rounding can leave an eigenvalue of 0 below 0. */
function shrinkage({ values }: Eigenbasis, lambda: number): Float64Array {
  return values.map((value) => 1 / (Math.max(0, value) + lambda));
}

function weightsAt(
  basis: Eigenbasis,
  b: Float64Array,
  lambda: number,
  m: number,
  k: number,
): Float64Array {
  const { vectors } = basis;
  const d = shrinkage(basis, lambda);
  const weights = new Float64Array(m * k);
  for (let i = 0; i < m; ++i) {
    for (let j = 0; j < m; ++j) {
      const share = vectors[i * m + j] * d[i];
      for (let h = 0; h < k; ++h) weights[j * k + h] += share * b[i * k + h];
    }
  }
  return weights;
}

function trace(matrix: Float64Array, m: number): number {
  let sum = 0;
  for (let i = 0; i < m; ++i) sum += matrix[i * m + i];
  return sum;
}
