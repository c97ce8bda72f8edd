/**
 * Raw → processed: a chain is read, cleaned and written in the project's
 * columns, with `metadata.json` (where it came from, the licence, the hashes
 * and counts of what went in and out) and `report.json` (what each rule
 * dropped). All three are on the disk before the first takes its place, and the
 * hash in the metadata tells whether a table is the one it speaks of. The same
 * input gives the same bytes.
 *
 * @module
 */

import { writeFilesAtomic } from "lib/core/atomic_file.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { sha256Hex, sha256OfFile } from "lib/core/hash.ts";
import {
  cleanChain,
  type CleaningOptions,
  type CleaningReport,
} from "lib/market/cleaning.ts";
import { readChain, type ReadChainOptions } from "lib/market/read_chain.ts";
import { chainToCsv } from "lib/market/write_chain.ts";
import { basename, dirname, join } from "@std/path";

/** Where a data set comes from. */
export interface Provenance {
  /** Who made or published it: a citation or an address. */
  readonly source: string;
  /** Under what terms it may be used. */
  readonly licence: string;
}

/** What stands in `metadata.json`. */
export interface ProcessedMetadata extends Provenance {
  /** The file that was read. */
  readonly input: {
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
  };
  /** The file that was written. */
  readonly output: {
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
  };
  /** What the caller added to the file. */
  readonly options: ReadChainOptions;
  /** Quotes dropped by each rule that dropped any. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** How to process. */
export interface ProcessOptions {
  /** How to read. */
  readonly read?: ReadChainOptions;
  /** How to clean. */
  readonly clean?: CleaningOptions;
  /** Format of the processed table. @default "csv" */
  readonly format?: "csv" | "parquet";
  /** Where the data comes from. @default what `metadata.json` beside it says */
  readonly provenance?: Partial<Provenance>;
}

/**
 * Reads, cleans and writes a chain.
 *
 * @param path The raw file, as {@link readChain} takes it.
 * @param dir The folder to write into, made where needed.
 * @param options How to read, clean and write.
 * @returns What was written, and the report.
 * @throws {DataQualityError} If the file cannot be used or no quote is left.
 * @throws {RangeError} If `dir` cannot be written into, or raw data stands in
 * the way there.
 */
export async function processChain(
  path: string,
  dir: string,
  options: ProcessOptions = {},
): Promise<{
  readonly metadata: ProcessedMetadata;
  readonly report: CleaningReport;
}> {
  const { read = {}, clean = {}, format = "csv" } = options;
  const raw = await readChain(path, read);
  const { chain, report } = cleanChain(raw, clean);
  if (report.rowsOut === 0) throw nothingLeft(path, report);
  const content = format === "csv"
    ? new TextEncoder().encode(chainToCsv(chain))
    : await parquetOf(chain);
  const file = `${stem(path)}.${format}`;
  const catalogue = await catalogueBeside(path);
  const known = catalogue?.files?.[basename(path)];
  const overRaw = file === basename(path) || catalogue?.files !== undefined;
  if (overRaw && await isFolderOf(dir, path)) {
    throw new RangeError(
      `Cannot write into ${dir} as raw data stands there and would be replaced. Give another folder`,
    );
  }
  const metadata: ProcessedMetadata = {
    source: options.provenance?.source ?? known?.source ?? "not stated",
    licence: options.provenance?.licence ?? known?.licence ?? "not stated",
    input: {
      file: path,
      sha256: await sha256OfFile(path),
      rows: report.rowsIn,
    },
    output: { file, sha256: await sha256Hex(content), rows: report.rowsOut },
    options: read,
    dropped: Object.fromEntries(
      report.rules.filter(({ dropped }) => dropped > 0)
        .map(({ rule, dropped }) => [rule, dropped]),
    ),
  };
  try {
    await writeFilesAtomic(dir, {
      [file]: content,
      "report.json": toJson(report),
      "metadata.json": toJson(metadata),
    });
  } catch (error) {
    throw new RangeError(
      `Cannot write into ${dir}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return { metadata, report };
}

async function parquetOf(
  chain: Parameters<typeof chainToCsv>[0],
): Promise<Uint8Array> {
  const { chainToParquet } = await import("lib/market/frame.ts");
  return await chainToParquet(chain);
}

/** `spx_2002-04-18` of `data/raw/spx_2002-04-18.csv.gz`. */
function stem(path: string): string {
  return basename(path).replace(/(\.csv|\.parquet)?(\.gz)?$/i, "");
}

/** A `metadata.json` of raw files: what it says of each, by name. */
interface Catalogue {
  readonly files?: Readonly<Record<string, Partial<Provenance>>>;
}

/** The `metadata.json` beside a file, if there is one. */
async function catalogueBeside(path: string): Promise<Catalogue | undefined> {
  try {
    const text = await Deno.readTextFile(join(dirname(path), "metadata.json"));
    return JSON.parse(text) as Catalogue;
  } catch {
    // It is a courtesy to look: a file need not have one.
    return undefined;
  }
}

async function isFolderOf(dir: string, path: string): Promise<boolean> {
  try {
    return await Deno.realPath(dir) === await Deno.realPath(dirname(path));
  } catch {
    // The folder is still to be made.
    return false;
  }
}

function nothingLeft(path: string, report: CleaningReport): DataQualityError {
  const worst = report.rules.reduce((a, b) => b.dropped > a.dropped ? b : a);
  return new DataQualityError(
    `None of the ${report.rowsIn} quotes is left after cleaning: rule ${worst.rule} dropped ${worst.dropped} (${worst.description}). Loosen or skip it`,
    { file: path },
  );
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
