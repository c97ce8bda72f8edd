/**
 * Option quotes from a file: CSV, gzipped CSV or Parquet, in any of the known
 * layouts. A CSV is streamed; what grows is the chain alone.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { ChainBuilder } from "lib/market/chain_builder.ts";
import { type CsvRecord, csvRecords } from "lib/market/csv_records.ts";
import { missingColumn, normalName } from "lib/market/columns.ts";
import { isBlank } from "lib/market/field.ts";
import { cboeLayout } from "lib/market/layouts/cboe.ts";
import type {
  ChainLayout,
  ReadOptions,
  RowReader,
  TableHead,
} from "lib/market/layouts/layout.ts";
import { occLayout } from "lib/market/layouts/occ.ts";
import { checkOptions } from "lib/market/layouts/quote_fields.ts";
import { tenorLayout } from "lib/market/layouts/tenor.ts";
import type { OptionChain } from "lib/market/option_chain.ts";

/** Names of the layouts, and `"auto"` to tell them by the header. */
export type LayoutName = "auto" | ChainLayout["name"];

/** How to read a chain. */
export interface ReadChainOptions extends ReadOptions {
  /** Layout of the table. @default "auto" */
  readonly layout?: LayoutName;
}

/** The layouts, the more particular first. */
const LAYOUTS: readonly ChainLayout[] = [cboeLayout, occLayout, tenorLayout];

/** A header stands on one of the first lines, below at most this many. */
const PREAMBLE_LINES = 8;

/**
 * Reads the quotes of a file.
 *
 * `spot`, `rate` and `dividend` are used where the file gives none. `date` and
 * `underlying` are used where the file gives none, else only their quotes are
 * kept.
 *
 * @param path A file `.csv`, `.csv.gz` or `.parquet`.
 * @param options The layout, and what the file does not say.
 * @returns The quotes in file order; expired ones have `tau ≤ 0`.
 * @throws {DataQualityError} If the file or a field of it cannot be used,
 * naming file, row, column, value and the fix.
 * @throws {RangeError} If an option is out of its domain.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readChain } from "lib/market/read_chain.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "strike,maturity,type,price\n100,0.5,call,7\n");
 * const chain = await readChain(path, { spot: 101, rate: 0.02 });
 * await Deno.remove(path);
 * assertEquals([chain.price[0], chain.spot[0], chain.rate[0]], [7, 101, 0.02]);
 * ```
 */
export async function readChain(
  path: string,
  options: ReadChainOptions = {},
): Promise<OptionChain> {
  checkOptions(options);
  await checkFile(path);
  if (path.toLowerCase().endsWith(".parquet")) {
    const { readParquetTable } = await import("lib/market/parquet.ts");
    const { names, rows } = await readParquetTable(path);
    return chainFromTable(path, names, rows, options);
  }
  return await readCsv(path, options);
}

/**
 * Reads the quotes of a table that is in memory.
 *
 * @param source What to call the table.
 * @param names Column names.
 * @param rows Rows of fields, one a column; a blank is `null` or `""`.
 * @param options As {@link readChain}.
 * @throws {DataQualityError} As {@link readChain}.
 */
export function chainFromTable(
  source: string,
  names: readonly string[],
  rows: Iterable<ArrayLike<unknown>>,
  options: ReadChainOptions = {},
): OptionChain {
  checkOptions(options);
  const head: TableHead = { file: source, row: 1, names, preamble: [] };
  const read = openLayout(head, options);
  const quotes = new ChainBuilder();
  let row = 1;
  for (const fields of rows) read(fields, ++row).forEach((q) => quotes.add(q));
  return finish(source, quotes, row - 1, options);
}

async function readCsv(
  path: string,
  options: ReadChainOptions,
): Promise<OptionChain> {
  const quotes = new ChainBuilder();
  const waiting: CsvRecord[] = [];
  let head: TableHead | undefined;
  let read: RowReader | undefined;
  let rows = 0;
  const take = (record: CsvRecord) => {
    if (read === undefined || head === undefined) return;
    ++rows;
    const fields = fitFields(record, head);
    for (const quote of read(fields, record.row)) quotes.add(quote);
  };
  const begin = () => {
    const at = headerIndex(waiting, options.layout);
    head = toHead(path, waiting, at);
    read = openLayout(head, options);
    waiting.slice(at + 1).forEach(take);
  };
  for await (const batch of csvRecords(textOf(path), path)) {
    for (const record of batch) {
      if (read !== undefined) take(record);
      else if (waiting.push(record) > PREAMBLE_LINES) begin();
    }
  }
  if (waiting.length === 0) {
    throw new DataQualityError(
      "The file is empty. It must have a header and a row for each quote",
      { file: path },
    );
  }
  if (read === undefined) begin();
  return finish(path, quotes, rows, options);
}

