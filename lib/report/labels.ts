/**
 * Numbers and names as the labels of charts.
 *
 * @module
 */

/**
 * Room for the longest of some labels on an axis.
 *
 * @param labels The labels, at least one.
 * @returns Pixels.
 */
export function marginFor(labels: readonly string[]): number {
  return 24 + 6.6 * Math.max(...labels.map((label) => label.length));
}

/**
 * A change with its sign, none where it rounds to 0.
 *
 * @param value The change.
 * @param unit What follows the number.
 * @param digits Digits after the point. @default 0
 * @returns The label.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { signed } from "lib/report/labels.ts";
 *
 * assertEquals([-5, 0.2, 3].map((x) => signed(x, " %")), ["−5 %", "0 %", "+3 %"]);
 * ```
 */
export function signed(value: number, unit: string, digits = 0): string {
  const text = Math.abs(value).toFixed(digits);
  const sign = Number(text) === 0 ? "" : value < 0 ? "−" : "+";
  return `${sign}${text}${unit}`;
}

/**
 * An amount of money: cents below 10, thousands parted by commas above.
 *
 * @param value Currency units.
 * @returns The label.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { money } from "lib/report/labels.ts";
 *
 * assertEquals([-12345.6, 3.456, -0.001].map(money), ["−12,346", "3.46", "0"]);
 * ```
 */
export function money(value: number): string {
  const size = Math.abs(value);
  const text = size < 9.995
    ? size.toFixed(2)
    : size.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
  return Number(size.toFixed(2)) === 0 ? "0" : value < 0 ? `−${text}` : text;
}

/**
 * A figure in whatever unit: three digits after the point at most below 10.
 *
 * @param value The figure.
 * @returns The label.
 */
export function figure(value: number): string {
  return Math.abs(value) < 10 ? String(Number(value.toFixed(3))) : money(value);
}
