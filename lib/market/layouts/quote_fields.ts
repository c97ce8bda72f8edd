/**
 * What the layouts share: the fields of a quote that need no layout to be
 * understood, and the caller's fallbacks and filters.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { type Domain, numberField } from "lib/market/field.ts";
import { parseInstant, type WrittenInstant } from "lib/market/instant.ts";
import type { ReadOptions } from "lib/market/layouts/layout.ts";

const DAY_MS = 86_400_000;

/** Reads number `column` of a row, or NaN where the table has none. */
export type NumberReader = (
  fields: ArrayLike<unknown>,
  row: number,
) => number;

/**
 * A reader of one column of numbers.
 *
 * @param file File, for messages.
 * @param names Header, for messages.
 * @param at Position of the column, −1 for none.
 * @param domain What its numbers must be.
 */
export function numberReader(
  file: string,
  names: readonly string[],
  at: number,
  domain: Domain,
): NumberReader {
  if (at < 0) return () => NaN;
  const column = names[at];
  return (fields, row) =>
    numberField(fields[at], { file, row, column }, domain);
}

/**
 * Checks the numbers and the date that the caller gives.
 *
 * @throws {RangeError} If one is out of its domain.
 */
export function checkOptions(options: ReadOptions): void {
  const { spot, rate, dividend } = options;
  if (spot !== undefined && !(spot > 0 && Number.isFinite(spot))) {
    throw new RangeError(
      `Cannot use spot as it must be a finite number > 0: current value is ${spot}`,
    );
  }
  for (const [name, value] of Object.entries({ rate, dividend })) {
    if (value === undefined || Math.abs(value) < 1) continue;
    throw new RangeError(
      `Cannot use ${name} as it must be in decimals, between -1 and 1: current value is ${value}. Write 5 % as 0.05`,
    );
  }
  quoteDateOf(options);
}

/**
 * The caller's quote date.
 *
 * @throws {RangeError} If it is not a date.
 */
export function quoteDateOf(options: ReadOptions): WrittenInstant | undefined {
  if (options.date === undefined) return undefined;
  const date = parseInstant(options.date);
  if (date !== undefined) return date;
  throw new RangeError(
    `Cannot use date as it must be written as 2025-04-30: current value is "${options.date}"`,
  );
}

/** Whether the caller's filters let a quote through. */
export function isWanted(
  options: ReadOptions,
  quote: {
    readonly names: readonly string[];
    readonly time: WrittenInstant | undefined;
  },
  date: WrittenInstant | undefined,
): boolean {
  const wanted = options.underlying;
  const named = quote.names.filter((name) => name !== "");
  if (wanted !== undefined && named.length > 0 && !named.includes(wanted)) {
    return false;
  }
  return date === undefined || quote.time === undefined ||
    quote.time.date === date.date;
}

/** Calendar days between two dates over 365: ACT/365 Fixed. */
export function yearFraction(from: number, to: number): number {
  return Math.round((to - from) / DAY_MS) / 365;
}

/**
 * The spot of a quote: the file's, else the caller's.
 *
 * @throws {DataQualityError} If neither gives one.
 */
export function spotOf(
  value: number,
  options: ReadOptions,
  place: { readonly file: string; readonly row: number },
): number {
  const spot = Number.isNaN(value) ? options.spot : value;
  if (spot !== undefined) return spot;
  throw new DataQualityError(
    "The row has no spot. Add a column spot, or give --spot",
    { ...place, column: "spot" },
  );
}

/** The file's number, else the caller's, else NaN. */
export function orElse(value: number, fallback: number | undefined): number {
  return Number.isNaN(value) ? fallback ?? NaN : value;
}
