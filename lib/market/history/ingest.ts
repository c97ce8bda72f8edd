/**
 * Fills a history from files: each read as a stream, in chunks that are
 * committed together with how far the file has been read. A run that is
 * killed goes on from the last chunk, and a file that has been read adds
 * nothing, whatever it is called: it is known by the SHA-256 of its bytes.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type {
  DroppedRow,
  HistoryStore,
  HistoryTable,
} from "lib/market/history/history_store.ts";
import { ingestFile } from "lib/market/history/ingest_file.ts";
import { checkFile } from "lib/market/read_chain.ts";
import type { ReadOptions } from "lib/market/layouts/layout.ts";

/** How to fill a history. */
export interface IngestOptions extends Watch {
  /** Table rows that are committed together. @default {10000} */
  readonly chunkRows?: number;
  /** Reads files again that have been read. @default {false} */
  readonly reread?: boolean;
  /** What files in layouts of chains do not say. @default nothing */
  readonly read?: ReadOptions;
}

/** What came of one file, or of all. */
export interface IngestCounts {
  /** Rows of the table, without its header. */
  readonly rows: number;
  /** Quotes or prices that this run added. */
  readonly inserted: number;
  /** Quotes or prices whose key was there, this file's earlier ones too. */
  readonly duplicates: number;
  /** Of the duplicates in other rows, those that say something else. */
  readonly conflicting: number;
  /** Rows that an earlier run had read. */
  readonly skipped: number;
  /** Quotes that were left out, by rule. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Quotes that are stored but remarkable, by what they are. */
  readonly noted: Readonly<Record<string, number>>;
}

/** What came of one file. */
export interface FileReport extends IngestCounts {
  /** The file. */
  readonly file: string;
  /** The table that it fills. */
  readonly table: HistoryTable;
  /** The first row that each rule left out. */
  readonly firstDropped: Readonly<Record<string, DroppedRow>>;
}

/** What came of all files. */
export interface IngestReport extends IngestCounts {
  /** Each file, in order. */
  readonly files: readonly FileReport[];
}

/**
 * Reads files into a history, one after another.
 *
 * @param store The history.
 * @param files Tables `.csv`, `.csv.gz` or `.parquet`: options in the columns
 * of `option_chain_history` or a layout of chains, or closes.
 * @param options Listener, signal and chunk size.
 * @returns What was stored and what was left out, and why.
 * @throws {DataQualityError} If a file cannot be used, naming file, row,
 * column, value and the fix; the chunks before it stay.
 */
export async function ingestFiles(
  store: HistoryStore,
  files: readonly string[],
  options: IngestOptions = {},
): Promise<IngestReport> {
  const { chunkRows = 10_000 } = options;
  if (!(Number.isInteger(chunkRows) && chunkRows > 0)) {
    throw new RangeError(
      `Cannot ingest as chunkRows must be a whole number > 0: current value is ${chunkRows}`,
    );
  }
  const sizes: number[] = [];
  for (const file of files) {
    await checkFile(file);
    sizes.push((await Deno.stat(file)).size);
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const reports: FileReport[] = [];
  let before = 0;
  let told = -Infinity;
  for (const [i, file] of files.entries()) {
    const onBytes = (read: number, rows: number) => {
      const done = Math.min(before + read, total);
      if (done - told < total / 200 && read < sizes[i]) return;
      told = done;
      options.onProgress?.({ done, total, label: `${file}, row ${rows}` });
    };
    reports.push(await ingestFile(store, file, { ...options, onBytes }));
    before += sizes[i];
    onBytes(0, reports[i].rows);
  }
  return { ...sumOf(reports), files: reports };
}

function sumOf(reports: readonly FileReport[]): IngestCounts {
  const sum = (
    name: "rows" | "inserted" | "duplicates" | "conflicting" | "skipped",
  ) => reports.reduce((total, report) => total + report[name], 0);
  const merge = (name: "dropped" | "noted") => {
    const counts: Record<string, number> = {};
    for (const report of reports) {
      for (const [rule, n] of Object.entries(report[name])) {
        counts[rule] = (counts[rule] ?? 0) + n;
      }
    }
    return counts;
  };
  return {
    rows: sum("rows"),
    inserted: sum("inserted"),
    duplicates: sum("duplicates"),
    conflicting: sum("conflicting"),
    skipped: sum("skipped"),
    dropped: merge("dropped"),
    noted: merge("noted"),
  };
}
