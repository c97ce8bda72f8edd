/** The rows of a CSV text as objects, in flat memory. */

import { parse } from "@std/csv";

/** A line longer than this is taken for something other than CSV. */
const LONGEST_LINE = 1_000_000;

/**
 * Splits a stream of CSV text with a header into rows.
 *
 * A row is one line. Fields that read as numbers become numbers; empty ones are
 * left out; blank lines are skipped.
 *
 * @param chunks The text in pieces.
 * @param options The file's name for messages, and columns that must be there.
 * @yields Batches of rows, by column; a line that is no CSV becomes its text.
 * @throws {SyntaxError} If there is no header or it lacks a column.
 */
export async function* csvRows(
  chunks: AsyncIterable<string>,
  { file, required }: {
    readonly file: string;
    readonly required: readonly string[];
  },
): AsyncGenerator<unknown[]> {
  let header: string[] | undefined;
  let rest = "";
  const take = (lines: readonly string[]): unknown[] => {
    const rows: unknown[] = [];
    for (const line of lines) {
      if (line.trim() === "") continue;
      if (header !== undefined) rows.push(rowOf(line, header));
      else header = headerOf(line, file, required);
    }
    return rows;
  };
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      throw new SyntaxError(
        `Cannot read ${file} as a line must hold at most ${LONGEST_LINE} characters: is it CSV?`,
      );
    }
    const rows = take(lines);
    if (rows.length > 0) yield rows;
  }
  const rows = take([rest]);
  if (header === undefined) {
    throw new SyntaxError(
      `Cannot read ${file} as CSV must start with a header: it is empty. Put ${
        required.join(",")
      } in its first line`,
    );
  }
  if (rows.length > 0) yield rows;
}

function headerOf(
  line: string,
  file: string,
  required: readonly string[],
): string[] {
  const header = (fieldsOf(line) ?? []).map((name) => name.trim());
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length === 0) return header;
  throw new SyntaxError(
    `Cannot read ${file} as its header must name ${
      required.join(",")
    }: it lacks ${missing.join(", ")} and reads ${
      JSON.stringify(line.trim().slice(0, 100))
    }`,
  );
}

/** Fields of one line, or undefined if its quotation marks do not match. */
function fieldsOf(line: string): string[] | undefined {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (!text.includes('"')) return text.split(",");
  try {
    return parse(text)[0];
  } catch {
    return undefined;
  }
}

function rowOf(line: string, header: readonly string[]): unknown {
  const fields = fieldsOf(line);
  if (fields === undefined) return line;
  const row: Record<string, unknown> = {};
  for (let i = 0; i < header.length; ++i) {
    const text = (fields[i] ?? "").trim();
    if (text === "") continue;
    const number = header[i] === "id" ? NaN : Number(text);
    row[header[i]] = number === number ? number : text;
  }
  return row;
}
