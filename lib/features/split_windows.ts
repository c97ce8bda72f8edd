/**
 * Windows of the tables of ready-made splits, and whether they are apart.
 *
 * @module
 */

import { DataQualityError, LeakageError } from "lib/core/errors.ts";
import { writtenTime } from "lib/features/panel_rows.ts";
import type { SplitTable } from "lib/features/split_table.ts";
import {
  type UnscaledColumn,
  Windows,
  type WindowTarget,
} from "lib/models/windows/windows.ts";

/** How windows of a table are made. */
export interface TableWindowsOptions {
  /** Rows of a window. */
  readonly length: number;
  /** Bars ahead that labels reach. */
  readonly horizon: number;
  /** Whether a row's label is of the window before it or of the one with it. */
  readonly labelOf: "before" | "with";
  /** Labels `[rows]`, or the path that is predicted instead. */
  readonly labels: Float64Array | {
    /** Name of the column. */
    readonly column: string;
    /** How many of its values. */
    readonly steps: number;
  };
  /** Number of classes, if labels are classes. */
  readonly classes?: number;
  /** Symbols of all parts. */
  readonly symbols: readonly string[];
  /** The column of one-bar returns, if there is one. */
  readonly returns?: UnscaledColumn;
}

/**
 * The labelled windows of a table.
 *
 * @param table The table.
 * @param options Length, horizon and labels.
 * @throws {DataQualityError} If there is none, or a path's column is missing.
 */
export function windowsOfTable(
  table: SplitTable,
  options: TableWindowsOptions,
): Windows {
  const { length, labels, labelOf, classes, symbols, returns } = options;
  const isPath = !(labels instanceof Float64Array);
  const horizon = isPath ? labels.steps : options.horizon;
  // The row that a window's label stands in is this far behind its end.
  const shift = isPath || labelOf === "before" ? 0 : -1;
  const ahead = isPath ? labels.steps : shift + 1;
  const ends: number[] = [];
  const labelEnd: number[] = [];
  for (const { start, end } of table.segments) {
    for (let i = start + length; i + ahead <= end; ++i) {
      if (!isPath && Number.isNaN(labels[i + shift])) continue;
      ends.push(i);
      const told = isPath ? NaN : table.labelEnd?.[i + shift] ?? NaN;
      const last = Math.min(i + horizon, end) - 1;
      labelEnd.push(Number.isNaN(told) ? table.time[last] : told);
    }
  }
  if (ends.length === 0) throw noWindows(table, length);
  const code = table.symbols.map((name) => symbols.indexOf(name));
  return new Windows({
    values: table.values,
    features: table.features,
    length,
    ends: Int32Array.from(ends),
    target: isPath ? pathTarget(table, labels) : {
      ...(classes === undefined
        ? { kind: "number" as const }
        : { kind: "class" as const, classes }),
      values: Float32Array.from(ends, (i) => labels[i + shift]),
    },
    horizon,
    symbols,
    symbolOf: Int32Array.from(ends, (i) => code[table.symbolOf[i - 1]]),
    time: Float64Array.from(ends, (i) => table.time[i - 1]),
    labelEnd: Float64Array.from(labelEnd),
    ...(returns === undefined ? {} : { returns }),
  });
}

function pathTarget(
  { features, file }: SplitTable,
  { column, steps }: { readonly column: string; readonly steps: number },
): WindowTarget {
  const at = features.indexOf(column);
  if (at >= 0) return { kind: "path", column: at, steps };
  throw new DataQualityError(
    `The path's column is not among the features ${
      features.join(", ")
    }. Name one of them`,
    { file, column },
  );
}

function noWindows(table: SplitTable, length: number): DataQualityError {
  if (table.labels?.every(Number.isNaN)) {
    return new DataQualityError(
      "Every label is NaN: there is nothing to learn or to judge by. Write labels, or name the column that holds them",
      { file: table.file },
    );
  }
  const longest = table.segments.reduce(
    (most, { start, end }) => Math.max(most, end - start),
    0,
  );
  return new DataQualityError(
    `The file must hold a labelled window of ${length} rows: it has ${table.time.length} rows, ${longest} at most of one symbol without a gap. Shorten the window, or raise maxGap`,
    { file: table.file },
  );
}

/** Windows of one part with the table that they are of. */
export interface PartOfSplit {
  /** The windows. */
  readonly windows: Windows;
  /** The table. */
  readonly table: SplitTable;
}

/**
 * Checks that labels of an earlier part are known before windows of a later
 * one begin.
 *
 * @param earlier The part that comes first.
 * @param later The part that comes after it.
 * @param mayLookBack Whether windows of the later part may begin in the earlier
 * one, as long as their own labels do not.
 * @throws {LeakageError} If they are not, naming the row.
 */
export function checkApart(
  earlier: PartOfSplit,
  later: PartOfSplit,
  mayLookBack: boolean,
): void {
  const { ends, length, time } = later.windows;
  let first = Infinity;
  for (let k = 0; k < ends.length; ++k) {
    const begins = mayLookBack ? time[k] : later.table.time[ends[k] - length];
    first = Math.min(first, begins);
  }
  const { labelEnd } = earlier.windows;
  // A label known when a window ends is over before that window's begins.
  const bad = labelEnd.findIndex((end) =>
    mayLookBack ? end > first : end >= first
  );
  if (bad < 0) return;
  const row = earlier.windows.ends[bad];
  throw new LeakageError(
    `${earlier.table.file}, row ${
      earlier.table.rowOf[Math.min(row, earlier.table.rowOf.length - 1)]
    }: the label ends at ${
      writtenTime(labelEnd[bad])
    }, but windows of ${later.table.file} begin at ${
      writtenTime(first)
    }. Leave out what is between, by purge and embargo`,
    { search: "split order", time: labelEnd[bad], row },
  );
}
