/**
 * Tables with a column for each series, such as the electricity sets of
 * long-horizon forecasting: each column becomes a symbol, so that one model of
 * one input learns from all of them.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import {
  type FeatureSource,
  givenFeatures,
} from "lib/features/feature_source.ts";
import {
  joinTimes,
  type PanelOptions,
  type PanelRows,
} from "lib/features/panel_rows.ts";
import { type Header, requireColumn } from "lib/market/columns.ts";
import { instantField, isBlank, numberField } from "lib/market/field.ts";
import { openTable } from "lib/market/history/table_rows.ts";

/** Name of the one feature that a panel of series has. */
export const SERIES_VALUE = "value";

/** Series at common times. */
export interface SeriesTable {
  /** Where they come from. */
  readonly source: string;
  /** Names of the series. */
  readonly names: readonly string[];
  /** Times, ms since 1970 UTC `[n]`; a value is known at its own. */
  readonly time: Float64Array;
  /** Their values, each `[n]`. */
  readonly columns: readonly Float64Array[];
}

/** Series below each other. */
export interface SeriesPanel extends PanelRows {
  /** Values in the series' own units `[rows]`. */
  readonly values: Float64Array;
  /** The values as the one feature, {@link SERIES_VALUE}. */
  readonly features: FeatureSource;
}

/**
 * Puts series below each other.
 *
 * @param table Series at common times.
 * @param options The longest gap, and the present.
 * @throws {TypeError} If a series has not a value for each time.
 * @throws {DataQualityError} If times do not increase or a value is not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { seriesPanel } from "lib/features/series_panel.ts";
 *
 * const panel = seriesPanel({
 *   source: "by hand",
 *   names: ["load", "oil"],
 *   time: Float64Array.of(0, 1),
 *   columns: [Float64Array.of(1, 2), Float64Array.of(3, 4)],
 * });
 * assertEquals([...panel.values], [1, 2, 3, 4]);
 * assertEquals([...panel.symbolOf], [0, 0, 1, 1]);
 * ```
 */
export function seriesPanel(
  table: SeriesTable,
  options: PanelOptions = {},
): SeriesPanel {
  const { names, time, columns, source } = table;
  const rows = joinTimes(
    names.map((symbol) => ({ symbol, source, time, knownTime: time })),
    options,
  );
  const values = new Float64Array(rows.rows);
  names.forEach((name, k) => {
    if (columns[k]?.length !== time.length) {
      throw new TypeError(
        `Cannot make a panel as series ${name} must have ${time.length} values: it has ${
          columns[k]?.length ?? 0
        }`,
      );
    }
    const bad = columns[k].findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new DataQualityError(
        `Cannot use ${
          columns[k][bad]
        } as a value must be a finite number. Fill it in, or leave the column out`,
        { file: source, row: bad + 2, column: name, value: columns[k][bad] },
      );
    }
    values.set(columns[k], k * time.length);
  });
  const features = givenFeatures([{ name: SERIES_VALUE, values }]);
  return { ...rows, values, features };
}

/** Which series to read. */
export interface ReadSeriesOptions {
  /** Names of the columns. @default all but the time */
  readonly columns?: readonly string[];
}

/**
 * Reads a table of a time and a column for each series.
 *
 * @param path A file `.csv`, `.csv.gz` or `.parquet`; the time is in a column
 * `date`, `timestamp`, `time` or `datetime`.
 * @param options Which columns to read.
 * @throws {DataQualityError} If the file, a column or a field cannot be used,
 * naming file, row and column.
 */
export async function readSeriesTable(
  path: string,
  options: ReadSeriesOptions = {},
): Promise<SeriesTable> {
  await using table = await openTable(path);
  const { head } = table;
  const timeAt = requireColumn(head, ["date", "timestamp", "time", "datetime"]);
  const at = columnsOf(head, timeAt, options.columns);
  const time: number[] = [];
  const columns = at.map((): number[] => []);
  for await (const batch of table.batches) {
    for (const { row, fields } of batch) {
      const place = (k: number) => ({
        file: path,
        row,
        column: head.names[k],
      });
      const written = instantField(fields[timeAt], place(timeAt));
      if (written === undefined) {
        throw new DataQualityError(
          "The time is blank. Fill it in or remove the row",
          place(timeAt),
        );
      }
      time.push(written.instant);
      at.forEach((k, j) => {
        if (isBlank(fields[k])) {
          throw new DataQualityError(
            "The value is blank. Fill it in, or leave the column out",
            place(k),
          );
        }
        columns[j].push(numberField(fields[k], place(k), "finite"));
      });
    }
  }
  return {
    source: path,
    names: at.map((k) => head.names[k]),
    time: Float64Array.from(time),
    columns: columns.map((values) => Float64Array.from(values)),
  };
}

function columnsOf(
  head: Header,
  timeAt: number,
  names?: readonly string[],
): number[] {
  if (names !== undefined) {
    return names.map((name) => {
      const at = head.names.indexOf(name);
      return at >= 0 ? at : requireColumn(head, [name]);
    });
  }
  const all = head.names.map((_, k) => k).filter((k) => k !== timeAt);
  if (all.length > 0) return all;
  throw new DataQualityError(
    "The table has a time and no other column. Add a column for each series",
    { file: head.file, row: head.row },
  );
}
