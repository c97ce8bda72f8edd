/**
 * The p-value of a statistic against simulations under the null:
 * `(1 + b)/(1 + m)`, b of m being at least as extreme. It is never 0 and keeps its
 * level for any m, as the observed one counts as a draw itself: Davison and Hinkley
 * (1997), "Bootstrap methods and their application", eq. 4.11; Phipson and Smyth
 * (2010), Stat. Appl. Genet. Mol. Biol. 9, 39.
 *
 * @module
 */

/** Which statistics are extreme. */
export type Alternative = "greater" | "less" | "two-sided";

/** What a simulated test says. */
export interface MonteCarloResult {
  /** Of the data themselves. */
  readonly statistic: number;
  /** `(1 + b)/(1 + m)`; two-sided, twice the smaller tail, at most 1. */
  readonly pValue: number;
  /** Statistics of the simulations, shape `[m]`. */
  readonly simulated: Float64Array;
}

/** Relative differences below this are rounding: such statistics are equal. */
const ROUNDING = 1e-12;

/**
 * P-value of a statistic against simulated ones.
 *
 * @param statistic Of the data.
 * @param simulated Under the null, shape `[m]`, m ≥ 1.
 * @param alternative Which statistics are extreme.
 * @returns A probability in (0, 1].
 * @throws {RangeError} If nothing was simulated, or a statistic is NaN.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { monteCarloPValue } from "lib/validation/monte_carlo_p_value.ts";
 *
 * assertEquals(monteCarloPValue(3, [0, 1, 2], "greater"), 0.25);
 * assertEquals(monteCarloPValue(3, [0, 1, 2], "less"), 1);
 * ```
 */
export function monteCarloPValue(
  statistic: number,
  simulated: ArrayLike<number>,
  alternative: Alternative = "greater",
): number {
  const m = simulated.length;
  const bad = Array.prototype.findIndex.call(simulated, Number.isNaN);
  if (m < 1 || bad >= 0 || Number.isNaN(statistic)) {
    throw new RangeError(
      `Cannot compare a statistic as it and at least one simulated must be numbers: current value is ${statistic}, of ${m} simulated ${
        bad >= 0 ? `number ${bad} is NaN` : "none is NaN"
      }`,
    );
  }
  let [above, below] = [0, 0];
  for (let i = 0; i < m; ++i) {
    const slack = ROUNDING *
      Math.max(Math.abs(statistic), Math.abs(simulated[i]));
    if (simulated[i] >= statistic - slack) ++above;
    if (simulated[i] <= statistic + slack) ++below;
  }
  const [greater, less] = [(1 + above) / (1 + m), (1 + below) / (1 + m)];
  if (alternative === "greater") return greater;
  if (alternative === "less") return less;
  return Math.min(1, 2 * Math.min(greater, less));
}

/**
 * Tests a statistic by simulating what it would be under the null.
 *
 * @param statistic Of the data.
 * @param simulate Draws data under the null and returns their statistic.
 * @param options Number of simulations; which statistics are extreme.
 * @throws {RangeError} As {@linkcode monteCarloPValue}, or if `simulations` is not
 * a whole number ≥ 1.
 */
export function monteCarloTest(
  statistic: number,
  simulate: (simulation: number) => number,
  options: {
    /** Simulations m. @default {9999} */
    readonly simulations?: number;
    /** @default {"greater"} */
    readonly alternative?: Alternative;
  } = {},
): MonteCarloResult {
  const { simulations = 9999, alternative = "greater" } = options;
  if (!(Number.isInteger(simulations) && simulations >= 1)) {
    throw new RangeError(
      `Cannot simulate as simulations must be a whole number ≥ 1: current value is ${simulations}`,
    );
  }
  const simulated = Float64Array.from(
    { length: simulations },
    (_, i) => simulate(i),
  );
  const pValue = monteCarloPValue(statistic, simulated, alternative);
  return { statistic, pValue, simulated };
}
