/**
 * Days and hours on which options trade in New York.
 *
 * The holidays are those of NYSE Rule 7.2 and the early closes at 13:00 those
 * of its published calendars (the day after Thanksgiving; 3 July and 24
 * December where they are weekdays and no holiday). Closures for a single
 * occasion, as a day of mourning, follow no rule and are not known here. Valid
 * from 2007, when today's summer time began.
 *
 * @module
 */

import { formatDate, parseInstant } from "lib/market/instant.ts";

const DAY_MS = 86_400_000;
const FRIDAY = 5;

/** The first date that is known, ms since 1970 as if in UTC. */
export const FIRST_SESSION: number = Date.UTC(2007, 0, 1);

/**
 * Whether there is trading on a date.
 *
 * @param date Start of the date, ms since 1970 as if in UTC.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isTradingDay } from "lib/greeks/synth/new_york_session.ts";
 *
 * assertEquals(isTradingDay(Date.UTC(2025, 3, 17)), true);
 * // Good Friday.
 * assertEquals(isTradingDay(Date.UTC(2025, 3, 18)), false);
 * ```
 */
export function isTradingDay(date: number): boolean {
  const weekday = new Date(date).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  return !holidaysOf(new Date(date).getUTCFullYear()).has(date);
}

/** The first trading day after a date. */
export function nextTradingDay(date: number): number {
  let day = date + DAY_MS;
  while (!isTradingDay(day)) day += DAY_MS;
  return day;
}

/** A date, or the last trading day before it where there is no trading. */
export function tradingDayUntil(date: number): number {
  let day = date;
  while (!isTradingDay(day)) day -= DAY_MS;
  return day;
}

/**
 * When trading ends on a trading day: 16:00 in New York, or 13:00.
 *
 * @param date Start of the date, ms since 1970 as if in UTC.
 * @returns The instant, ms since 1970 UTC.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { closeOf } from "lib/greeks/synth/new_york_session.ts";
 *
 * assertEquals(closeOf(Date.UTC(2025, 0, 2)), Date.UTC(2025, 0, 2, 21));
 * assertEquals(closeOf(Date.UTC(2025, 6, 2)), Date.UTC(2025, 6, 2, 20));
 * assertEquals(closeOf(Date.UTC(2025, 6, 3)), Date.UTC(2025, 6, 3, 17));
 * ```
 */
export function closeOf(date: number): number {
  const hour = closesEarly(date) ? "13:00" : "16:00";
  return parseInstant(`${formatDate(date)} ${hour} ET`)!.instant;
}

/** The third Friday of a month, whether or not there is trading. */
export function thirdFriday(year: number, month: number): number {
  return nth(year, month, FRIDAY, 3);
}

function closesEarly(date: number): boolean {
  const at = new Date(date);
  const [month, day] = [at.getUTCMonth(), at.getUTCDate()];
  if (month === 6) return day === 3;
  if (month === 11) return day === 24;
  const thanksgiving = nth(at.getUTCFullYear(), 10, 4, 4);
  return date === thanksgiving + DAY_MS;
}

const known = new Map<number, ReadonlySet<number>>();

function holidaysOf(year: number): ReadonlySet<number> {
  const found = known.get(year);
  if (found !== undefined) return found;
  const [MONDAY, THURSDAY] = [1, 4];
  const newYear = Date.UTC(year, 0, 1);
  const holidays = new Set([
    // On a Saturday it is not made up for, as that would be in the old year.
    new Date(newYear).getUTCDay() === 0 ? newYear + DAY_MS : newYear,
    nth(year, 0, MONDAY, 3),
    nth(year, 1, MONDAY, 3),
    easterSunday(year) - 2 * DAY_MS,
    // Memorial Day: the last Monday of May, which may have five.
    nth(year, 5, MONDAY, 1) - 7 * DAY_MS,
    observed(Date.UTC(year, 6, 4)),
    nth(year, 8, MONDAY, 1),
    nth(year, 10, THURSDAY, 4),
    observed(Date.UTC(year, 11, 25)),
  ]);
  if (year >= 2022) holidays.add(observed(Date.UTC(year, 5, 19)));
  known.set(year, holidays);
  return holidays;
}

/** A fixed holiday as it is kept: on Friday for Saturday, Monday for Sunday. */
function observed(date: number): number {
  const weekday = new Date(date).getUTCDay();
  return date + (weekday === 6 ? -DAY_MS : weekday === 0 ? DAY_MS : 0);
}

/** The `n`th given weekday of a month. */
function nth(year: number, month: number, weekday: number, n: number): number {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + (weekday - first + 7) % 7 + 7 * (n - 1));
}

/**
 * Easter of the Gregorian calendar: Meeus (1998), Astronomical Algorithms,
 * 2nd ed., chapter 8.
 */
function easterSunday(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - c % 4) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, n % 31 + 1);
}
