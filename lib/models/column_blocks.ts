/**
 * A standardised table in blocks of rows that stay in the cache, each stored
 * column by column with a last column of ones for the intercept.
 *
 * @module
 */

import { addGramInto } from "lib/math/gram.ts";
import type { ColumnScale } from "lib/models/standardize.ts";
import type { TrainingRows } from "lib/models/training_rows.ts";

/** Rows a block. */
export const BLOCK_ROWS = 256;

/** Rows of the table that follow each other. */
export interface ColumnBlock {
  /** Row of the table with which it begins. */
  readonly from: number;
  /** Number of rows. */
  readonly rows: number;
  /** `(x − mean)/deviation`, then ones, column by column `[(p + 1) × rows]`. */
  readonly data: Float64Array;
}

/** What columns are divided by: constant ones are zeros, whatever it is. */
export function columnUnits({ deviations }: ColumnScale): Float64Array {
  return deviations.map((d) => d > 0 ? d : 1);
}

/**
 * Cuts a table into blocks.
 *
 * @param rows The table.
 * @param scale Means and deviations of its columns.
 */
export function columnBlocks(
  { x, n, p }: TrainingRows,
  scale: ColumnScale,
): readonly ColumnBlock[] {
  const units = columnUnits(scale);
  const count = Math.ceil(n / BLOCK_ROWS);
  return Array.from({ length: count }, (_, b) => {
    const from = b * BLOCK_ROWS;
    const rows = Math.min(BLOCK_ROWS, n - from);
    const data = new Float64Array((p + 1) * rows).fill(1);
    for (let i = 0; i < rows; ++i) {
      for (let j = 0; j < p; ++j) {
        data[j * rows + i] = (x[(from + i) * p + j] - scale.means[j]) /
          units[j];
      }
    }
    return { from, rows, data };
  });
}

/**
 * The value of a linear function on each row of a block.
 *
 * @param out Where the values go, from `block.from` on.
 * @param block Rows.
 * @param theta Coefficients, the intercept last `[p + 1]`.
 */
export function linearInto(
  out: Float64Array,
  { from, rows, data }: ColumnBlock,
  theta: Float64Array,
): void {
  out.fill(0, from, from + rows);
  for (let j = 0; j < theta.length; ++j) {
    const coefficient = theta[j];
    for (let i = 0; i < rows; ++i) {
      out[from + i] += coefficient * data[j * rows + i];
    }
  }
}

/**
 * Adds the sum of a block's rows by weight.
 *
 * @param out Sums of columns `[p + 1]`.
 * @param block Rows.
 * @param weights Of every row of the table.
 */
export function addRowsInto(
  out: Float64Array,
  { from, rows, data }: ColumnBlock,
  weights: Float64Array,
): void {
  for (let j = 0; j < out.length; ++j) {
    let sum = 0;
    for (let i = 0; i < rows; ++i) {
      sum += weights[from + i] * data[j * rows + i];
    }
    out[j] += sum;
  }
}

/**
 * Adds `Σ weightᵢ·rowᵢ·rowᵢᵀ` of a block to a lower triangle.
 *
 * @param out Row-major `[(p + 1) × (p + 1)]`.
 * @param block Rows.
 * @param weights Of every row of the table, at least 0.
 * @param scratch As long as the largest block's data.
 */
export function addWeightedGramInto(
  out: Float64Array,
  { from, rows, data }: ColumnBlock,
  weights: Float64Array,
  scratch: Float64Array,
): void {
  const m = data.length / rows;
  const scaled = scratch.subarray(0, data.length);
  for (let i = 0; i < rows; ++i) {
    const root = Math.sqrt(weights[from + i]);
    for (let j = 0; j < m; ++j) {
      scaled[j * rows + i] = root * data[j * rows + i];
    }
  }
  addGramInto(out, scaled, m);
}
