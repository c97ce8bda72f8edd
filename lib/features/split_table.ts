/**
 * One file of a ready-made split, as the table that windows are places in.
 *
 * The columns `symbol`, `timestamp`, `label`, `label_end` and `segment` are
 * found by name; all others are features and must be numbers. Rows may come in
 * any order; without symbols they are all of one.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { FrameColumns } from "lib/features/frame_columns.ts";
import {
  joinTimes,
  type PanelOptions,
  type Segment,
  writtenTime,
} from "lib/features/panel_rows.ts";
import {
  findColumn,
  missingColumn,
  requireColumn,
} from "lib/market/columns.ts";

/** Names that a label may have where none is given. */
const LABELS = ["label", "target", "y"];
const TIMES = ["timestamp", "time", "datetime", "date"];
/** What rows are called that name no symbol. */
const NO_SYMBOL = "series";

/** A file's rows in order of symbol and time. */
export interface SplitTable {
  /** The file. */
  readonly file: string;
  /** Names of its symbols, as they first stand. */
  readonly symbols: readonly string[];
  /** Symbol of each row `[rows]`. */
  readonly symbolOf: Int32Array;
  /** When each row is known, ms since 1970 UTC `[rows]`. */
  readonly time: Float64Array;
  /** Row of the file, counted from 1 with the header as row 1 `[rows]`. */
  readonly rowOf: Int32Array;
  /** Runs of rows without a gap. */
  readonly segments: readonly Segment[];
  /** Names of the p feature columns. */
  readonly features: readonly string[];
  /** Features `[rows × p]`. */
  readonly values: Float32Array;
  /** Labels `[rows]`, NaN where there is none; absent if the file has none. */
  readonly labels?: Float64Array;
  /** When labels are known `[rows]`; absent if the file does not say. */
  readonly labelEnd?: Float64Array;
}

/** What to read of a file. */
export interface SplitTableOptions extends PanelOptions {
  /** Column of labels. @default the first of label, target and y */
  readonly label?: string;
  /** Whether there must be labels. @default {true} */
  readonly needsLabel?: boolean;
  /** Feature columns. @default all that have no other meaning */
  readonly features?: readonly string[];
}

/**
 * Reads a file of a split.
 *
 * @param path The Parquet file.
 * @param options Names of columns, the longest gap, and the present.
 * @throws {DataQualityError} If the file, a column or a value cannot be used,
 * naming file, row and column, and the nearest column where one is missing.
 */
export async function readSplitTable(
  path: string,
  options: SplitTableOptions = {},
): Promise<SplitTable> {
  const frame = await FrameColumns.open(path);
  const named = namedColumns(frame, options);
  const time = frame.times(named.time, false);
  const symbol = named.symbol === undefined
    ? new Array<string>(frame.rows).fill(NO_SYMBOL)
    : frame.texts(named.symbol);
  const symbols = [...new Set(symbol)];
  const code = new Map(symbols.map((name, k) => [name, k]));
  const codes = Int32Array.from(symbol, (name) => code.get(name) ?? 0);
  const order = Int32Array.from(codes.keys())
    .sort((a, b) => codes[a] - codes[b] || time[a] - time[b] || a - b);
  const sorted = {
    file: path,
    symbols,
    symbolOf: order.map((r) => codes[r]),
    time: Float64Array.from(order, (r) => time[r]),
    rowOf: order.map((r) => r + 2),
  };
  checkTimes(sorted, named.time, options.now ?? Infinity);
  const inOrder = (from: Float64Array) =>
    Float64Array.from(order, (r) => from[r]);
  const { label, labelEnd, segment, features } = named;
  const p = features.length;
  const values = new Float32Array(order.length * p);
  features.forEach((name, j) => {
    const from = frame.numbers(name, false);
    for (let i = 0; i < order.length; ++i) values[i * p + j] = from[order[i]];
  });
  return {
    ...sorted,
    segments: segment === undefined
      ? segmentsByTime(sorted, options)
      : segmentsByNumber(sorted, inOrder(frame.numbers(segment, false))),
    features,
    values,
    ...(label === undefined
      ? {}
      : { labels: inOrder(frame.numbers(label, true)) }),
    ...(labelEnd === undefined
      ? {}
      : { labelEnd: inOrder(frame.times(labelEnd, true)) }),
  };
}

