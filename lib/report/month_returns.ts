/**
 * Equity by calendar month and year, UTC: a month's return is its last value
 * over the last of the month before; the first month's over the first value.
 *
 * @module
 */

import { checkTimes } from "lib/report/time_series.ts";

/** Return of one calendar month. */
export interface MonthReturn {
  /** Year, such as 2008. */
  readonly year: number;
  /** Month, 1 to 12. */
  readonly month: number;
  /** Simple return as a decimal. */
  readonly value: number;
}

/** Return of one calendar year. */
export interface YearReturn {
  /** Year, such as 2008. */
  readonly year: number;
  /** Simple return as a decimal. */
  readonly value: number;
}

/**
 * Returns of the calendar months of an equity curve. The month in which
 * nothing was left is the last.
 *
 * @param time Milliseconds since 1970, UTC, shape `[n]`, n ≥ 2.
 * @param equity Values, shape `[n]`; the first is above 0.
 * @returns Months with at least one value, in order.
 * @throws {TypeError} If there is not one value a time.
 * @throws {RangeError} If times do not ascend, the first value is not above 0,
 * or one is not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { monthReturns } from "lib/report/month_returns.ts";
 *
 * const time = [Date.UTC(2001, 0, 2), Date.UTC(2001, 0, 31)];
 * assertEquals(monthReturns(time, [100, 150]), [
 *   { year: 2001, month: 1, value: 0.5 },
 * ]);
 * ```
 */
export function monthReturns(
  time: ArrayLike<number>,
  equity: ArrayLike<number>,
): MonthReturn[] {
  checkTimes("months", time);
  if (equity.length !== time.length) {
    throw new TypeError(
      `Cannot take monthly returns as each of ${time.length} times must have a value: current value is ${equity.length}`,
    );
  }
  const months: MonthReturn[] = [];
  let base = equity[0];
  for (let i = 0; i < time.length; ++i) {
    if (!Number.isFinite(equity[i]) || !(base > 0)) {
      throw new RangeError(
        `Cannot take monthly returns as equity must be finite and start above 0: current value is ${
          equity[i]
        } at row ${i}`,
      );
    }
    const day = new Date(time[i]);
    const [year, month] = [day.getUTCFullYear(), day.getUTCMonth() + 1];
    const next = i + 1 < time.length ? new Date(time[i + 1]) : null;
    const ends = next === null || next.getUTCMonth() + 1 !== month ||
      next.getUTCFullYear() !== year;
    const ruined = equity[i] <= 0;
    if (ends || ruined) {
      months.push({ year, month, value: equity[i] / base - 1 });
      base = equity[i];
    }
    if (ruined) break;
  }
  return months;
}

/**
 * Compounds months to years.
 *
 * @param months The months, in any order.
 * @returns The years they are of, ascending.
 */
export function yearReturns(months: readonly MonthReturn[]): YearReturn[] {
  const ordered = months.toSorted((a, b) => a.month - b.month);
  return [...Map.groupBy(ordered, ({ year }) => year)]
    .map(([year, each]) => ({
      year,
      value: each.reduce((grown, { value }) => grown * (1 + value), 1) - 1,
    }))
    .sort((a, b) => a.year - b.year);
}