/**
 * The text of a file, unpacked where it is gzipped, with flat memory.
 *
 * @param path A file of UTF-8, packed if its name ends in `.gz`.
 * @param onBytes Told how many bytes of the file each read took.
 * @throws {DataQualityError} If it is damaged or no UTF-8.
 */
export async function* textOf(
  path: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<string> {
  const file = await Deno.open(path);
  let bytes: ReadableStream<Uint8Array<ArrayBuffer>> = file.readable;
  if (onBytes !== undefined) {
    bytes = bytes.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          onBytes(chunk.length);
          controller.enqueue(chunk);
        },
      }),
    );
  }
  if (path.toLowerCase().endsWith(".gz")) {
    bytes = bytes.pipeThrough(new DecompressionStream("gzip"));
  }
  try {
    yield* bytes.pipeThrough(new TextDecoderStream("utf-8", { fatal: true }));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DataQualityError(
      `The file is damaged, or is no UTF-8 text: ${error.message}. Fetch or save it again`,
      { file: path },
    );
  }
}

/** The header's place in the first records: the first, but below a preamble. */
function headerIndex(
  records: readonly CsvRecord[],
  layout: LayoutName = "auto",
): number {
  if (layout !== "auto" && layout !== "cboe") return 0;
  const at = records.findIndex(({ fields }) => cboeLayout.matches(fields));
  if (at >= 0) return at;
  // A table whose name is spoilt still has the others: let its reader say so.
  return layout === "cboe" ? Math.min(2, records.length - 1) : 0;
}

/** The header at `at` with what stands above it. */
export function toHead(
  file: string,
  records: readonly CsvRecord[],
  at: number,
): TableHead {
  const names = records[at].fields.map((name) => name.trim());
  while (names.length > 1 && names[names.length - 1] === "") names.pop();
  const preamble = records.slice(0, at).map(({ fields }) => fields);
  return { file, row: records[at].row, names, preamble };
}

function openLayout(head: TableHead, options: ReadChainOptions): RowReader {
  const name = options.layout ?? "auto";
  const layout = LAYOUTS.find((each) =>
    name === "auto" ? each.matches(head.names) : each.name === name
  );
  if (layout === undefined) throw missingColumn(head, "strike");
  if (layout === cboeLayout && !layout.matches(head.names)) {
    const normal = head.names.map(normalName);
    const absent = ["calls", "puts", "bid", "ask"].find((each) =>
      !normal.includes(each)
    );
    throw missingColumn(head, absent ?? "calls");
  }
  return layout.open(head, options);
}

/**
 * The fields of a record, as many as its header has.
 *
 * @throws {DataQualityError} If they are fewer, or more and not blank.
 */
export function fitFields(
  { fields, row }: CsvRecord,
  head: TableHead,
): readonly string[] {
  const n = head.names.length;
  if (fields.length === n) return fields;
  // Some writers end each line with a comma.
  if (fields.length > n && fields.slice(n).every(isBlank)) return fields;
  throw new DataQualityError(
    `The row has ${fields.length} fields where the header has ${n}. Mend or remove it`,
    { file: head.file, row, value: fields.join(",").slice(0, 80) },
  );
}

function finish(
  source: string,
  quotes: ChainBuilder,
  rows: number,
  options: ReadChainOptions,
): OptionChain {
  if (rows === 0) {
    throw new DataQualityError(
      "The file has a header but no rows. It must have a row for each quote",
      { file: source },
    );
  }
  if (quotes.count === 0) {
    const wanted = [options.underlying, options.date].filter((each) =>
      each !== undefined
    ).join(" of ");
    throw new DataQualityError(
      `None of the ${rows} rows is a quote of ${wanted}. Give another underlying or date`,
      { file: source },
    );
  }
  return quotes.build(source);
}

/**
 * Checks that there is a file to read.
 *
 * @throws {DataQualityError} If there is none, or it is a folder.
 */
export async function checkFile(path: string): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    throw new DataQualityError(
      missing
        ? "There is no such file. Check the path"
        : `The file cannot be read: ${(error as Error).message}`,
      { file: path },
    );
  }
  if (info.isDirectory) {
    throw new DataQualityError("This is a folder. Name a file in it", {
      file: path,
    });
  }
}
