/**
 * Scores of forecast quantiles: pinball loss
 * `max(q(y − f), (q − 1)(y − f))` of each level q (Koenker and Bassett 1978,
 * Econometrica 46, 33), the share of outcomes below each, and the share between
 * the outermost two.
 *
 * @module
 */

/** How one level does. */
export interface LevelScores {
  /** The level q. */
  readonly level: number;
  /** Mean pinball loss. */
  readonly loss: number;
  /** Share of outcomes at or below the quantile; q if it is calibrated. */
  readonly below: number;
}

/** How the quantiles do. */
export interface QuantileScores {
  /** Mean pinball loss over the levels. */
  readonly loss: number;
  /** Share of outcomes from the lowest quantile to the highest. */
  readonly coverage: number;
  /** What that share should be: the highest level less the lowest. */
  readonly nominal: number;
  /** Each level. */
  readonly levels: readonly LevelScores[];
}

/**
 * Scores quantiles.
 *
 * @param actual What came, shape `[n]`.
 * @param quantiles Forecast quantiles, shape `[n × levels]`.
 * @param levels Their levels, ascending, each in (0, 1).
 * @returns The scores.
 * @throws {TypeError} If there is not one quantile for each outcome and level.
 * @throws {RangeError} If there are none, or a quantile is not finite.
 *
 * @example A quantile of nine tenths that is too low costs nine tenths of the gap
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { quantileScores } from "lib/validation/forecast/quantile_scores.ts";
 *
 * const scores = quantileScores([1, 3], [0, 2, 0, 2], [0.1, 0.9]);
 * assertAlmostEquals(scores.levels[1].loss, (0.1 * 1 + 0.9 * 1) / 2);
 * assertEquals(scores.coverage, 0.5);
 * ```
 */
export function quantileScores(
  actual: ArrayLike<number>,
  quantiles: ArrayLike<number>,
  levels: readonly number[],
): QuantileScores {
  const [n, k] = [actual.length, levels.length];
  check(n, quantiles, levels);
  const loss = new Float64Array(k);
  const below = new Float64Array(k);
  let inside = 0;
  for (let i = 0; i < n; ++i) {
    const y = actual[i];
    for (let j = 0; j < k; ++j) {
      const gap = y - quantiles[i * k + j];
      loss[j] += Math.max(levels[j] * gap, (levels[j] - 1) * gap);
      if (gap <= 0) ++below[j];
    }
    if (y >= quantiles[i * k] && y <= quantiles[i * k + k - 1]) ++inside;
  }
  return {
    loss: loss.reduce((sum, value) => sum + value, 0) / n / k,
    coverage: inside / n,
    nominal: levels[k - 1] - levels[0],
    levels: levels.map((level, j) => ({
      level,
      loss: loss[j] / n,
      below: below[j] / n,
    })),
  };
}

function check(
  n: number,
  quantiles: ArrayLike<number>,
  levels: readonly number[],
): void {
  if (n === 0 || levels.length === 0) {
    throw new RangeError(
      `Cannot score quantiles as there must be outcomes and levels: current numbers are ${n} and ${levels.length}`,
    );
  }
  if (quantiles.length !== n * levels.length) {
    throw new TypeError(
      `Cannot score quantiles as there must be ${levels.length} for each of ${n} outcomes: current number is ${quantiles.length}`,
    );
  }
  for (let i = 0; i < quantiles.length; ++i) {
    if (Number.isFinite(quantiles[i])) continue;
    throw new RangeError(
      `Cannot score quantiles as they must be finite: quantile ${i} is ${
        quantiles[i]
      }`,
    );
  }
}
