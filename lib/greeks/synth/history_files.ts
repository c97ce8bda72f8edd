/**
 * A synthetic history as the two tables that a history store reads, and
 * `metadata.json` beside them: settings, rows and hashes.
 *
 * Days are written as they are made, in flat memory, beside their place; once
 * all is on the disk, the tables are renamed into it and the metadata last. The
 * folder is locked meanwhile, so what a killed writer left is overwritten.
 *
 * @module
 */

import { join } from "@std/path";
import { sha256OfFile } from "lib/core/hash.ts";
import type { Watch } from "lib/core/progress.ts";
import { TABLE_FORMS } from "lib/greeks/synth/history_tables.ts";
import { syntheticHistory } from "lib/greeks/synth/synthetic_history.ts";
import type { SynthSettings } from "lib/greeks/synth/synth_settings.ts";
import type { HistoryTable } from "lib/market/history/history_store.ts";
import { formatDate } from "lib/market/instant.ts";

/** Formats of the tables. */
export const SYNTH_FORMATS = ["csv", "parquet"] as const;

/** Name of a format. */
export type SynthFormat = (typeof SYNTH_FORMATS)[number];

/** How to write a history. */
export interface HistoryFilesOptions extends Watch {
  /** Version of the code, for the metadata. */
  readonly codeVersion: string;
  /** Format of the tables. @default {"csv"} */
  readonly format?: SynthFormat;
}

/** What the metadata says of a table. */
export interface HistoryFile {
  /** What stands in it. */
  readonly description: string;
  /** How it is to be read. */
  readonly conventions: string;
  /** Rows below the header. */
  readonly rows: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

/** What stands in `metadata.json`. */
export interface HistoryMetadata {
  /** What made the data. */
  readonly source: string;
  /** Under what terms it may be used. */
  readonly licence: string;
  /** Version of the code that made it. */
  readonly codeVersion: string;
  /** What fixes the bytes of the tables. */
  readonly settings: SynthSettings;
  /** The tables by name of their file. */
  readonly files: Readonly<Record<string, HistoryFile>>;
}

const TABLES = Object.keys(TABLE_FORMS) as HistoryTable[];

/**
 * Makes a history and writes it.
 *
 * @param dir The folder, made where needed; a history there is replaced.
 * @param settings What fixes the history.
 * @param options Format, code version, listener and signal.
 * @returns What `metadata.json` says.
 * @throws {RangeError} If `dir` cannot be written into.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeHistoryFiles } from "lib/greeks/synth/history_files.ts";
 * import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
 *
 * const dir = await Deno.makeTempDir();
 * const settings = makeSynthSettings({ days: 1 });
 * const { files } = await writeHistoryFiles(dir, settings, {
 *   codeVersion: "unknown",
 * });
 * assertEquals(files["price_history.csv"].rows, 5);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function writeHistoryFiles(
  dir: string,
  settings: SynthSettings,
  options: HistoryFilesOptions,
): Promise<HistoryMetadata> {
  try {
    await Deno.mkdir(dir, { recursive: true });
    using folder = await Deno.open(dir, { read: true });
    await folder.lock(true);
    return await writeInto(dir, settings, options);
  } catch (error) {
    const cannot = error instanceof Error && Object.values(Deno.errors)
      .some((kind) => error instanceof kind);
    if (!cannot) throw error;
    throw new RangeError(
      `Cannot write into ${dir}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

async function writeInto(
  dir: string,
  settings: SynthSettings,
  options: HistoryFilesOptions,
): Promise<HistoryMetadata> {
  const { format = "csv", codeVersion } = options;
  const made: string[] = [];
  const besideOf = (file: string) => {
    const path = join(dir, `.${file}.partial`);
    made.push(path);
    return path;
  };
  try {
    const csv = Object.fromEntries(
      TABLES.map((table) => [table, besideOf(`${table}.csv`)]),
    ) as Record<HistoryTable, string>;
    const rows = await writeCsv(csv, settings, options);
    const files: Record<string, HistoryFile> = {};
    const places: [beside: string, file: string][] = [];
    for (const table of TABLES) {
      const file = `${table}.${format}`;
      const beside = format === "csv" ? csv[table] : besideOf(file);
      if (format === "parquet") {
        const { csvToParquet } = await import(
          "lib/greeks/synth/csv_to_parquet.ts"
        );
        await csvToParquet(csv[table], beside, TABLE_FORMS[table].numbers);
      }
      await flush(beside);
      places.push([beside, file]);
      files[file] = {
        description: TABLE_FORMS[table].description(settings),
        conventions: TABLE_FORMS[table].conventions(settings),
        rows: rows[table],
        sha256: await sha256OfFile(beside),
      };
    }
    const metadata: HistoryMetadata = {
      source:
        `Made by Tenor: the ${settings.law} law along a path of its variance`,
      licence: "MIT, as the code that made it",
      codeVersion,
      settings,
      files,
    };
    const last = besideOf("metadata.json");
    await Deno.writeTextFile(last, `${JSON.stringify(metadata, null, 2)}\n`);
    await flush(last);
    places.push([last, "metadata.json"]);
    // Tables of another format would be of another history.
    const others = SYNTH_FORMATS.filter((other) => other !== format)
      .flatMap((other) =>
        TABLES.map((table) => join(dir, `${table}.${other}`))
      );
    await Promise.all(others.map(removeIfThere));
    for (const [beside, file] of places) {
      await Deno.rename(beside, join(dir, file));
    }
    return metadata;
  } finally {
    await Promise.all(made.map(removeIfThere));
  }
}

/** Writes both tables day by day; returns their rows. */
async function writeCsv(
  paths: Readonly<Record<HistoryTable, string>>,
  settings: SynthSettings,
  { signal, onProgress }: Watch,
): Promise<Record<HistoryTable, number>> {
  const rows = { option_chain_history: 0, price_history: 0 };
  const sinks = TABLES.map((table) => {
    const create = { write: true, create: true, truncate: true };
    const file = Deno.openSync(paths[table], create);
    return { table, writer: file.writable.getWriter() };
  });
  const encoder = new TextEncoder();
  try {
    for (const { table, writer } of sinks) {
      const header = TABLE_FORMS[table].columns.join(",");
      await writer.write(encoder.encode(`${header}\n`));
    }
    let done = 0;
    const every = Math.ceil(settings.days / 200);
    for (const day of syntheticHistory(settings)) {
      signal?.throwIfAborted();
      for (const { table, writer } of sinks) {
        const lines = TABLE_FORMS[table].lines(day, settings);
        rows[table] += lines.length;
        await writer.write(encoder.encode(lines.join("")));
      }
      if (++done % every > 0 && done < settings.days) continue;
      const label = `${formatDate(day.state.date)}, quotes`;
      onProgress?.({ done, total: settings.days, label });
    }
    await Promise.all(sinks.map(({ writer }) => writer.close()));
  } finally {
    // One that failed is closed, and its own error is the one to tell.
    await Promise.allSettled(sinks.map(({ writer }) => writer.close()));
  }
  return rows;
}

/** Sees that a file is on the disk, so that a rename cannot outrun it. */
async function flush(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  await file.sync();
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
