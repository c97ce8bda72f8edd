/**
 * How one kind of option table is laid out: what its header looks like and how
 * one of its rows becomes quotes. Each layout is a sibling file; the readers of
 * CSV and Parquet see only this interface.
 *
 * @module
 */

import type { Header } from "lib/market/columns.ts";
import type { ChainRow } from "lib/market/option_chain.ts";

/** What a caller adds to a file. */
export interface ReadOptions {
  /** Spot, where the file gives none. */
  readonly spot?: number;
  /** Continuous rate, where the file gives none. */
  readonly rate?: number;
  /** Continuous dividend yield, where the file gives none. */
  readonly dividend?: number;
  /** Quote date, `2025-04-30`: where the file gives none, else a filter. */
  readonly date?: string;
  /** Underlying: where the file gives none, else a filter. */
  readonly underlying?: string;
}

/** What stands above and in the header. */
export interface TableHead extends Header {
  /** Records above the header. */
  readonly preamble: readonly (readonly string[])[];
}

/** One row of a table as the quotes it holds. */
export type RowReader = (
  fields: ArrayLike<unknown>,
  row: number,
) => readonly ChainRow[];

/** One kind of option table. */
export interface ChainLayout {
  /** Name, as `--layout` takes it. */
  readonly name: "tenor" | "cboe" | "occ";
  /** Whether a header is of this kind. */
  readonly matches: (names: readonly string[]) => boolean;
  /**
   * A reader of rows below this header.
   *
   * @throws {DataQualityError} If a column is missing.
   */
  readonly open: (head: TableHead, options: ReadOptions) => RowReader;
}
