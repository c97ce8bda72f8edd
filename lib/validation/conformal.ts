/**
 * Conformal intervals: from the errors on rows that a model was not shown, an
 * interval about each new prediction that holds the target with a probability
 * of at least 1 − α, whatever the model, if the rows are exchangeable:
 *
 *     [ŷ − q·d(x), ŷ + q·d(x)],   q = the k-th smallest |yᵢ − ŷᵢ| / d(xᵢ),
 *     k = ⌈(n + 1)(1 − α)⌉.
 *
 * Split conformal: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman (2018), JASA
 * 113(523), algorithm 2; d is a difficulty, 1 if not given (their section 5.2).
 * With one q a bin the promise holds within each bin (Mondrian: Vovk, Gammerman
 * and Shafer, 2005, Algorithmic Learning in a Random World, chapter 4).
 *
 * On rows held out of the fit, and errors without ties, the mean coverage is in
 * [1 − α, 1 − α + 1/(n + 1)]. On out-of-fold errors of a model that is then
 * fitted again to all rows it is approximate, and `cv_plus.ts` has the form that
 * is proven. Days differ from each other: rows of later days are not
 * exchangeable with those of earlier ones, and coverage must be looked at.
 *
 * @module
 */

import { binIndices } from "lib/validation/bins.ts";

/** Half-widths of intervals; plain data, ready for JSON. */
export interface ConformalBand {
  /** Probability that the interval is to hold, 1 − α. */
  readonly level: number;
  /** Edges of bins, or empty for one bin. */
  readonly edges: readonly number[];
  /** q of each bin. */
  readonly halfWidths: readonly number[];
  /** Errors in each bin. */
  readonly counts: readonly number[];
}

/** What a band is made by. */
export interface ConformalBandOptions {
  /** Probability that the interval is to hold, 1 − α. @default {0.9} */
  readonly level?: number;
  /** Edges of bins, each with a half-width of its own. @default one bin */
  readonly edges?: ArrayLike<number>;
  /** What is put into bins, known when predicting. @default the predictions */
  readonly binBy?: ArrayLike<number>;
  /** d(x) of each row, above 0. @default all 1 */
  readonly difficulty?: ArrayLike<number>;
}

/**
 * Half-widths from the errors on rows that the model was not shown.
 *
 * @param actual Targets, shape `[n]`.
 * @param predicted Predictions, shape `[n]`.
 * @param options Level, bins, difficulty.
 * @returns The band.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If an option or value is out of range, or a bin has too
 * few rows for its quantile to exist (fewer than level/(1 − level)).
 *
 * @example Nine errors: the largest holds with 90 %
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conformalBand, conformalIntervals } from "lib/validation/conformal.ts";
 *
 * const errors = [1, 2, 3, 4, 5, 6, 7, 8, 9];
 * const band = conformalBand(errors, errors.map(() => 0));
 * assertEquals(band.halfWidths, [9]);
 * assertEquals([...conformalIntervals(band, [20]).low], [11]);
 * ```
 */
export function conformalBand(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: ConformalBandOptions = {},
): ConformalBand {
  const { level = 0.9, edges, binBy = predicted, difficulty } = options;
  checkLengths(actual.length, { predicted, binBy, difficulty });
  const bins = edges ? binIndices(binBy, edges) : undefined;
  const scores = Array.from(
    { length: edges ? edges.length - 1 : 1 },
    (): number[] => [],
  );
  for (let i = 0; i < actual.length; ++i) {
    const error = Math.abs(actual[i] - predicted[i]);
    const score = error / difficultyAt(difficulty, i);
    if (!Number.isFinite(score)) {
      throw new RangeError(
        `Cannot make a conformal band as errors must be finite: row ${i} has ${error}`,
      );
    }
    scores[bins?.[i] ?? 0].push(score);
  }
  return {
    level,
    edges: Array.from(edges ?? []),
    halfWidths: scores.map((each, bin) => {
      const q = conformalQuantile(each, level);
      if (q < Infinity) return q;
      const least = rowsForLevel(level);
      throw new RangeError(
        `Cannot make a conformal band as each bin must have ${least} rows for level ${level}: bin ${bin} has ${each.length}. Join bins with joinThinBins()`,
      );
    }),
    counts: scores.map(({ length }) => length),
  };
}

