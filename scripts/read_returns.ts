/** Series of returns from a CSV file. */

import { parse } from "@std/csv";
import { DataQualityError } from "lib/core/errors.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { readText } from "scripts/read_text.ts";

/** Series of one file. */
export interface ReturnsFile {
  /** File as the user named it. */
  readonly file: string;
  /** Names of the series, shape `[k]`. */
  readonly names: readonly string[];
  /** Returns, shape `[n × k]`. */
  readonly returns: Matrix;
  /** Text of the first column if it holds dates, shape `[n]`. */
  readonly dates: readonly string[] | undefined;
}

/** Headers of a first column that is no series. */
const DATE_HEADER = /^(|date|day|time|timestamp|datetime|period)$/i;

/** Text that is a date and no number. */
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|^\d{4}-\d{2}$/;

/** Dates whose order is that of their texts. */
const SORTABLE = /^\d{4}-\d{2}/;

/**
 * Reads a file with a header and one column a series.
 *
 * @throws {DataQualityError} If a return is missing or no finite number, a row
 * has more or fewer fields than the header, dates go back, or two series have one
 * name; with row (the header is row 1) and column.
 */
export async function readReturns(file: string): Promise<ReturnsFile> {
  const lines = (await readText(file)).replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.length > 0 && lines[lines.length - 1].trim() === "") lines.pop();
  if (lines.length < 2) {
    throw new DataQualityError(
      "The file must have a header and at least one row of returns",
      { file },
    );
  }
  const header = fieldsOf(lines[0]);
  const rows = lines.slice(1).map((line, i) => {
    const fields = fieldsOf(line);
    if (fields.length === header.length) return fields;
    throw new DataQualityError(
      `The row must have ${header.length} fields, as the header does: it has ${fields.length}`,
      { file, row: i + 2 },
    );
  });
  checkHeader(header, file);
  const dated = header.length > 1 &&
    (DATE_HEADER.test(header[0]) || DATE.test(rows[0][0]));
  const first = dated ? 1 : 0;
  const names = header.slice(first);
  checkNames(names, file);
  const data = new Float64Array(rows.length * names.length);
  let at = 0;
  rows.forEach((fields, i) => {
    for (let j = first; j < header.length; ++j) {
      data[at++] = numberOf(fields[j], { file, row: i + 2, column: header[j] });
    }
  });
  const dates = dated ? rows.map((fields) => fields[0]) : undefined;
  checkDates(dates, file, header[0]);
  const returns = { data, rows: rows.length, cols: names.length };
  return { file, names, returns, dates };
}

/**
 * Whether files are of the same periods.
 *
 * @throws {DataQualityError} If one has more or fewer rows, or another date.
 */
export function checkSamePeriods(first: ReturnsFile, other: ReturnsFile): void {
  const [n, m] = [first.returns.rows, other.returns.rows];
  const differs =
    first.dates?.findIndex((date, i) =>
      other.dates !== undefined && i < m && other.dates[i] !== date
    ) ?? -1;
  if (differs >= 0) {
    throw new DataQualityError(
      `The date must be that of ${first.file}, ${
        first.dates?.[differs]
      }: it is ${other.dates?.[differs]}`,
      { file: other.file, row: differs + 2 },
    );
  }
  if (n === m) return;
  throw new DataQualityError(
    `The file must have the ${n} returns of ${first.file}: it has ${m}`,
    { file: other.file, row: Math.min(n, m) + 2 },
  );
}

function fieldsOf(line: string): string[] {
  const fields = line.includes('"') ? parse(line)[0] : line.split(",");
  return fields.map((field) => field.trim());
}

function numberOf(
  text: string,
  place: {
    readonly file: string;
    readonly row: number;
    readonly column: string;
  },
): number {
  const value = text === "" ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new DataQualityError(
    text === ""
      ? "The return is missing. Fill it in, or leave the row out of every file"
      : `A return must be a finite number: it is ${JSON.stringify(text)}`,
    { ...place, value: text },
  );
}

/** Whole numbers may be names; a date or a return is no header. */
function checkHeader(header: readonly string[], file: string): void {
  const isReturn = (text: string) =>
    text !== "" && Number.isFinite(Number(text)) && !/^\d+$/.test(text);
  if (!DATE.test(header[0]) && !header.some(isReturn)) return;
  throw new DataQualityError(
    `The file must start with a header that names the series: it starts with ${
      header.slice(0, 3).join(",")
    }`,
    { file, row: 1 },
  );
}

function checkNames(names: readonly string[], file: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new DataQualityError(
    "Two series have this name. Rename or remove one",
    { file, row: 1, column: twice },
  );
}

function checkDates(
  dates: readonly string[] | undefined,
  file: string,
  column: string,
): void {
  if (!dates?.every((date) => SORTABLE.test(date))) return;
  const back = dates.findIndex((date, i) => i > 0 && date <= dates[i - 1]);
  if (back < 0) return;
  throw new DataQualityError(
    `Dates must go forward: ${dates[back]} comes after ${dates[back - 1]}`,
    { file, row: back + 2, column },
  );
}

/**
 * Whether each series of a file varies.
 *
 * @throws {DataQualityError} If one is constant.
 */
export function checkVaries({ file, names, returns }: ReturnsFile): void {
  const { data, rows, cols } = returns;
  names.forEach((column, j) => {
    for (let i = 1; i < rows; ++i) {
      if (data[i * cols + j] !== data[j]) return;
    }
    throw new DataQualityError(
      `Returns must vary: those of rows 2 to ${rows + 1} are all ${data[j]}`,
      { file, column },
    );
  });
}
