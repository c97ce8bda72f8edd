/**
 * What a statistic of a series asks of it: finite values, enough of them, and
 * where it divides by their spread, some.
 *
 * @param values Shape `[n]`.
 * @param options What the values are, for messages; the fewest there may be;
 * whether they must vary.
 * @throws {RangeError} If a value is not finite (counted from 0), there are too
 * few, or all are the same.
 *
 * @example Usage
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkSeries } from "lib/validation/check_series.ts";
 *
 * assertThrows(
 *   () => checkSeries([1, NaN], { name: "returns" }),
 *   RangeError,
 *   "Cannot use returns as they must be finite: value 1 is NaN",
 * );
 * ```
 */
export function checkSeries(
  values: ArrayLike<number>,
  options: {
    /** What the values are, a plural. */
    readonly name: string;
    /** The fewest there may be. @default {2} */
    readonly least?: number;
    /** Whether they must not all be the same. @default {false} */
    readonly varies?: boolean;
  },
): void {
  const { name, least = 2, varies = false } = options;
  const n = values.length;
  if (n < least) {
    throw new RangeError(
      `Cannot use ${name} as there must be at least ${least} of them: current value is ${n}`,
    );
  }
  let differs = false;
  for (let i = 0; i < n; ++i) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `Cannot use ${name} as they must be finite: value ${i} is ${values[i]}`,
      );
    }
    if (values[i] !== values[0]) differs = true;
  }
  if (!varies || differs) return;
  throw new RangeError(
    `Cannot use ${name} as they must not all be the same: each is ${values[0]}`,
  );
}
