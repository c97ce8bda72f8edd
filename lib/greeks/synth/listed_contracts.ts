/**
 * Which contracts an exchange lists: expiries every trading day for two weeks,
 * then Fridays for eight, then third Fridays for six months (a holiday's
 * contracts expire on the trading day before), and strikes on round steps,
 * fine near the money and for short lives, coarse in the wings.
 *
 * A step is about a quarter of the standard deviation of the price at expiry
 * and, as listed strikes are, one of … ½, 1, 2½, 5, 10, 25 …, not below ½ under
 * 25, 1 under 1,000 and 5 above. A contract once listed is quoted until it
 * expires.
 *
 * @module
 */

import {
  nextTradingDay,
  thirdFriday,
  tradingDayUntil,
} from "lib/greeks/synth/new_york_session.ts";

const DAY_MS = 86_400_000;

/** Trading days with an expiry each. */
const DAILY = 10;
/** Calendar days with an expiry every Friday, and every third one. */
const WEEKLY_DAYS = 56;
const MONTHLY_DAYS = 183;

/** Standard deviations with the fine step, and listed at all, either side. */
const FINE = 2;
const LOWEST = 5;
const HIGHEST = 3.5;

/** Steps between strikes. */
const STEPS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

/**
 * Expiry dates that are listed at the close of a trading day.
 *
 * @param date Start of that day, ms since 1970 as if in UTC.
 * @returns Dates after it, rising.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listedExpiries } from "lib/greeks/synth/listed_contracts.ts";
 *
 * const dates = listedExpiries(Date.UTC(2025, 0, 2));
 * assertEquals(dates[0], Date.UTC(2025, 0, 3));
 * assertEquals(dates.at(-1), Date.UTC(2025, 5, 20));
 * ```
 */
export function listedExpiries(date: number): number[] {
  const dates = new Set<number>();
  for (let i = 0, day = date; i < DAILY; ++i) {
    day = nextTradingDay(day);
    dates.add(day);
  }
  const toFriday = (12 - new Date(date).getUTCDay()) % 7;
  for (let days = toFriday; days <= WEEKLY_DAYS; days += 7) {
    dates.add(tradingDayUntil(date + days * DAY_MS));
  }
  const start = new Date(date);
  for (let i = 0;; ++i) {
    const month = thirdFriday(start.getUTCFullYear(), start.getUTCMonth() + i);
    if (month > date + MONTHLY_DAYS * DAY_MS) break;
    dates.add(tradingDayUntil(month));
  }
  return [...dates].filter((expiry) => expiry > date).sort((a, b) => a - b);
}

/**
 * Strikes that are listed for one expiry.
 *
 * @param spot Price of the underlying.
 * @param deviation Standard deviation of the log price at expiry.
 * @returns Strikes, rising.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listedStrikes } from "lib/greeks/synth/listed_contracts.ts";
 *
 * const strikes = listedStrikes(500, 0.01);
 * assertEquals(strikes[0], 475);
 * assertEquals(strikes.includes(501), true);
 * ```
 */
export function listedStrikes(spot: number, deviation: number): number[] {
  const floor = STEPS.indexOf(spot < 25 ? 0.5 : spot < 1000 ? 1 : 5);
  const wished = 0.25 * deviation * spot;
  const above = STEPS.findIndex((step) => step > wished);
  const at = Math.max(floor, (above < 0 ? STEPS.length : above) - 1);
  const fine = STEPS[at];
  const coarse = STEPS[Math.min(at + 2, STEPS.length - 1)];
  const edge = (deviations: number) => spot * Math.exp(deviations * deviation);
  const strikes = new Set([
    ...multiples(coarse, edge(-LOWEST), edge(HIGHEST)),
    ...multiples(fine, edge(-FINE), edge(FINE)),
  ]);
  return [...strikes].sort((a, b) => a - b);
}

/** Positive multiples of a step around an interval, its ends rounded outward. */
function multiples(step: number, from: number, to: number): number[] {
  const strikes: number[] = [];
  const last = Math.ceil(to / step);
  for (let i = Math.max(1, Math.floor(from / step)); i <= last; ++i) {
    strikes.push(i * step);
  }
  return strikes;
}

/** What is listed from day to day. */
export class ListedContracts {
  readonly #strikes = new Map<number, Set<number>>();

  /**
   * Brings the listing to the close of a day.
   *
   * @param date Start of the day, ms since 1970 as if in UTC.
   * @param spot Price of the underlying.
   * @param deviationAt Standard deviation of the log price at an expiry date.
   * @returns Expiry dates and their strikes, both rising.
   */
  list(
    date: number,
    spot: number,
    deviationAt: (expiry: number) => number,
  ): { readonly expiry: number; readonly strikes: Float64Array }[] {
    for (const expiry of this.#strikes.keys()) {
      if (expiry <= date) this.#strikes.delete(expiry);
    }
    return listedExpiries(date).map((expiry) => {
      const strikes = this.#strikes.get(expiry) ?? new Set<number>();
      this.#strikes.set(expiry, strikes);
      for (const strike of listedStrikes(spot, deviationAt(expiry))) {
        strikes.add(strike);
      }
      return { expiry, strikes: Float64Array.from(strikes).sort() };
    });
  }
}
