/**
 * The sample covariance shrunk towards one with the same variances and every
 * correlation at the average:
 *
 *     Σ* = δ·F + (1 − δ)·S,   f_ii = s_ii,   f_ij = r̄·√(s_ii·s_jj)
 *     δ = max(0, min(1, (π − ρ)/(γ·T)))
 *
 * Ledoit and Wolf (2004), Honey, I shrunk the sample covariance matrix, J.
 * Portfolio Management 30(4), 110–119, appendices A and B, whose π̂, ρ̂ and γ̂
 * these are. All moments have divisor T.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkPanel } from "lib/risk/checked_input.ts";
import { correlationOf } from "lib/risk/covariance/correlation.ts";
import type { ShrunkCovariance } from "lib/risk/covariance/ledoit_wolf_identity.ts";
import {
  centredColumns,
  sampleCovariance,
} from "lib/risk/covariance/sample.ts";

/** A shrunk covariance with the correlation of its target. */
export interface ConstantCorrelationCovariance extends ShrunkCovariance {
  /** Average correlation of the sample, that of the target. */
  readonly averageCorrelation: number;
}

/**
 * Ledoit–Wolf covariance with constant correlation as target.
 *
 * @param returns Returns `[T × n]`, T ≥ 2, n ≥ 2; no column is constant.
 * @returns The estimate, its shrinkage, and the average correlation.
 * @throws {TypeError} If there are fewer than two rows or columns.
 * @throws {RangeError} If a return is not finite, or a column constant.
 *
 * @example Variances are kept
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { ledoitWolfCorrelation } from "lib/risk/covariance/ledoit_wolf_correlation.ts";
 *
 * const returns = { data: Float64Array.of(1, 2, 3, 1, 2, 9), rows: 3, cols: 2 };
 * const { covariance } = ledoitWolfCorrelation(returns);
 * assertAlmostEquals(covariance.data[0], 2 / 3, 1e-15);
 * ```
 */
export function ledoitWolfCorrelation(
  returns: Matrix,
): ConstantCorrelationCovariance {
  const doing = "shrink towards constant correlation";
  checkPanel(doing, "returns", returns, 2);
  const { rows, cols: n } = returns;
  if (n < 2) {
    throw new TypeError(
      `Cannot ${doing} as returns must have at least 2 columns: current value is ${n}`,
    );
  }
  const { data: s } = sampleCovariance(returns, { ddof: 0 });
  const { volatilities, correlation } = correlationOf({
    data: s,
    rows: n,
    cols: n,
  });
  let averageCorrelation = 0;
  for (let at = 0; at < n * n; ++at) {
    if (Math.floor(at / n) !== at % n) {
      averageCorrelation += correlation.data[at] / (n * (n - 1));
    }
  }
  const target = s.map((variance, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i === j
      ? variance
      : averageCorrelation * volatilities[i] * volatilities[j];
  });
  const { data: x } = centredColumns(returns);
  const { pi, rho } = asymptotics(x, s, volatilities, averageCorrelation);
  const gamma = target.reduce((sum, f, at) => sum + (f - s[at]) ** 2, 0);
  const shrinkage = gamma > 0
    ? Math.max(0, Math.min(1, (pi - rho) / (gamma * rows)))
    : 0;
  return {
    covariance: {
      data: target.map((f, at) => shrinkage * f + (1 - shrinkage) * s[at]),
      rows: n,
      cols: n,
    },
    shrinkage,
    averageCorrelation,
  };
}

/** `π̂`, the asymptotic variance of S, and `ρ̂`, its covariance with F. */
function asymptotics(
  x: Float64Array,
  s: Float64Array,
  volatilities: Float64Array,
  averageCorrelation: number,
): { pi: number; rho: number } {
  const n = volatilities.length;
  const rows = x.length / n;
  let [pi, rho] = [0, 0];
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < n; ++j) {
      // ϑ_ii,ij of appendix B; ϑ_jj,ij is that of the pair turned round.
      let [variance, theta] = [0, 0];
      for (let t = 0; t < rows; ++t) {
        const [a, b] = [x[t * n + i], x[t * n + j]];
        const error = a * b - s[i * n + j];
        variance += error * error / rows;
        theta += (a * a - s[i * n + i]) * error / rows;
      }
      pi += variance;
      rho += i === j
        ? variance
        : averageCorrelation * volatilities[j] / volatilities[i] * theta;
    }
  }
  return { pi, rho };
}
