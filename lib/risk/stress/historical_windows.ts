/**
 * What today's book would have made of days that were.
 *
 * A window's return is compounded, `Π(1 + wᵀr_t) − 1` with weights brought back
 * each period, or with `rebalance: false` the return of holdings left alone,
 * `Σ wᵢ·(Πₜ(1 + r_ti) − 1)`.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkPanel, checkSeries } from "lib/risk/checked_input.ts";

/** A stretch of days with a name. */
export interface HistoricalWindow {
  /** Name in reports. */
  readonly name: string;
  /** First day whose return counts, ISO date. */
  readonly from: string;
  /** Last day whose return counts, ISO date. */
  readonly to: string;
}

/**
 * Falls of the S&P 500 from one close to another; the first day is the one after
 * the last high close.
 */
export const STRESS_WINDOWS: readonly HistoricalWindow[] = [
  { name: "October 1987", from: "1987-10-14", to: "1987-10-19" },
  { name: "Russia and LTCM, 1998", from: "1998-07-20", to: "1998-08-31" },
  { name: "Dot-com, 2000–2002", from: "2000-03-27", to: "2002-10-09" },
  { name: "September 2001", from: "2001-09-17", to: "2001-09-21" },
  { name: "Financial crisis, 2007–2009", from: "2007-10-10", to: "2009-03-09" },
  { name: "Lehman, autumn 2008", from: "2008-09-15", to: "2008-11-20" },
  { name: "US downgrade, 2011", from: "2011-07-25", to: "2011-08-08" },
  { name: "August 2015", from: "2015-08-18", to: "2015-08-25" },
  { name: "Volatility, February 2018", from: "2018-01-29", to: "2018-02-08" },
  { name: "Covid, 2020", from: "2020-02-20", to: "2020-03-23" },
  { name: "Rates, 2022", from: "2022-01-04", to: "2022-10-12" },
];

/** What a window did to a book. */
export interface WindowOutcome {
  /** The window. */
  readonly window: HistoricalWindow;
  /** Number of periods of data inside; 0 if the data do not reach it. */
  readonly periods: number;
  /** Return over the window, as a decimal; NaN without data. */
  readonly total: number;
  /** Deepest drawdown inside, as a decimal; NaN without data. */
  readonly maxDrawdown: number;
  /** Worst single period; NaN without data. */
  readonly worstPeriod: number;
}

/** Returns by day and asset. */
export interface DatedReturns {
  /** ISO dates, rising, shape `[T]`. */
  readonly dates: readonly string[];
  /** Simple returns, shape `[T × n]`. */
  readonly returns: Matrix;
}

/** Options of {@linkcode replayWindows}. */
export interface ReplayOptions {
  /** The windows. @default STRESS_WINDOWS */
  readonly windows?: readonly HistoricalWindow[];
  /** Whether weights are brought back each period. @default true */
  readonly rebalance?: boolean;
}

/**
 * Returns of a book in past windows.
 *
 * @param weights Weights of the book; what they leave of 1 earns nothing, `[n]`.
 * @param history Returns of its assets.
 * @param options Windows and rebalancing.
 * @returns An outcome a window, in their order.
 * @throws {RangeError} If dates do not rise, or a return is not finite.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { replayWindows } from "lib/risk/stress/historical_windows.ts";
 *
 * const history = {
 *   dates: ["2020-03-11", "2020-03-12", "2020-03-13"],
 *   returns: { data: Float64Array.of(-0.05, -0.1, 0.09), rows: 3, cols: 1 },
 * };
 * const windows = [{ name: "March", from: "2020-03-11", to: "2020-03-12" }];
 * const [march] = replayWindows([0.5], history, { windows });
 * assertAlmostEquals(march.total, 0.975 * 0.95 - 1, 1e-15);
 * ```
 */
export function replayWindows(
  weights: ArrayLike<number>,
  history: DatedReturns,
  options: ReplayOptions = {},
): WindowOutcome[] {
  const { windows = STRESS_WINDOWS, rebalance = true } = options;
  const { dates, returns } = history;
  const doing = "replay windows";
  checkSeries(doing, "weights", weights, 1);
  checkPanel(doing, "returns", returns, 1);
  if (returns.cols !== weights.length || returns.rows !== dates.length) {
    throw new TypeError(
      `Cannot ${doing} as returns must be dates × weights: current value is ${returns.rows} × ${returns.cols} for ${dates.length} × ${weights.length}`,
    );
  }
  for (let t = 1; t < dates.length; ++t) {
    if (!(dates[t] > dates[t - 1])) {
      throw new RangeError(
        `Cannot ${doing} as dates must rise at row ${t}: current value is ${
          dates[t]
        } after ${dates[t - 1]}`,
      );
    }
  }
  return windows.map((window) => {
    const inside = dates.flatMap((date, t) =>
      date >= window.from && date <= window.to ? [t] : []
    );
    return { window, ...outcome(inside, weights, returns, rebalance) };
  });
}

function outcome(
  rows: readonly number[],
  weights: ArrayLike<number>,
  returns: Matrix,
  rebalance: boolean,
): Omit<WindowOutcome, "window"> {
  if (rows.length === 0) {
    return { periods: 0, total: NaN, maxDrawdown: NaN, worstPeriod: NaN };
  }
  const n = weights.length;
  const held = Float64Array.from(weights);
  let cash = 1;
  for (let i = 0; i < n; ++i) cash -= weights[i];
  let [value, peak, maxDrawdown, worstPeriod] = [1, 1, 0, Infinity];
  for (const t of rows) {
    const before = value;
    let gain = 0;
    for (let i = 0; i < n; ++i) {
      const r = returns.data[t * n + i];
      gain += (rebalance ? weights[i] : held[i]) * r;
      held[i] *= 1 + r;
    }
    value = rebalance
      ? value * (1 + gain)
      : held.reduce((sum, h) => sum + h, cash);
    peak = Math.max(peak, value);
    maxDrawdown = Math.max(maxDrawdown, (peak - value) / peak);
    worstPeriod = Math.min(worstPeriod, value / before - 1);
  }
  return { periods: rows.length, total: value - 1, maxDrawdown, worstPeriod };
}
