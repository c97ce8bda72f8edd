/**
 * One field of a table as a number, a text or nothing.
 *
 * @module
 */

/** A number, a text, or NaN for what is missing. */
export type Cell = number | string;

/** What writers of tables put where there is nothing, in small letters. */
const MISSING: ReadonlySet<string> = new Set(
  ["", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "<na>"],
);
const OTHER_BASE = /^[+-]?0[xbo]/i;

/**
 * Reads a field. A text that is a decimal number is one; infinity is left a
 * text, since no column of numbers can hold it.
 *
 * @param value What a CSV or Parquet file holds.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cellOf } from "lib/models/table/cell.ts";
 *
 * assertEquals([" 1.50", "12a", "NA", "", null, 3].map(cellOf), [
 *   1.5,
 *   "12a",
 *   NaN,
 *   NaN,
 *   NaN,
 *   3,
 * ]);
 * ```
 */
export function cellOf(value: unknown): Cell {
  if (typeof value === "string") return textCell(value);
  if (typeof value === "number") {
    return Number.isFinite(value) || Number.isNaN(value) ? value : `${value}`;
  }
  if (typeof value === "bigint") return Number(value);
  if (value === null || value === undefined) return NaN;
  return value instanceof Date ? value.toISOString() : textCell(String(value));
}

function textCell(text: string): Cell {
  const number = Number(text);
  // A blank is 0 to Number(); letters stand second in 0x10 and in 1e5.
  const isPlain = number - number === 0 && number !== 0 &&
    !(text.charCodeAt(1) > 64);
  if (isPlain) return number;
  const trimmed = text.trim();
  if (MISSING.has(trimmed.toLowerCase())) return NaN;
  return Number.isFinite(number) && !OTHER_BASE.test(trimmed)
    ? number
    : trimmed;
}

/** A cell as the name of a category: `1.0` and `1` are the same one. */
export function categoryOf(cell: Cell): string {
  return typeof cell === "number" ? String(cell) : cell;
}
