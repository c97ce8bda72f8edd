/**
 * The augmented Dickey–Fuller test for a unit root, with a constant:
 * `Δxₜ = c + β·xₜ₋₁ + Σ δₖ·Δxₜ₋ₖ + ε`, the statistic is β's t-value; Said and Dickey
 * (1984), Biometrika 71, 599. A small p-value speaks for a stationary series.
 *
 * The lags are those with the least AIC, all fitted to the same rows, up to
 * Schwert's `⌈12(n/100)^¼⌉` (1989), at most `⌊n/2⌋ − 2`; the statistic is then of
 * all rows that the chosen lags leave. P-value: response surface of MacKinnon
 * (1994), J. Bus. Econ. Stat. 12, 167, table 3; critical values: MacKinnon (2010),
 * Queen's Economics Department working paper 1227, table 2. What statsmodels'
 * `adfuller` does by default.
 *
 * @module
 */

import { normalCdf } from "lib/math/normal.ts";
import { checkSeries } from "lib/validation/check_series.ts";
import { nestedRegression } from "lib/validation/time_series/nested_regression.ts";

/** What the test says. */
export interface AdfResult {
  /** t-value of the level. */
  readonly statistic: number;
  /** MacKinnon's approximate p-value. */
  readonly pValue: number;
  /** Lagged differences in the regression. */
  readonly usedLag: number;
  /** Rows of the regression. */
  readonly n: number;
  /** Values below which a unit root is rejected, for n rows. */
  readonly criticalValues: {
    /** At 1 %. */
    readonly "1%": number;
    /** At 5 %. */
    readonly "5%": number;
    /** At 10 %. */
    readonly "10%": number;
  };
}

/** Coefficients of t⁰, t¹ … of Φ⁻¹(p), MacKinnon (1994), with a constant. */
const SMALL_P = [2.1659, 1.4412, 0.038269];
const LARGE_P = [1.7339, 0.93202, -0.12745, -0.010368];
/** Where the one gives way to the other, and where p is 0 or 1. */
const MIDDLE = -1.61;
const LEAST = -18.83;
const LARGEST = 2.74;

/** Coefficients of n⁰, n⁻¹ … of the critical values, MacKinnon (2010). */
const CRITICAL = {
  "1%": [-3.43035, -6.5393, -16.786, -79.433],
  "5%": [-2.86154, -2.8903, -4.234, -40.04],
  "10%": [-2.56677, -1.5384, -2.809],
} as const;

/**
 * Augmented Dickey–Fuller test with a constant.
 *
 * @param values Shape `[n]`, n ≥ 6, not all the same.
 * @param options Lags: all up to the most are tried, or exactly those.
 * @throws {RangeError} If there are too few values, one is not finite, all are
 * the same or follow the regression without error, or the lags are out of range.
 *
 * @example White noise has no unit root, its running sum has
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { adf } from "lib/validation/time_series/adf.ts";
 *
 * const rng = makeRng(1);
 * const noise = Float64Array.from({ length: 300 }, () => rng.normal());
 * let level = 0;
 * const walk = noise.map((step) => level += step);
 * assert(adf(noise).pValue < 1e-6 && adf(walk).pValue > 0.05);
 * ```
 */
export function adf(
  values: ArrayLike<number>,
  options: {
    /** Most lags that AIC may choose. @default {Schwert's} */
    readonly mostLags?: number;
    /** Lags without a choice. @default {chosen by AIC} */
    readonly lags?: number;
  } = {},
): AdfResult {
  checkSeries(values, { name: "values", least: 6, varies: true });
  const n = values.length;
  const most = Math.floor(n / 2) - 2;
  const {
    mostLags = Math.min(most, Math.ceil(12 * (n / 100) ** 0.25)),
    lags,
  } = options;
  checkLags(lags ?? mostLags, most);
  const usedLag = lags ?? lagsByAic(values, mostLags);
  const rows = n - 1 - usedLag;
  const { target, constant, level, differences } = terms(values, usedLag);
  const { lastT: statistic } = nestedRegression(
    target,
    [constant, ...differences, level],
  );
  if (Number.isNaN(statistic)) {
    throw new RangeError(
      `Cannot test for a unit root as the values must not follow their own past without error: the t-value is ${statistic} at ${usedLag} lags`,
    );
  }
  const critical = (percent: keyof typeof CRITICAL) =>
    polynomial(CRITICAL[percent], 1 / rows);
  return {
    statistic,
    pValue: pValueOf(statistic),
    usedLag,
    n: rows,
    criticalValues: {
      "1%": critical("1%"),
      "5%": critical("5%"),
      "10%": critical("10%"),
    },
  };
}

/** The lags with the least AIC, the fewest of equals, on common rows. */
function lagsByAic(values: ArrayLike<number>, mostLags: number): number {
  const { target, constant, level, differences } = terms(values, mostLags);
  const { residual } = nestedRegression(
    target,
    [constant, level, ...differences],
  );
  let best = 0;
  let least = Infinity;
  for (let lag = 0; lag <= mostLags; ++lag) {
    const criterion = target.length * Math.log(residual[lag + 1]) + 2 * lag;
    if (criterion < least) [least, best] = [criterion, lag];
  }
  return best;
}

/** Target and regressors of the rows that have all lags. */
function terms(values: ArrayLike<number>, lags: number) {
  const rows = values.length - 1 - lags;
  const column = (at: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, i) => at(i + lags));
  const difference = (i: number) => values[i + 1] - values[i];
  return {
    target: column(difference),
    constant: new Float64Array(rows).fill(1),
    level: column((i) => values[i]),
    differences: Array.from(
      { length: lags },
      (_, k) => column((i) => difference(i - k - 1)),
    ),
  };
}

function pValueOf(t: number): number {
  if (t > LARGEST) return 1;
  if (t < LEAST) return 0;
  return normalCdf(polynomial(t <= MIDDLE ? SMALL_P : LARGE_P, t));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}

function checkLags(lags: number, most: number): void {
  if (Number.isInteger(lags) && lags >= 0 && lags <= most) return;
  throw new RangeError(
    `Cannot test for a unit root as lags must be a whole number in [0, ${most}]: current value is ${lags}`,
  );
}
