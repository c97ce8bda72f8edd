/**
 * A column of a table as it is read, before it is known whether it holds
 * numbers or categories.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { categoryOf, type Cell } from "lib/models/table/cell.ts";

/** Where the rows of a table stand, for messages. */
export interface TablePlace {
  /** The file, as the caller named it. */
  readonly file: string;
  /** Row of each row in the file, shape `[n]`. */
  readonly rows: Int32Array;
}

/** A column that was read whole. */
export interface TableColumn {
  /** Its name in the header. */
  readonly name: string;
  /** Its numbers, NaN where there is none, shape `[n]`. */
  readonly values: Float64Array;
  /** Index of each row's text, −1 where there is none, shape `[n]`. */
  readonly codes: Int32Array;
  /** Its texts, in order of appearance. */
  readonly texts: readonly string[];
}

/** A column that grows by cells. */
export class ColumnBuilder {
  /** Its name in the header. */
  readonly name: string;
  #count = 0;
  #values = new Float64Array(1024);
  #codes: Int32Array | null = null;
  readonly #codeOf = new Map<string, number>();

  /**
   * Makes an empty column.
   *
   * @param name Its name in the header.
   */
  constructor(name: string) {
    this.name = name;
  }

  /** Adds a row. */
  add(cell: Cell): void {
    const at = this.#count++;
    if (at === this.#values.length) this.#grow();
    if (typeof cell === "number") {
      this.#values[at] = cell;
      return;
    }
    let code = this.#codeOf.get(cell);
    if (code === undefined) this.#codeOf.set(cell, code = this.#codeOf.size);
    this.#values[at] = NaN;
    this.#codes ??= new Int32Array(this.#values.length).fill(-1);
    this.#codes[at] = code;
  }

  /** The column so far. */
  build(): TableColumn {
    const n = this.#count;
    return {
      name: this.name,
      values: this.#values.slice(0, n),
      codes: this.#codes?.slice(0, n) ?? new Int32Array(n).fill(-1),
      texts: [...this.#codeOf.keys()],
    };
  }

  #grow(): void {
    const values = new Float64Array(2 * this.#values.length);
    values.set(this.#values);
    if (this.#codes !== null) {
      const codes = new Int32Array(values.length).fill(-1);
      codes.set(this.#codes);
      this.#codes = codes;
    }
    this.#values = values;
  }
}

/**
 * Whether a column holds categories: texts only, or more texts than numbers.
 *
 * @throws {DataQualityError} If texts stand among numbers: one of them is
 * taken for a number that was spoilt, and is named.
 */
export function isCategorical(column: TableColumn, place: TablePlace): boolean {
  const { values, codes, texts, name } = column;
  if (texts.length === 0) return false;
  let textCount = 0, numberCount = 0;
  for (let i = 0; i < codes.length; ++i) {
    if (codes[i] >= 0) textCount++;
    else if (!Number.isNaN(values[i])) numberCount++;
  }
  if (textCount > numberCount) return true;
  const first = codes.findIndex((code) => code >= 0);
  throw notANumber(texts[codes[first]], {
    file: place.file,
    row: place.rows[first],
    column: name,
  });
}

/** The error for a text among numbers. */
export function notANumber(
  value: string,
  place: {
    readonly file: string;
    readonly row: number;
    readonly column: string;
  },
): DataQualityError {
  return new DataQualityError(
    `The value must be a number, or blank: current value is ${
      JSON.stringify(value.slice(0, 80))
    }. Mend it, or name the column in --categorical if its values are categories`,
    { ...place, value },
  );
}

/** The cell of a row. */
export function cellAt(column: TableColumn, row: number): Cell {
  const code = column.codes[row];
  return code >= 0 ? column.texts[code] : column.values[row];
}

/** The distinct categories of a column, sorted; none for what is missing. */
export function categoriesOf(column: TableColumn): string[] {
  const found = new Set(column.texts);
  for (const value of new Set(column.values)) {
    if (!Number.isNaN(value)) found.add(categoryOf(value));
  }
  return [...found].sort(byText);
}

/** Numbers first, by size; then texts, by their code units. */
function byText(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  const [isX, isY] = [!Number.isNaN(x), !Number.isNaN(y)];
  if (isX && isY) return x - y;
  if (isX !== isY) return isX ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
