/**
 * Columns of mean 0 and standard deviation 1 over the rows that are learnt
 * from; of the whole panel, or of each symbol by itself.
 *
 * The deviation is that of the population (ddof 0), as scikit-learn's
 * StandardScaler has it; a column that does not vary is divided by 1.
 *
 * @module
 */

/** Means and deviations that columns were scaled by. */
export interface ColumnScaler {
  /** Names of the p columns. */
  readonly features: readonly string[];
  /** Symbols with scales of their own, or none: one scale for all. */
  readonly symbols?: readonly string[];
  /** Means `[p]`, or `[symbols × p]`. */
  readonly mean: readonly number[];
  /** Standard deviations `[p]`, or `[symbols × p]`; > 0. */
  readonly deviation: readonly number[];
}

/** Mean and deviation of one column. */
export interface ColumnScale {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation, > 0. */
  readonly deviation: number;
}

/**
 * The scale of a column over some of its rows.
 *
 * @param values The column `[rows]`.
 * @param taken 1 for each row that counts `[rows]`.
 * @param start First row. @default {0}
 * @param end Row after the last. @default rows
 * @returns The scale; mean 0 and deviation 1 if no row counts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { columnScale } from "lib/features/scale_columns.ts";
 *
 * const scale = columnScale(Float64Array.of(1, 3, 99), Uint8Array.of(1, 1, 0));
 * assertEquals(scale, { mean: 2, deviation: 1 });
 * ```
 */
export function columnScale(
  values: ArrayLike<number>,
  taken: Uint8Array,
  start: number = 0,
  end: number = values.length,
): ColumnScale {
  let count = 0;
  let sum = 0;
  for (let i = start; i < end; ++i) {
    if (taken[i] === 0) continue;
    ++count;
    sum += values[i];
  }
  if (count === 0) return { mean: 0, deviation: 1 };
  const mean = sum / count;
  let squares = 0;
  for (let i = start; i < end; ++i) {
    if (taken[i] !== 0) squares += (values[i] - mean) ** 2;
  }
  const deviation = Math.sqrt(squares / count);
  // What is left of a constant is the rounding of its mean.
  return deviation > 1e-12 * Math.abs(mean)
    ? { mean, deviation }
    : { mean, deviation: 1 };
}

/**
 * Rows scaled as those that the scaler was fitted to.
 *
 * @param values Rows `[n × p]` in the scaler's order of columns, unscaled.
 * @param scaler The scaler.
 * @param symbol Whose rows they are, where symbols have scales of their own.
 * @returns Scaled rows `[n × p]`.
 * @throws {TypeError} If the numbers do not make rows of p columns.
 * @throws {RangeError} If the symbol has no scale.
 */
export function scaleColumns(
  values: ArrayLike<number>,
  scaler: ColumnScaler,
  symbol?: string,
): Float32Array {
  const p = scaler.features.length;
  if (values.length % p !== 0) {
    throw new TypeError(
      `Cannot scale rows as they must be of ${p} columns: current value is ${values.length} numbers`,
    );
  }
  let first = 0;
  if (scaler.symbols !== undefined) {
    const at = scaler.symbols.indexOf(symbol ?? "");
    if (at < 0) {
      throw new RangeError(
        `Cannot scale rows as their symbol must be one that was learnt from: current value is ${symbol}`,
      );
    }
    first = at * p;
  }
  const out = new Float32Array(values.length);
  for (let k = 0; k < out.length; ++k) {
    const at = first + k % p;
    out[k] = (values[k] - scaler.mean[at]) / scaler.deviation[at];
  }
  return out;
}