/**
 * Fewest errors from which an interval of a level can be made.
 *
 * @param level Probability that the interval is to hold.
 * @returns The least n with ⌈(n + 1)·level⌉ ≤ n.
 */
export function rowsForLevel(level: number): number {
  let n = Math.max(1, Math.floor(level / (1 - level)) - 1);
  while (rankOf(n, level) > n) ++n;
  return n;
}

/**
 * The ⌈(n + 1)·level⌉-th smallest of n scores.
 *
 * @param scores Scores, in any order.
 * @param level Probability in (0, 1).
 * @returns The score, or infinity where there are too few.
 * @throws {RangeError} If the level is not in (0, 1).
 */
export function conformalQuantile(
  scores: ArrayLike<number>,
  level: number,
): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot make a conformal band as level must be in (0, 1): current value is ${level}`,
    );
  }
  const rank = rankOf(scores.length, level);
  if (rank > scores.length) return Infinity;
  return Float64Array.from(scores).sort()[rank - 1];
}

/** ⌈(n + 1)·level⌉; a product that misses a whole number by rounding is it. */
function rankOf(n: number, level: number): number {
  return Math.ceil((n + 1) * level * (1 - 2 ** -50));
}

/** Intervals, one a prediction. */
export interface Intervals {
  /** Lower ends, shape `[m]`. */
  readonly low: Float64Array;
  /** Upper ends, shape `[m]`. */
  readonly high: Float64Array;
}

/**
 * Intervals about new predictions.
 *
 * @param band Half-widths.
 * @param predicted Predictions, shape `[m]`.
 * @param options What the band was made by (`binBy`, `difficulty`), for these
 * rows; and the range `within` which the target must be, such as `[0, 1]`:
 * cutting to it loses no coverage.
 * @returns Their ends.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If a difficulty is not above 0.
 */
export function conformalIntervals(
  band: ConformalBand,
  predicted: ArrayLike<number>,
  options: {
    readonly binBy?: ArrayLike<number>;
    readonly difficulty?: ArrayLike<number>;
    readonly within?: readonly [number, number];
  } = {},
): Intervals {
  const { binBy = predicted, difficulty, within = [-Infinity, Infinity] } =
    options;
  checkLengths(predicted.length, { binBy, difficulty });
  const bins = band.edges.length > 0
    ? binIndices(binBy, band.edges)
    : undefined;
  const low = new Float64Array(predicted.length);
  const high = new Float64Array(predicted.length);
  const cut = (v: number) => Math.min(within[1], Math.max(within[0], v));
  for (let i = 0; i < predicted.length; ++i) {
    const half = band.halfWidths[bins?.[i] ?? 0] * difficultyAt(difficulty, i);
    low[i] = cut(predicted[i] - half);
    high[i] = cut(predicted[i] + half);
  }
  return { low, high };
}

function difficultyAt(
  difficulty: ArrayLike<number> | undefined,
  row: number,
): number {
  const d = difficulty?.[row] ?? 1;
  if (d > 0 && d < Infinity) return d;
  throw new RangeError(
    `Cannot scale conformal intervals as difficulty must be finite and > 0: row ${row} has ${d}`,
  );
}

function checkLengths(
  rows: number,
  columns: Readonly<Record<string, ArrayLike<number> | undefined>>,
): void {
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined || column.length === rows) continue;
    throw new TypeError(
      `Cannot make conformal intervals as ${name} must have ${rows} values: it has ${column.length}`,
    );
  }
}
