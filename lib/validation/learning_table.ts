import type { Matrix } from "lib/math/matrix.ts";
import { takeRows, takeValues } from "lib/math/take_rows.ts";
import type { LabelSpans, SplitRows } from "lib/validation/splitter.ts";

/** A table to learn from, with what a splitter must know of its rows. */
export interface LearningTable {
  /** Features, shape `[n × p]`. */
  readonly x: Matrix;
  /** Targets, shape `[n]`. */
  readonly y: Float64Array;
  /** Weight of each row, at least 0, shape `[n]`. @default all 1 */
  readonly weights?: Float64Array;
  /** Group of each row, such as its day, shape `[n]`. */
  readonly groups?: ArrayLike<string | number>;
  /** When each row was known, shape `[n]`. */
  readonly times?: ArrayLike<number>;
  /** Span of each row's label, shape `[n]` each. */
  readonly spans?: LabelSpans;
}

/**
 * What a splitter sees of a table.
 *
 * @param table The table.
 * @param rows Which rows. @default all of them
 * @returns Its columns without the features.
 * @throws {TypeError} If a column has not as many values as there are rows.
 */
export function splitRowsOf(
  table: LearningTable,
  rows?: ArrayLike<number>,
): SplitRows {
  const { x, y, weights, groups, times, spans } = table;
  const columns = {
    y,
    weights,
    groups,
    times,
    "spans.start": spans?.start,
    "spans.end": spans?.end,
  };
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined || column.length === x.rows) continue;
    throw new TypeError(
      `Cannot validate a table as ${name} must have ${x.rows} values: it has ${column.length}`,
    );
  }
  const pick = <T>(column: ArrayLike<T>) =>
    rows ? Array.from(rows, (row) => column[row]) : column;
  return {
    count: rows?.length ?? x.rows,
    target: pick(y),
    ...(groups && { groups: pick(groups) }),
    ...(times && { times: pick(times) }),
    ...(spans && {
      spans: { start: pick(spans.start), end: pick(spans.end) },
    }),
  };
}

/**
 * Some rows of a table, as `fit` takes them.
 *
 * @param table The table.
 * @param rows Indices; a row may come more than once.
 * @returns Features, targets and weights of these rows.
 */
export function takeTable(
  table: LearningTable,
  rows: ArrayLike<number>,
): Pick<LearningTable, "x" | "y" | "weights"> {
  return {
    x: takeRows(table.x, rows),
    y: takeValues(table.y, rows),
    ...(table.weights && { weights: takeValues(table.weights, rows) }),
  };
}
