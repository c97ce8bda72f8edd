/**
 * Chains as danfojs data frames and back, for small tables in notebooks.
 *
 * danfojs brings TensorFlow.js: about 300 MB that are fetched when
 * {@link loadDanfo} is first called, and never before, as the specifier is put
 * together at run time. A lock file that records it would have everybody fetch
 * it: run with `--no-lock`, or leave that change of deno.lock out.
 *
 * @module
 */

import { formatDate } from "lib/market/instant.ts";
import { TENOR_COLUMNS } from "lib/market/layouts/tenor.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import {
  chainFromTable,
  type ReadChainOptions,
} from "lib/market/read_chain.ts";
import { NUMBER_COLUMNS } from "lib/market/write_chain.ts";

/** The newest version whose dependencies resolve. */
const DANFO = { name: "danfojs", version: "1.1.2" };

/** What is used of a danfojs data frame. */
export interface DanfoFrame {
  /** Column names. */
  readonly columns: string[];
  /** Rows of fields. */
  readonly values: unknown;
  /** Rows and columns. */
  readonly shape: number[];
}

/** What is used of danfojs. */
export interface Danfo {
  /** Makes a frame of columns. */
  readonly DataFrame: new (
    columns: Readonly<Record<string, readonly unknown[]>>,
  ) => DanfoFrame;
}

/**
 * Loads danfojs, fetching it the first time.
 *
 * @throws {TypeError} If it can be neither found nor fetched.
 */
export async function loadDanfo(): Promise<Danfo> {
  return await import(`npm:${DANFO.name}@${DANFO.version}`);
}

/**
 * A chain as a danfojs frame in the project's columns: dates as text, numbers
 * that are not known NaN (danfojs's `describe` throws on null).
 *
 * @param chain The quotes.
 * @returns A frame of one row a quote. Its values are double; its `tensor` is
 * single precision.
 */
export async function toDanfo(chain: OptionChain): Promise<DanfoFrame> {
  const { DataFrame } = await loadDanfo();
  return new DataFrame(
    Object.fromEntries(
      TENOR_COLUMNS.map((name) => [name, columnOf(chain, name)]),
    ),
  );
}

/**
 * A danfojs frame as a chain, checked as a file is; NaN counts as not known.
 *
 * @param frame A frame in any layout that {@link chainFromTable} takes.
 * @param options The layout, and what the frame does not say.
 * @param source What to call the frame.
 * @throws {DataQualityError} If a column or a field cannot be used.
 */
export function fromDanfo(
  frame: DanfoFrame,
  options: ReadChainOptions = {},
  source: string = "data frame",
): OptionChain {
  const rows = (frame.values as unknown[][]).map((row) =>
    row.map((value) => Number.isNaN(value) ? null : value)
  );
  return chainFromTable(source, frame.columns, rows, options);
}

function columnOf(
  chain: OptionChain,
  name: (typeof TENOR_COLUMNS)[number],
): unknown[] {
  switch (name) {
    case "underlying":
      return [...chain.underlying];
    case "type":
      return Array.from(chain.isCall, (each) => each === 1 ? "call" : "put");
    case "quote_time":
      return Array.from(
        chain.eventTime,
        (ms) => Number.isNaN(ms) ? "" : new Date(ms).toISOString(),
      );
    case "expiry":
      return Array.from(
        chain.expiry,
        (ms) => Number.isNaN(ms) ? "" : formatDate(ms),
      );
    default:
      return [...NUMBER_COLUMNS[name](chain)];
  }
}
