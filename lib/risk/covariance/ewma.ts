/**
 * Exponentially weighted covariance around 0, as in RiskMetrics:
 *
 *     Σ_T = Σ_i w_i·x_{T−i}·x_{T−i}ᵀ,   w_i = (1 − λ)·λ^i / (1 − λ^T)
 *
 * J.P. Morgan/Reuters (1996), RiskMetrics Technical Document, 4th ed., chapter 5;
 * λ = 0.94 for daily and 0.97 for monthly data. The divisor makes the weights of a finite sample sum to 1.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkBetween, checkPanel } from "lib/risk/checked_input.ts";

/** Options of {@linkcode ewmaCovariance}. */
export interface EwmaOptions {
  /** Weight of a period over that of the next, in (0, 1). @default 0.94 */
  readonly lambda?: number;
}

/**
 * Exponentially weighted covariance, in the period of the rows.
 *
 * @param returns Returns `[T × n]`, oldest first.
 * @param options The decay.
 * @returns Shape `[n × n]`.
 * @throws {RangeError} If λ is not in (0, 1) or a return is not finite.
 *
 * @example The last period counts most
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { ewmaCovariance } from "lib/risk/covariance/ewma.ts";
 *
 * const returns = { data: Float64Array.of(0.01, 0.02), rows: 2, cols: 1 };
 * const { data } = ewmaCovariance(returns, { lambda: 0.5 });
 * assertAlmostEquals(data[0], (0.01 ** 2 + 2 * 0.02 ** 2) / 3, 1e-18);
 * ```
 */
export function ewmaCovariance(
  returns: Matrix,
  options: EwmaOptions = {},
): Matrix {
  const { lambda = 0.94 } = options;
  const doing = "estimate an EWMA covariance";
  checkBetween(doing, "lambda", lambda, { least: 0, most: 1, open: true });
  checkPanel(doing, "returns", returns, 1);
  const { data, rows, cols } = returns;
  const out = new Float64Array(cols * cols);
  for (let t = 0; t < rows; ++t) {
    for (let i = 0; i < cols; ++i) {
      for (let j = 0; j < cols; ++j) {
        const at = i * cols + j;
        const product = data[t * cols + i] * data[t * cols + j];
        out[at] = lambda * out[at] + (1 - lambda) * product;
      }
    }
  }
  const total = 1 - lambda ** rows;
  return { data: out.map((x) => x / total), rows: cols, cols };
}

/**
 * Number of periods that hold all but a share of the weight:
 * `ln(tolerance) / ln(λ)`, RiskMetrics (1996), table 5.7.
 *
 * @param lambda The decay, in (0, 1).
 * @param tolerance Share of the weight that is left out, in (0, 1).
 * @returns Periods, not rounded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ewmaMemory } from "lib/risk/covariance/ewma.ts";
 *
 * assertEquals(Math.round(ewmaMemory(0.94, 0.01)), 74);
 * ```
 */
export function ewmaMemory(lambda: number, tolerance: number): number {
  const doing = "find the memory of an EWMA";
  const inside = { least: 0, most: 1, open: true };
  checkBetween(doing, "lambda", lambda, inside);
  checkBetween(doing, "tolerance", tolerance, inside);
  return Math.log(tolerance) / Math.log(lambda);
}
