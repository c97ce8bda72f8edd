/** Made-up tables for the tests of trees. */

import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";

/** A table with gaps and categories, and a target that depends on all of it. */
export interface MixedTable {
  /** Two numbers, one with gaps, one category in 0 … 11 with gaps. */
  readonly x: Matrix;
  /** Targets. */
  readonly y: Float64Array;
}

/** Columns of {@linkcode mixedTable} that are categories. */
export const MIXED_CATEGORICAL = [3];

/** Draws a table. */
export function mixedTable(rows: number, seed = 1): MixedTable {
  const rng = makeRng(seed);
  const cols = 4;
  const data = new Float64Array(rows * cols);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; ++i) {
    const a = rng.normal();
    const b = rng.uniform();
    const gap = rng.uniform() < 0.2;
    const c = rng.normal();
    const category = Math.floor(rng.uniform() * 12);
    const isKnown = rng.uniform() < 0.9;
    data.set([a, b, gap ? NaN : c, isKnown ? category : NaN], i * cols);
    y[i] = Math.sin(2 * a) + b * b + (gap ? 1.5 : 0.5 * c) +
      (isKnown ? category * 7 % 5 / 2 : -1) + 0.1 * rng.normal();
  }
  return { x: { data, rows, cols }, y };
}

/** Rows of numbers as a matrix. */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return {
    data: Float64Array.from(rows.flat()),
    rows: rows.length,
    cols: rows[0]?.length ?? 0,
  };
}
