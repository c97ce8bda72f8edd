/**
 * Columns of a Parquet file as arrays, checked: a message names file, row and
 * column. polars is loaded when the first file is opened.
 *
 * @module
 */

import type pl from "nodejs-polars";
import { DataQualityError } from "lib/core/errors.ts";
import { instantField } from "lib/market/field.ts";
import { checkFile } from "lib/market/read_chain.ts";

type Polars = typeof pl;

/** The columns of one file. */
export class FrameColumns {
  /** The file. */
  readonly file: string;
  /** Number of rows. */
  readonly rows: number;
  /** Names of the columns. */
  readonly names: readonly string[];
  readonly #polars: Polars;

  private constructor(
    file: string,
    polars: Polars,
    { names, rows }: {
      readonly names: readonly string[];
      readonly rows: number;
    },
  ) {
    this.file = file;
    this.rows = rows;
    this.names = names;
    this.#polars = polars;
  }

  /**
   * Opens a file.
   *
   * @param file The Parquet file.
   * @throws {DataQualityError} If there is no such file, it is no whole
   * Parquet, or has no rows.
   */
  static async open(file: string): Promise<FrameColumns> {
    await checkFile(file);
    const { openParquet } = await import("lib/market/history/parquet_rows.ts");
    // It reads the header only, and says what is wrong with a damaged file.
    await openParquet(file, () => {});
    const { default: polars } = await import("nodejs-polars");
    const scan = polars.scanParquet(file);
    const names = (await scan.slice(0, 0).collect()).columns;
    const [[rows]] = (await scan.select(polars.len()).collect()).rows();
    if (rows > 0) return new FrameColumns(file, polars, { names, rows });
    throw new DataQualityError("The file has no rows. Write it again", {
      file,
    });
  }

  /**
   * Numbers of a column.
   *
   * @param name The column; truth values are 0 and 1.
   * @param mayLack Whether a value may be null or NaN, which is then NaN.
   * @returns The numbers `[rows]`.
   * @throws {DataQualityError} If the column holds anything else.
   */
  numbers(name: string, mayLack: boolean): Float64Array {
    const series = this.#column(name);
    const kind = kindOf(series);
    if (!series.isNumeric() && !kind.startsWith("Bool")) {
      throw new DataQualityError(
        `The column holds ${kind} and must hold numbers. Remove it, or name the features to read`,
        { file: this.file, column: name },
      );
    }
    const values = this.#floats(series);
    const bad = mayLack ? -1 : values.findIndex((x) => !Number.isFinite(x));
    if (bad < 0) return values;
    throw new DataQualityError(
      `A feature must be a finite number: it is ${
        values[bad]
      }. Fill it in, or remove the row`,
      { file: this.file, row: bad + 2, column: name, value: values[bad] },
    );
  }

  /**
   * Texts of a column.
   *
   * @param name The column; numbers are written out.
   * @throws {DataQualityError} If one is blank.
   */
  texts(name: string): string[] {
    const values = this.#column(name).toArray() as unknown[];
    return values.map((value, i) => {
      if (value !== null) return String(value);
      throw new DataQualityError("The field is blank. Fill it in", {
        file: this.file,
        row: i + 2,
        column: name,
      });
    });
  }

  /**
   * Times of a column, ms since 1970 UTC: of datetimes of any unit, dates,
   * texts, or numbers of milliseconds.
   *
   * @param name The column.
   * @param mayLack Whether a time may be blank, which is then NaN.
   * @throws {DataQualityError} If one is blank or no time.
   */
  times(name: string, mayLack: boolean): Float64Array {
    const { Datetime, Int64 } = this.#polars;
    const series = this.#column(name);
    const kind = kindOf(series);
    const isClock = kind === "Datetime" || kind === "Date";
    const values = isClock
      ? this.#floats(series.cast(Datetime("ms")).cast(Int64))
      : series.isNumeric()
      ? this.#floats(series)
      : Float64Array.from(
        series.toArray() as unknown[],
        (value, row) =>
          instantField(value, { file: this.file, row: row + 2, column: name })
            ?.instant ?? NaN,
      );
    const bad = mayLack ? -1 : values.findIndex((x) => !Number.isFinite(x));
    if (bad < 0) return values;
    throw new DataQualityError("The time is blank. Fill it in", {
      file: this.file,
      row: bad + 2,
      column: name,
    });
  }

  /** One column is read at a time, so that a wide file is not held twice. */
  #column(name: string): pl.Series {
    try {
      return this.#polars.readParquet(this.file, { columns: [name] })
        .getColumn(name);
    } catch (error) {
      throw new DataQualityError(
        `The Parquet file is damaged: ${
          (error as Error).message.split("\n")[0]
        }. Fetch or write it again`,
        { file: this.file, column: name },
      );
    }
  }

  /** Numbers as float64, nulls as NaN. */
  #floats(series: pl.Series): Float64Array {
    const floats = series.cast(this.#polars.Float64);
    return floats.nullCount() === 0
      ? Float64Array.from(floats.toTypedArray() as Float64Array)
      : Float64Array.from(
        floats.toArray() as (number | null)[],
        (value) => value ?? NaN,
      );
  }
}

/** What polars calls the type of a column. */
function kindOf(series: pl.Series): string {
  return (series.dtype as unknown as { readonly variant: string }).variant;
}
