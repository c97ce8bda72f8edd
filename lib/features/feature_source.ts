/**
 * Feature columns that are computed when they are asked for, one at a time: a
 * wide panel is then held once, in the scaled form that models read.
 *
 * @module
 */

/** Columns over the rows of a panel. */
export interface FeatureSource {
  /** Names of the p columns. */
  readonly names: readonly string[];
  /** Rows at the start of each segment that have no value yet `[p]`. */
  readonly warmups: readonly number[];
  /**
   * Computes a column.
   *
   * @param at Index of the column.
   * @returns Its values `[rows]`, NaN in the warm-up of each segment; the next
   * call may write over them.
   */
  column(at: number): Float64Array | Float32Array;
}

/** A column that is there already. */
export interface GivenColumn {
  /** Its name. */
  readonly name: string;
  /** Its values `[rows]`. */
  readonly values: Float64Array | Float32Array;
  /** Rows at the start of each segment without a value. @default {0} */
  readonly warmup?: number;
}

/** Columns that are there already as a source; they are not copied. */
export function givenFeatures(columns: readonly GivenColumn[]): FeatureSource {
  return {
    names: columns.map(({ name }) => name),
    warmups: columns.map(({ warmup = 0 }) => warmup),
    column: (at) => columns[at].values,
  };
}
