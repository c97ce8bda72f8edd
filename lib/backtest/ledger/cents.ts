/**
 * Money in whole cents, held in numbers that are safe integers.
 *
 * Rounding rule: amounts are rounded once, when they are booked, half to even
 * (IEEE 754 roundTiesToEven, in cents). A product such as 1.005 × 100 is a tie
 * in decimals but 100.49999999999999 in binary, so a value within four units in
 * the last place of a half counts as that half.
 *
 * @module
 */

/** Four units in the last place, relative. */
const TIE = 2 ** -50;

/**
 * Rounds to a whole number, halves to the even one.
 *
 * @param value Any finite number below 2^53 in size.
 * @returns The nearest whole number, never −0.
 * @throws {RangeError} If `value` is NaN or too large to be exact.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { roundHalfEven } from "lib/backtest/ledger/cents.ts";
 *
 * assertEquals([0.5, 1.5, 2.5, -0.5, 1.005 * 100].map(roundHalfEven), [0, 2, 2, 0, 100]);
 * ```
 */
export function roundHalfEven(value: number): number {
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(
      `Cannot book an amount as it must be below 2^53 in size: current value is ${value}`,
    );
  }
  const below = Math.floor(value);
  const over = value - below - 0.5;
  const slack = Math.abs(value) * TIE;
  if (over > slack) return below + 1;
  if (over < -slack) return below + 0; // + 0 turns −0 into 0
  return (below % 2 === 0 ? below : below + 1) + 0;
}

/**
 * What a quantity is worth at a price, in whole cents.
 *
 * @param quantity Signed units.
 * @param price Currency units a share.
 * @param centsPerPoint Cents that a price of 1 is worth on one unit.
 */
export function worthCents(
  quantity: number,
  price: number,
  centsPerPoint: number,
): number {
  return roundHalfEven(quantity * centsPerPoint * price);
}

/**
 * Cents as text with two decimals and a point, in any locale: `-1234.05`.
 *
 * @param cents Whole cents.
 */
export function formatCents(cents: number): string {
  const size = Math.abs(cents);
  const whole = Math.floor(size / 100);
  const rest = size - 100 * whole;
  return `${cents < 0 ? "-" : ""}${whole}.${rest < 10 ? "0" : ""}${rest}`;
}
