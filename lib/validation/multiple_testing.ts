/**
 * P-values of several tests made at once, corrected for their number.
 *
 * @module
 */

/**
 * Holm's step-down correction (1979, Scand. J. Stat. 6, 65): rejecting what is
 * at most α makes any false rejection at all no likelier than α, however the
 * tests depend on each other.
 *
 * @param pValues Shape `[m]`, each in `[0, 1]`.
 * @returns Corrected p-values in the order given.
 * @throws {RangeError} If a p-value is not in `[0, 1]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { holm } from "lib/validation/multiple_testing.ts";
 *
 * assertEquals(holm([0.25, 0.125, 0.0625]), [0.25, 0.25, 0.1875]);
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  check(pValues);
  const m = pValues.length;
  const corrected = new Array<number>(m);
  let running = 0;
  ascending(pValues).forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (m - rank) * pValues[index]));
    corrected[index] = running;
  });
  return corrected;
}

/**
 * Benjamini and Hochberg's step-up correction (1995, J. R. Stat. Soc. B 57,
 * 289): of what is rejected at most the share α is expected to be false, if the
 * tests are independent or positively dependent.
 *
 * @param pValues Shape `[m]`, each in `[0, 1]`.
 * @returns Corrected p-values in the order given.
 * @throws {RangeError} If a p-value is not in `[0, 1]`.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  check(pValues);
  const m = pValues.length;
  const corrected = new Array<number>(m);
  let running = 1;
  ascending(pValues).reverse().forEach((index, step) => {
    running = Math.min(running, m / (m - step) * pValues[index]);
    corrected[index] = running;
  });
  return corrected;
}

function ascending(pValues: readonly number[]): number[] {
  return pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
}

function check(pValues: readonly number[]): void {
  const bad = pValues.find((p) => !(p >= 0 && p <= 1));
  if (bad === undefined) return;
  throw new RangeError(
    `Cannot correct a p-value as it must be in [0, 1]: current value is ${bad}`,
  );
}