/** Which column is what. */
interface NamedColumns {
  readonly symbol: string | undefined;
  readonly time: string;
  readonly label: string | undefined;
  readonly labelEnd: string | undefined;
  readonly segment: string | undefined;
  readonly features: readonly string[];
}

function namedColumns(
  { file, names }: FrameColumns,
  options: SplitTableOptions,
): NamedColumns {
  const head = { file, row: 1, names };
  const at = (place: number) => place < 0 ? undefined : names[place];
  const { label: wanted, needsLabel = true } = options;
  const isThere = wanted === undefined || names.includes(wanted);
  if (needsLabel && !isThere) throw missingColumn(head, wanted);
  const label = wanted === undefined
    ? at((needsLabel ? requireColumn : findColumn)(head, LABELS))
    : isThere
    ? wanted
    : undefined;
  const symbol = at(findColumn(head, ["symbol", "ticker"]));
  const time = names[requireColumn(head, TIMES)];
  const labelEnd = at(findColumn(head, ["label_end"]));
  const segment = at(findColumn(head, ["segment"]));
  const others = [symbol, time, label, labelEnd, segment];
  const features = options.features ??
    names.filter((name) => !others.includes(name));
  for (const name of features) {
    if (!names.includes(name)) throw missingColumn(head, name);
  }
  if (features.length > 0) {
    return { symbol, time, label, labelEnd, segment, features };
  }
  throw new DataQualityError(
    `The file has no column of features beside ${names.join(", ")}. Add one`,
    { file, row: 1 },
  );
}

/** Rows that are sorted. */
type SortedRows = Pick<
  SplitTable,
  "file" | "symbols" | "symbolOf" | "time" | "rowOf"
>;

function checkTimes(rows: SortedRows, column: string, now: number): void {
  const { file, symbols, symbolOf, time, rowOf } = rows;
  for (let i = 0; i < time.length; ++i) {
    const place = { file, row: rowOf[i], column, value: time[i] };
    const isSame = i > 0 && symbolOf[i] === symbolOf[i - 1] &&
      time[i] === time[i - 1];
    if (isSame) {
      throw new DataQualityError(
        `Two rows of ${symbols[symbolOf[i]]} have the same time, ${
          writtenTime(time[i])
        }; the other is row ${rowOf[i - 1]}. Remove one`,
        place,
      );
    }
    if (time[i] <= now) continue;
    throw new DataQualityError(
      `A row of ${symbols[symbolOf[i]]} lies in the future: ${
        writtenTime(time[i])
      } is after ${
        writtenTime(now)
      }. Remove it, or mend the clock or the time zone`,
      place,
    );
  }
}

/** Segments by steps that are too long. */
function segmentsByTime(
  { file, symbols, symbolOf, time }: SortedRows,
  options: PanelOptions,
): readonly Segment[] {
  let start = 0;
  const tables = symbols.map((symbol, k) => {
    let end = start;
    while (end < time.length && symbolOf[end] === k) ++end;
    const own = time.subarray(start, start = end);
    return { symbol, source: file, time: own, knownTime: own };
  });
  return joinTimes(tables, options).segments;
}

/** Segments by the file's own numbers. */
function segmentsByNumber(
  { symbolOf }: SortedRows,
  number: Float64Array,
): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (let i = 1; i <= number.length; ++i) {
    const goesOn = i < number.length && number[i] === number[i - 1] &&
      symbolOf[i] === symbolOf[i - 1];
    if (goesOn) continue;
    segments.push({ symbol: symbolOf[start], start, end: i });
    start = i;
  }
  return segments;
}
