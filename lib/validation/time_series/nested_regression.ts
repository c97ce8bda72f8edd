/**
 * Least squares by modified Gram–Schmidt, which gives the residual sum of squares
 * after each regressor: that of every model whose regressors are the first ones.
 * Björck (1967), BIT 7, 1–21.
 *
 * @module
 */

/** A chain of nested regressions. */
export interface NestedRegression {
  /** Sum of squared residuals with the first j + 1 regressors, shape `[p]`. */
  readonly residual: Float64Array;
  /**
   * t-value of the last regressor among all; infinite where it explains all that
   * the others leave, NaN where it is a combination of them or they leave nothing.
   */
  readonly lastT: number;
}

/** What is left of a regressor below this share of it is rounding. */
const DEPENDENT = 1e-12;

/**
 * Regresses a target on the first regressor, the first two, and so on.
 *
 * @param target Shape `[n]`.
 * @param regressors Each of shape `[n]`, fewer than n; one that depends on those
 * before it changes nothing.
 * @returns Residual sums of squares and the last t-value.
 *
 * @example A line through the origin
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nestedRegression } from "lib/validation/time_series/nested_regression.ts";
 *
 * const line = Float64Array.of(1, 2, 3);
 * const { residual, lastT } = nestedRegression(Float64Array.of(2, 4, 7), [line]);
 * assertAlmostEquals(residual[0], 69 - 31 * 31 / 14, 1e-12);
 * assertAlmostEquals(lastT, 31 / Math.sqrt(14) / Math.sqrt(residual[0] / 2), 1e-9);
 * ```
 */
export function nestedRegression(
  target: Float64Array,
  regressors: readonly Float64Array[],
): NestedRegression {
  const rest = target.slice();
  const basis: Float64Array[] = [];
  const residual = new Float64Array(regressors.length);
  let last = NaN;
  regressors.forEach((regressor, j) => {
    const column = regressor.slice();
    const before = product(column, column);
    // Twice is enough (Kahan and Parlett), even where regressors are near alike.
    for (let pass = 0; pass < 2; ++pass) {
      for (const unit of basis) subtract(column, unit, product(column, unit));
    }
    const norm = Math.sqrt(product(column, column));
    last = NaN;
    if (norm > DEPENDENT * Math.sqrt(before)) {
      for (let i = 0; i < column.length; ++i) column[i] /= norm;
      basis.push(column);
      last = product(rest, column);
      subtract(rest, column, last);
    }
    residual[j] = product(rest, rest);
  });
  const free = target.length - basis.length;
  // Residuals of rounding alone are none.
  const least = DEPENDENT * DEPENDENT * product(target, target);
  for (let j = 0; j < residual.length; ++j) {
    if (residual[j] <= least) residual[j] = 0;
  }
  const explained = last * last <= least ? 0 : last;
  const left = residual[residual.length - 1];
  return { residual, lastT: explained / Math.sqrt(left / free) };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += a[i] * b[i];
  return sum;
}

function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; ++i) a[i] -= factor * b[i];
}
