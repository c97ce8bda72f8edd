/**
 * CSV (RFC 4180) as a stream of records that know their line, with flat
 * memory. Quoted fields may hold commas, doubled quotes and line ends; a blank
 * line is skipped but counted, so that a message can name the row an editor
 * shows.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";

/** One record of a CSV file. */
export interface CsvRecord {
  /** Line on which it starts, counted from 1. */
  readonly row: number;
  /** The fields, unquoted, otherwise as they stand. */
  readonly fields: readonly string[];
}

/** A quoted field longer than this is one that was never closed. */
const LONGEST_RECORD = 1 << 20;

/**
 * Splits a stream of text into records.
 *
 * @param chunks The text, cut anywhere.
 * @param file Name for messages.
 * @returns Batches of records, one for about each chunk.
 * @throws {DataQualityError} If a quoted field does not end within 1 MiB.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csvRecords } from "lib/market/csv_records.ts";
 *
 * const batches = await Array.fromAsync(csvRecords(['a,"b', ',c"\n\nd'], "x"));
 * assertEquals(batches.flat(), [
 *   { row: 1, fields: ["a", "b,c"] },
 *   { row: 3, fields: ["d"] },
 * ]);
 * ```
 */
export async function* csvRecords(
  chunks: AsyncIterable<string> | Iterable<string>,
  file: string,
): AsyncGenerator<CsvRecord[]> {
  let rest = "";
  let row = 1;
  for await (const chunk of chunks) {
    const text = rest + chunk;
    const batch = takeRecords(text, row);
    rest = text.slice(batch.end);
    row = batch.row;
    if (batch.records.length > 0) yield batch.records;
    if (rest.length > LONGEST_RECORD) throw unclosed(file, row, rest);
  }
  if (rest === "") return;
  const last = takeRecords(rest + "\n", row);
  if (last.end <= rest.length) throw unclosed(file, last.row, rest);
  if (last.records.length > 0) yield last.records;
}

function unclosed(file: string, row: number, text: string): DataQualityError {
  return new DataQualityError(
    `A quoted field never ends: it begins ${
      JSON.stringify(text.slice(0, 40))
    }. Close it with "`,
    { file, row, value: text.slice(0, 40) },
  );
}

/** The whole records of a text; what follows `end` is not whole yet. */
function takeRecords(
  text: string,
  firstRow: number,
): { records: CsvRecord[]; end: number; row: number } {
  const records: CsvRecord[] = [];
  let start = 0;
  let row = firstRow;
  // Most files quote nothing: then a line is a record.
  let quote = text.indexOf('"');
  for (;;) {
    let end = text.indexOf("\n", start);
    if (end < 0) break;
    let lines = 1;
    if (quote >= 0 && quote < start) quote = text.indexOf('"', start);
    if (quote >= 0 && quote < end) {
      // The record goes on until its quotes are paired.
      let open = hasOddQuotes(text, start, end);
      while (open) {
        const next = text.indexOf("\n", end + 1);
        if (next >= 0) open = hasOddQuotes(text, end, next) !== open;
        end = next;
        ++lines;
        if (next < 0) break;
      }
      if (end < 0) break;
    }
    const line = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
    if (line.trim() !== "") {
      const fields = line.includes('"') ? splitQuoted(line) : line.split(",");
      records.push({ row, fields });
    }
    start = end + 1;
    row += lines;
  }
  return { records, end: start, row };
}

function hasOddQuotes(text: string, start: number, end: number): boolean {
  let odd = false;
  for (let i = start; i < end; ++i) if (text[i] === '"') odd = !odd;
  return odd;
}

function splitQuoted(line: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < line.length; ++i) {
    const c = line[i];
    if (c === '"') {
      if (quoted && line[i + 1] === '"') field += line[++i];
      else quoted = !quoted;
    } else if (c === "," && !quoted) {
      fields.push(field);
      field = "";
    } else field += c;
  }
  fields.push(field);
  return fields;
}
