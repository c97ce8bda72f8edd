/**
 * The probability whose log odds are `t`: `1/(1 + e^(−t))`.
 *
 * Written so that neither end overflows, and ±Infinity give 1 and 0.
 *
 * @param t Log odds.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sigmoid } from "lib/models/sigmoid.ts";
 *
 * assertEquals([-Infinity, -800, 0, 800].map(sigmoid), [0, 0, 0.5, 1]);
 * ```
 */
export function sigmoid(t: number): number {
  if (t >= 0) return 1 / (1 + Math.exp(-t));
  const e = Math.exp(t);
  return e / (1 + e);
}

/**
 * `ln(1 + e^t)`, which is t itself for large t.
 *
 * @param t Any number.
 */
export function softplus(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
}
