/**
 * Tests by rearranging: what the statistic would be if labels, signs or times told
 * nothing. Fisher (1935), "The Design of Experiments", section 21; Pitman (1937).
 * P-values are those of `monte_carlo_p_value.ts`, exact in level for any number of
 * rearrangements.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { checkSeries } from "lib/validation/check_series.ts";
import {
  type Alternative,
  type MonteCarloResult,
  monteCarloTest,
} from "lib/validation/monte_carlo_p_value.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";

/** How to rearrange. */
export interface PermutationTestOptions {
  /** Source of the rearrangements. */
  readonly rng: Rng;
  /** Rearrangements. @default {9999} */
  readonly permutations?: number;
  /** Which statistics are extreme. @default {"greater"} */
  readonly alternative?: Alternative;
}

/**
 * Whether positions that were taken in a market match its returns better than the
 * same positions in a random order do: timing, with drift and exposure kept.
 *
 * @param positions Positions taken before each return, shape `[n]`.
 * @param returns Returns of the market, shape `[n]`.
 * @param options Stream, number of rearrangements.
 * @returns The mean of position times return, and its p-value. Positions that last
 * are shuffled as if each were taken anew.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a value is not finite or there are fewer than two.
 *
 * @example Perfect foresight
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { timingTest } from "lib/validation/permutation_test.ts";
 *
 * const rng = makeRng(1);
 * const returns = Float64Array.from({ length: 50 }, () => rng.normal());
 * const { pValue } = timingTest(returns.map(Math.sign), returns, { rng });
 * assert(pValue < 0.001);
 * ```
 */
export function timingTest(
  positions: ArrayLike<number>,
  returns: ArrayLike<number>,
  options: PermutationTestOptions,
): MonteCarloResult {
  const n = returns.length;
  if (positions.length !== n) {
    throw new TypeError(
      `Cannot test timing as each return must have a position: there are ${n} returns and ${positions.length} positions`,
    );
  }
  checkSeries(positions, { name: "positions" });
  checkSeries(returns, { name: "returns" });
  const earned = (order: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < n; ++i) sum += positions[order(i)] * returns[i];
    return sum / n;
  };
  return simulated(earned((i) => i), options, () => {
    const order = shuffledIndices(n, options.rng);
    return earned((i) => order[i]);
  });
}

/**
 * Whether values are symmetric about 0, by changing their signs at random.
 *
 * @param values Such as paired differences, independent of each other; `[n]`.
 * @param options Stream, number of rearrangements.
 * @returns The mean and its p-value.
 * @throws {RangeError} If a value is not finite or there are fewer than two.
 */
export function signFlipTest(
  values: ArrayLike<number>,
  options: PermutationTestOptions,
): MonteCarloResult {
  checkSeries(values, { name: "values" });
  const n = values.length;
  const { rng } = options;
  const mean = (sign: () => number) => {
    let sum = 0;
    for (let i = 0; i < n; ++i) sum += sign() * values[i];
    return sum / n;
  };
  return simulated(
    mean(() => 1),
    options,
    () => mean(() => rng.uniform() < 0.5 ? -1 : 1),
  );
}

/**
 * Whether two samples are of one distribution, by dealing them out anew.
 *
 * @param a Shape `[n]`.
 * @param b Shape `[m]`.
 * @param options Stream, number of rearrangements; the statistic of two samples,
 * by default the difference of their means, a less b.
 * @throws {RangeError} If a value is not finite or a sample has fewer than two.
 */
export function twoSampleTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PermutationTestOptions & {
    /** What is compared. @default {mean(a) − mean(b)} */
    readonly statistic?: (a: Float64Array, b: Float64Array) => number;
  },
): MonteCarloResult {
  checkSeries(a, { name: "values of the first sample" });
  checkSeries(b, { name: "values of the second sample" });
  const { rng, statistic = differenceOfMeans } = options;
  const all = Float64Array.of(...Array.from(a), ...Array.from(b));
  const deal = (values: Float64Array) =>
    statistic(values.subarray(0, a.length), values.subarray(a.length));
  return simulated(deal(all), options, () => {
    const order = shuffledIndices(all.length, rng);
    return deal(Float64Array.from(order, (i) => all[i]));
  });
}

function differenceOfMeans(a: Float64Array, b: Float64Array): number {
  const sum = (values: Float64Array) => values.reduce((s, v) => s + v, 0);
  return sum(a) / a.length - sum(b) / b.length;
}

function simulated(
  statistic: number,
  options: PermutationTestOptions,
  rearranged: () => number,
): MonteCarloResult {
  const { permutations = 9999, alternative = "greater" } = options;
  return monteCarloTest(statistic, rearranged, {
    simulations: permutations,
    alternative,
  });
}
