/**
 * When a row was known, and New York's calendar.
 *
 * A date without a time (or a midnight without a zone, as tables of dates are
 * saved) is taken as that day's end of trading in index options and their
 * volatility indices, 16:15 in New York. A daily close read as midnight would
 * be known before the day had begun.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { instantField, isBlank, type Place } from "lib/market/field.ts";
import { formatDate, parseInstant } from "lib/market/instant.ts";

const DAY_MS = 86_400_000;

/** A midnight that names no zone. */
const BARE_MIDNIGHT = /[T\s]0?0:00(:00(\.0+)?)?$/;

/**
 * Reads when a row was known.
 *
 * @param value A text as `parseInstant` takes it, or a `Date`.
 * @param place Where it stands, for the message.
 * @returns The instant, ms since 1970 UTC.
 * @throws {DataQualityError} If it is blank or no time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTime } from "lib/market/history/written_time.ts";
 *
 * const place = { file: "x.csv", row: 2, column: "valid_time" };
 * assertEquals(readTime("2025-04-30", place), Date.UTC(2025, 3, 30, 20, 15));
 * assertEquals(readTime("2025-04-30T00:00Z", place), Date.UTC(2025, 3, 30));
 * ```
 */
export function readTime(value: unknown, place: Place): number {
  const written = instantField(value, place);
  if (written === undefined) {
    throw new DataQualityError(
      "The time is blank. Fill it in or remove the row",
      { ...place, value },
    );
  }
  const { instant, date } = written;
  if (instant !== date) return instant;
  const timed = typeof value === "string" && value.includes(":") &&
    !BARE_MIDNIGHT.test(value.trim());
  if (timed) return instant;
  return parseInstant(`${formatDate(date)} 16:15 ET`)!.instant;
}

/**
 * Reads a date.
 *
 * @returns The start of the written date, ms since 1970 as if in UTC.
 * @throws {DataQualityError} If it is blank or no date.
 */
export function readDate(value: unknown, place: Place): number {
  const written = instantField(value, place);
  if (written !== undefined) return written.date;
  throw new DataQualityError(
    "The date is blank. Fill it in or remove the row",
    { ...place, value },
  );
}

/**
 * Reads a text that must be there.
 *
 * @throws {DataQualityError} If it is blank.
 */
export function readText(value: unknown, place: Place): string {
  if (!isBlank(value)) return String(value).trim();
  throw new DataQualityError(
    "The field is blank. Fill it in or remove the row",
    { ...place, value },
  );
}

const NEW_YORK = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/**
 * The date in New York at an instant.
 *
 * @param ms The instant, ms since 1970 UTC.
 * @returns The start of that date, ms since 1970 as if in UTC.
 */
export function newYorkDate(ms: number): number {
  // Neighbouring rows have one time, and the formatter is slow.
  if (ms !== last.ms) last = { ms, date: dateInNewYork(ms) };
  return last.date;
}

let last = { ms: NaN, date: NaN };

function dateInNewYork(ms: number): number {
  const { year, month, day } = Object.fromEntries(
    NEW_YORK.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(year, month - 1, day);
}

/** Calendar days from the date in New York at `validTime` to `expiration`. */
export function daysToExpiry(validTime: number, expiration: number): number {
  return Math.round((expiration - newYorkDate(validTime)) / DAY_MS);
}
