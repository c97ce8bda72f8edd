/**
 * One file into a history: its rows in chunks, each committed with how far the
 * file has been read.
 *
 * @module
 */

import { sha256OfFile } from "lib/core/hash.ts";
import type {
  HistoryStore,
  IngestState,
} from "lib/market/history/history_store.ts";
import type { FileReport, IngestOptions } from "lib/market/history/ingest.ts";
import { openRowReader } from "lib/market/history/row_reader.ts";
import { openTable } from "lib/market/history/table_rows.ts";

/** Raised when rows are read in another way, so that files are read again. */
const READER_VERSION = 1;

/** How to read one file. */
export type FileOptions = IngestOptions & {
  /** Told of the bytes and rows read so far. */
  readonly onBytes: (read: number, rows: number) => void;
};

/**
 * Reads a file into a history, from where it has been read to.
 *
 * @param store The history.
 * @param path The file.
 * @param options As `ingestFiles` takes them.
 * @returns What was stored and what was left out.
 * @throws {DataQualityError} If the file cannot be used.
 */
export async function ingestFile(
  store: HistoryStore,
  path: string,
  options: FileOptions,
): Promise<FileReport> {
  options.signal?.throwIfAborted();
  const file = `${await sha256OfFile(path)}:${READER_VERSION}`;
  if (options.reread === true) await store.forget(file);
  const start = await store.ingestState(file);
  let state = start;
  while (state?.complete !== true) {
    state = await readRows(store, { file, path, state }, options);
  }
  return reportOf(path, start, state);
}

/**
 * Reads a file from the row at which it stands.
 *
 * @returns Its state, complete unless another program has come to read the
 * file beside this one and has done a part of a chunk.
 */
async function readRows(
  store: HistoryStore,
  { file, path, state }: {
    readonly file: string;
    readonly path: string;
    readonly state: IngestState | undefined;
  },
  { chunkRows = 10_000, signal, read = {}, onBytes }: FileOptions,
): Promise<IngestState> {
  let bytes = 0;
  await using table = await openTable(path, (n) => bytes += n);
  const chunk = openRowReader(table.head, read);
  let from = state?.rows ?? 0;
  let index = 0;
  const commit = async (complete: boolean) => {
    signal?.throwIfAborted();
    const rows = chunk.take();
    const range = { from, through: index, complete };
    const after = await store.append({ file, name: path, ...range, ...rows });
    onBytes(bytes, index);
    return after;
  };
  for await (const batch of table.batches) {
    for (const { fields, row } of batch) {
      if (++index <= from) continue;
      chunk.add(fields, row);
      // Whoever reads a file ends its chunks at the same rows.
      if (index % chunkRows !== 0) continue;
      const after = await commit(false);
      if (after.rows < index || after.complete) return after;
      from = after.rows;
    }
  }
  if (index === 0) throw chunk.noRows();
  return await commit(true);
}

/** A file's report: what was there at the start is a duplicate now. */
function reportOf(
  file: string,
  start: IngestState | undefined,
  state: IngestState,
): FileReport {
  const inserted = state.inserted - (start?.inserted ?? 0);
  const { table, rows, conflicting, dropped, firstDropped, noted } = state;
  return {
    file,
    table,
    rows,
    inserted,
    duplicates: state.inserted + state.duplicates - inserted,
    conflicting,
    skipped: start?.rows ?? 0,
    dropped,
    firstDropped,
    noted,
  };
}
