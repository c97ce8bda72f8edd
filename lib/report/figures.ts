/**
 * Numbers as a reader wants them, the same bytes on every machine: no locale is
 * asked, halves round as `toFixed` does, the minus is a minus.
 *
 * @module
 */

/** What a number is, and with it how it is written. */
export type FigureKind = "percent" | "ratio" | "count" | "money" | "bps";

/**
 * Writes a number with a fixed count of decimals and its thousands apart.
 *
 * @param value Any number; one that is not finite is written as a dash.
 * @param decimals Digits after the point.
 * @returns Such as "−12,345.60".
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fixedFigure } from "lib/report/figures.ts";
 *
 * assertEquals(fixedFigure(-12345.6, 2), "−12,345.60");
 * assertEquals(fixedFigure(NaN, 2), "–");
 * ```
 */
export function fixedFigure(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return "–";
  // Beyond 1e21 toFixed answers in powers of ten, which have no thousands.
  if (Math.abs(value) >= 1e15) return value.toExponential(3);
  const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const digits = part === undefined ? apart : `${apart}.${part}`;
  return value < 0 && /[1-9]/.test(digits) ? `−${digits}` : digits;
}

/**
 * Writes a number by what it is.
 *
 * @param value Percentages and basis points as decimals; absent figures are
 * `null` or NaN.
 * @param kind What it is: percent has two decimals, a ratio three, a count
 * none, money two, basis points one.
 * @returns Such as "12.50 %", or a dash where there is none.
 */
export function figureOf(value: number | null, kind: FigureKind): string {
  if (value === null || !Number.isFinite(value)) return "–";
  switch (kind) {
    case "percent":
      return `${fixedFigure(100 * value, 2)} %`;
    case "bps":
      return `${fixedFigure(1e4 * value, 1)} bps`;
    case "ratio":
      return fixedFigure(value, 3);
    case "count":
      return fixedFigure(value, Number.isInteger(value) ? 0 : 1);
    case "money":
      return fixedFigure(value, 2);
  }
}

/**
 * A time as its day in UTC.
 *
 * @param time Milliseconds since 1970, UTC.
 * @returns `yyyy-mm-dd`.
 */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
