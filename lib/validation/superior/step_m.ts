/**
 * Which alternatives beat a benchmark, with the chance of a single false claim
 * held at a size: the stepwise test of Romano and Wolf (2005), Econometrica 73,
 * 1237–1282.
 *
 * Alternatives whose score is above the `1 − size` quantile of the largest
 * resampled score are claimed and set aside, and the rest tested again, until
 * none is added. Resamples are centred as Hansen's consistent test does (the
 * Python package arch), which does not let hopeless alternatives hide others;
 * `"upper"` is Romano and Wolf's own centring.
 *
 * @module
 */

import { quantile } from "lib/math/quantile.ts";
import {
  type Centring,
  type Comparison,
  resampledMaxima,
} from "lib/validation/superior/predictive_ability.ts";

/**
 * Alternatives that beat the benchmark.
 *
 * @param comparison Of `compareWithBenchmark()`.
 * @param options Familywise error and centring.
 * @returns Their columns, ascending.
 * @throws {RangeError} If the size is not in (0, 1).
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stepM } from "lib/validation/superior/step_m.ts";
 *
 * const comparison = {
 *   scores: Float64Array.of(3, 0.5),
 *   deviations: { data: Float64Array.of(1, -1, -1, 1), rows: 2, cols: 2 },
 *   shifts: {
 *     lower: new Float64Array(2),
 *     consistent: new Float64Array(2),
 *     upper: new Float64Array(2),
 *   },
 * };
 * assertEquals(stepM(comparison, { size: 0.1 }), [0]);
 * ```
 */
export function stepM(
  comparison: Comparison,
  options: {
    /** Chance of any false claim. @default {0.1} */
    readonly size?: number;
    /** How resamples are centred. @default {"consistent"} */
    readonly centring?: Centring;
  } = {},
): number[] {
  const { size = 0.1, centring = "consistent" } = options;
  if (!(size > 0 && size < 1)) {
    throw new RangeError(
      `Cannot step down as size must be in (0, 1): current value is ${size}`,
    );
  }
  const { scores } = comparison;
  let rest = Array.from(scores, (_, k) => k);
  const superior: number[] = [];
  while (rest.length > 0) {
    const maxima = resampledMaxima(comparison, centring, rest).sort();
    const critical = quantile(maxima, 1 - size);
    const better = rest.filter((k) => scores[k] > critical);
    if (better.length === 0) break;
    superior.push(...better);
    rest = rest.filter((k) => !better.includes(k));
  }
  return superior.sort((a, b) => a - b);
}
