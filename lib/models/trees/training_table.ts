/**
 * Rows that trees learn from.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkTable } from "lib/models/trees/check_table.ts";

/** Features, targets and weights of rows. */
export interface TrainingTable {
  /** Features `[n × p]`; NaN is missing. */
  readonly x: Matrix;
  /** Targets `[n]`. */
  readonly y: Float64Array;
  /** Weights `[n]`, all above 0, if rows differ. */
  readonly weights: Float64Array | undefined;
}

/**
 * Checks a table and leaves out rows of weight 0: they are as if absent.
 *
 * @param what Who wants to learn, for messages.
 * @param table Features, targets, weights at least 0.
 * @param isClass Whether targets must be 0 or 1, and both present.
 * @throws {TypeError} If shapes do not fit.
 * @throws {RangeError} If a target or a weight cannot be used.
 */
export function trainingTable(
  what: string,
  table: TrainingTable,
  isClass: boolean,
): TrainingTable {
  checkTable(what, table, isClass);
  const { weights } = table;
  if (weights === undefined || weights.every((w) => w > 0)) return table;
  const kept = Array.from(weights.keys()).filter((i) => weights[i] > 0);
  return takeRows(table, kept);
}

/** Some rows of a table. */
export function takeRows(
  { x, y, weights }: TrainingTable,
  rows: readonly number[],
): TrainingTable {
  const { cols } = x;
  const data = new Float64Array(rows.length * cols);
  rows.forEach((row, i) => {
    data.set(x.data.subarray(row * cols, (row + 1) * cols), i * cols);
  });
  return {
    x: { data, rows: rows.length, cols },
    y: Float64Array.from(rows, (row) => y[row]),
    weights: weights && Float64Array.from(rows, (row) => weights[row]),
  };
}
