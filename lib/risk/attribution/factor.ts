/**
 * Returns of a strategy by factor: `r_t = α + Σ_k β_k·f_tk + e_t`, with β by
 * ordinary least squares over the same periods, or given beforehand.
 *
 * Parts of a period sum to its return and parts of all periods to the sum of the
 * returns (arithmetic, not compounded). With fitted betas the residuals sum to 0
 * by construction: what the factors do not earn is α. With given betas α is left
 * at 0 and the residual is the selection.
 *
 * @module
 */

import { choleskySolve } from "lib/math/linear_solve.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { checkPanel, checkSeries } from "lib/risk/checked_input.ts";
import {
  centredColumns,
  sampleCovariance,
} from "lib/risk/covariance/sample.ts";
import { correlationOf } from "lib/risk/covariance/correlation.ts";

/** Returns by factor. */
export interface FactorAttribution {
  /** Exposures, shape `[K]`. */
  readonly betas: Float64Array;
  /** Intercept a period. */
  readonly alpha: number;
  /** Residuals, shape `[T]`. */
  readonly residuals: Float64Array;
  /** `β_k·Σ_t f_tk`, shape `[K]`. */
  readonly byFactor: Float64Array;
  /** `T·α`. */
  readonly alphaTotal: number;
  /** `Σ_t e_t`. */
  readonly residualTotal: number;
  /** `Σ_t r_t`, the sum of all parts. */
  readonly total: number;
  /** `1 − Σe²/Σ(r − r̄)²`; 0 for a constant series. */
  readonly rSquared: number;
}

/** Options of {@linkcode attributeFactors}. */
export interface FactorOptions {
  /** Exposures known beforehand, shape `[K]`; fitted if left out. */
  readonly betas?: ArrayLike<number>;
}

/**
 * Divides returns by factor.
 *
 * @param returns Returns or profit and loss a period, shape `[T]`.
 * @param factors Factor returns, shape `[T × K]`; T > K + 1 to fit.
 * @param options Betas known beforehand.
 * @returns The parts.
 * @throws {TypeError} If lengths differ or periods are too few.
 * @throws {RangeError} If a factor is constant, or a combination of others.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { attributeFactors } from "lib/risk/attribution/factor.ts";
 *
 * const factors = { data: Float64Array.of(1, -1, 2, 0), rows: 4, cols: 1 };
 * const { alpha, betas } = attributeFactors([3.5, -0.5, 5.5, 1.5], factors);
 * assertAlmostEquals(betas[0], 2, 1e-12);
 * assertAlmostEquals(alpha, 1.5, 1e-12);
 * ```
 */
export function attributeFactors(
  returns: ArrayLike<number>,
  factors: Matrix,
  options: FactorOptions = {},
): FactorAttribution {
  const doing = "attribute by factor";
  const { rows, cols } = factors;
  checkPanel(doing, "factors", factors, options.betas ? 1 : cols + 2);
  checkSeries(doing, "returns", returns, 1);
  if (returns.length !== rows) {
    throw new TypeError(
      `Cannot ${doing} as returns must have a value a row of factors, ${rows}: current value is ${returns.length}`,
    );
  }
  const given = options.betas;
  if (given !== undefined) {
    checkSeries(doing, "betas", given, 1);
    if (given.length !== cols) {
      throw new TypeError(
        `Cannot ${doing} as betas must have ${cols} values: current value is ${given.length}`,
      );
    }
  }
  const betas = given === undefined
    ? fitBetas(doing, returns, factors)
    : Float64Array.from(given);
  const explained = new Float64Array(rows);
  const byFactor = new Float64Array(cols);
  factors.data.forEach((f, at) => {
    explained[Math.floor(at / cols)] += betas[at % cols] * f;
    byFactor[at % cols] += betas[at % cols] * f;
  });
  let [total, left] = [0, 0];
  for (let t = 0; t < rows; ++t) {
    total += returns[t];
    left += returns[t] - explained[t];
  }
  const alpha = given === undefined ? left / rows : 0;
  const residuals = explained.map((x, t) => returns[t] - x - alpha);
  let [errors, variation, residualTotal] = [0, 0, 0];
  residuals.forEach((e, t) => {
    residualTotal += e;
    errors += e * e;
    variation += (returns[t] - total / rows) ** 2;
  });
  return {
    betas,
    alpha,
    residuals,
    byFactor,
    alphaTotal: rows * alpha,
    residualTotal,
    total,
    rSquared: variation > 0 ? 1 - errors / variation : 0,
  };
}

/** Least squares on correlations, so that the scale of a factor does not matter. */
function fitBetas(
  doing: string,
  returns: ArrayLike<number>,
  factors: Matrix,
): Float64Array {
  const { rows, cols } = factors;
  const { volatilities, correlation } = correlationOf(
    sampleCovariance(factors),
  );
  const { data } = centredColumns(factors);
  const right = new Float64Array(cols);
  data.forEach((f, at) => {
    right[at % cols] += f * returns[Math.floor(at / cols)] /
      ((rows - 1) * volatilities[at % cols]);
  });
  // A pivot is 1 − R² of a factor on those before it.
  const solution = choleskySolve(correlation.data, right);
  const worst = Math.min(...pivots(correlation.data, cols));
  if (solution === null || !(worst > 1e-12)) {
    throw new RangeError(
      `Cannot ${doing} as no factor must be a combination of others: current value is 1 − R² = ${worst}; leave one out`,
    );
  }
  return solution.map((beta, k) => beta / volatilities[k]);
}

/** Diagonal of the elimination without roots: what is left of each variance. */
function pivots(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  for (let k = 0; k < n; ++k) {
    for (let i = k + 1; i < n; ++i) {
      const ratio = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; ++j) a[i * n + j] -= ratio * a[k * n + j];
    }
  }
  return Float64Array.from({ length: n }, (_, k) => a[k * n + k]);
}
