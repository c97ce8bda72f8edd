/**
 * A covariance as volatilities and correlations, and back.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkCovariance } from "lib/risk/checked_input.ts";

/** Volatilities and correlations. */
export interface Correlation {
  /** Standard deviations, shape `[n]`. */
  readonly volatilities: Float64Array;
  /** Correlations with a diagonal of 1, shape `[n × n]`. */
  readonly correlation: Matrix;
}

/**
 * Splits a covariance.
 *
 * @param covariance Shape `[n × n]`, diagonal above 0.
 * @returns Volatilities and correlations.
 * @throws {RangeError} If a variance is 0: a constant has no correlation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { correlationOf } from "lib/risk/covariance/correlation.ts";
 *
 * const covariance = { data: Float64Array.of(4, 3, 3, 9), rows: 2, cols: 2 };
 * assertEquals(correlationOf(covariance).correlation.data[1], 0.5);
 * ```
 */
export function correlationOf(covariance: Matrix): Correlation {
  checkCovariance("find correlations", "covariance", covariance);
  const { data, rows: n } = covariance;
  const volatilities = Float64Array.from(
    { length: n },
    (_, i) => Math.sqrt(data[i * n + i]),
  );
  const constant = volatilities.indexOf(0);
  if (constant >= 0) {
    throw new RangeError(
      `Cannot find correlations as the variance of column ${constant} must be above 0: current value is 0`,
    );
  }
  const correlation = data.map((x, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i === j ? 1 : x / (volatilities[i] * volatilities[j]);
  });
  return { volatilities, correlation: { data: correlation, rows: n, cols: n } };
}

/**
 * Puts a covariance together.
 *
 * @param parts Volatilities and correlations.
 * @returns Shape `[n × n]`.
 */
export function covarianceOf(parts: Correlation): Matrix {
  const { volatilities, correlation: { data, rows: n } } = parts;
  return {
    data: data.map((rho, at) =>
      rho * volatilities[Math.floor(at / n)] * volatilities[at % n]
    ),
    rows: n,
    cols: n,
  };
}
