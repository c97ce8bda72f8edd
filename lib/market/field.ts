/**
 * One field of a table, as it arrives: a text from CSV, a value from Parquet,
 * nothing at all. Each reader here gives a checked value or a
 * {@link DataQualityError} that names the place and the fix.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { parseInstant, type WrittenInstant } from "lib/market/instant.ts";

/** Where a field stands. */
export interface Place {
  /** File, as the caller named it. */
  readonly file: string;
  /** Row, counted from 1 with the first line as row 1. */
  readonly row: number;
  /** Column name. */
  readonly column: string;
}

/** What a number must be. */
export type Domain =
  | "finite"
  | "positive"
  | "nonnegative"
  /** A rate or yield in decimals, so between −1 and 1. */
  | "rate";

/** Whether the field says nothing. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined ||
    (typeof value === "string" && value.trim() === "");
}

/**
 * Reads a number; a blank is NaN.
 *
 * @param value The field.
 * @param place Where it stands, for the message.
 * @param domain What it must be.
 * @throws {DataQualityError} If it is text, NaN, infinite or outside `domain`.
 */
export function numberField(
  value: unknown,
  place: Place,
  domain: Domain,
): number {
  if (isBlank(value)) return NaN;
  const number = toNumber(value);
  const problem = problemOf(number, value, domain);
  if (problem === undefined) return number;
  throw new DataQualityError(problem, { ...place, value });
}

/**
 * Reads `call` or `put`, in whole or by its letter, in any case.
 *
 * @throws {DataQualityError} If it is another word or blank.
 */
export function isCallField(value: unknown, place: Place): boolean {
  const word = isBlank(value) ? "" : String(value).trim().toLowerCase();
  if (word === "call" || word === "c") return true;
  if (word === "put" || word === "p") return false;
  throw new DataQualityError(
    `Cannot read ${show(value)} as an option type must be "call" or "put"`,
    { ...place, value },
  );
}

/**
 * Reads a date or a time; see {@link parseInstant} for the forms.
 *
 * @returns The instant, or `undefined` for a blank.
 * @throws {DataQualityError} If it is neither.
 */
export function instantField(
  value: unknown,
  place: Place,
): WrittenInstant | undefined {
  if (isBlank(value)) return undefined;
  const text = value instanceof Date && !Number.isNaN(value.getTime())
    ? value.toISOString()
    : String(value);
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new DataQualityError(
    `Cannot read ${
      show(value)
    } as a date must be written as 2025-04-30, 2025-04-30T16:00:00-04:00 or the like`,
    { ...place, value },
  );
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return NaN;
  const text = value.trim();
  // Number() would also take "0x1f" and the like for a number.
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
    ? Number(text)
    : NaN;
}

function problemOf(
  number: number,
  value: unknown,
  domain: Domain,
): string | undefined {
  if (!Number.isFinite(number)) {
    const fix = typeof value === "string" && /^[\d.]+,[\d,.]*$/.test(value)
      ? "Write it with a decimal point and no thousands separator"
      : "Mend it, or leave it empty if it is not known";
    return `Cannot read ${show(value)} as a finite number. ${fix}`;
  }
  if (domain === "positive" && number <= 0) {
    return `Cannot use ${
      show(value)
    } here: it must be > 0. Mend or remove the row`;
  }
  if (domain === "nonnegative" && number < 0) {
    return `Cannot use ${
      show(value)
    } here: it must be >= 0. Mend or remove the row`;
  }
  if (domain === "rate" && Math.abs(number) >= 1) {
    return `Cannot use ${
      show(value)
    } as a rate: it must be in decimals, between -1 and 1. Write 5 % as 0.05`;
  }
  return undefined;
}

function show(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}
