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
 * is proven. Rows of one day are alike, and a new day is none of them: with
 * `groups` the promise is about a row of a new group, groups being exchangeable
 * (`conformal_quantile.ts`). Where days drift, coverage must be looked at.
 *
 * @module
 */

import { takeValues } from "lib/math/take_rows.ts";
import { binIndices } from "lib/validation/bins.ts";
import {
  conformalQuantile,
  rowsForLevel,
} from "lib/validation/conformal_quantile.ts";
import { groupIds } from "lib/validation/group_ids.ts";

/** Half-widths of intervals; plain data, ready for JSON. */
export interface ConformalBand {
  /** Probability that the interval is to hold, 1 − α. */
  readonly level: number;
  /** Edges of bins, or empty for one bin. */
  readonly edges: readonly number[];
  /** q of each bin. */
  readonly halfWidths: readonly number[];
  /** Errors in each bin; groups with errors in it, if made by groups. */
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
  /** Group of each row, such as its day. @default rows by themselves */
  readonly groups?: ArrayLike<string | number>;
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
 * few rows (or groups) for its quantile to exist: see `rowsForLevel`.
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
  const { level = 0.9, edges, binBy = predicted, difficulty, groups } = options;
  const n = actual.length;
  checkLengths(n, { predicted, binBy, difficulty, groups });
  const scores = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    const error = Math.abs(actual[i] - predicted[i]);
    scores[i] = error / difficultyAt(difficulty, i);
    if (Number.isFinite(scores[i])) continue;
    throw new RangeError(
      `Cannot make a conformal band as errors must be finite: row ${i} has ${error}`,
    );
  }
  const ids = groups && groupIds(groups).ids;
  const members = membersOf(edges, binBy);
  const halfWidths = members.map((rows, bin) => {
    const own = takeValues(scores, rows);
    const q = conformalQuantile(own, level, {
      ...(ids && { groups: takeValues(ids, rows) }),
    });
    if (q < Infinity) return q;
    const what = groups ? "groups" : "rows";
    throw new RangeError(
      `Cannot make a conformal band as each bin must have ${
        rowsForLevel(level)
      } ${what} for level ${level}: bin ${bin} has ${
        witnesses(rows, ids)
      }. Join bins with joinThinBins()`,
    );
  });
  return {
    level,
    edges: Array.from(edges ?? []),
    halfWidths,
    counts: members.map((rows) => witnesses(rows, ids)),
  };
}

function membersOf(
  edges: ArrayLike<number> | undefined,
  binBy: ArrayLike<number>,
): number[][] {
  if (edges === undefined) return [Array.from(binBy, (_, row) => row)];
  const members = Array.from(
    { length: edges.length - 1 },
    (): number[] => [],
  );
  binIndices(binBy, edges).forEach((bin, row) => members[bin].push(row));
  return members;
}

/** Number of rows, or of their groups. */
function witnesses(rows: readonly number[], ids: Int32Array | undefined) {
  return ids ? new Set(rows.map((row) => ids[row])).size : rows.length;
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
  columns: Readonly<Record<string, ArrayLike<unknown> | undefined>>,
): void {
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined || column.length === rows) continue;
    throw new TypeError(
      `Cannot make conformal intervals as ${name} must have ${rows} values: it has ${column.length}`,
    );
  }
}
