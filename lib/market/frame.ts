/**
 * Chains as nodejs-polars data frames and back, and so as Parquet. polars is
 * loaded when one of these functions is first called.
 *
 * @module
 */

import type pl from "nodejs-polars";
import { TENOR_COLUMNS } from "lib/market/layouts/tenor.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import {
  chainFromTable,
  type ReadChainOptions,
} from "lib/market/read_chain.ts";
import { NUMBER_COLUMNS } from "lib/market/write_chain.ts";

/**
 * A nodejs-polars data frame. Its documentation is that package's own.
 *
 * @internal
 */
export type PolarsFrame = pl.DataFrame;

/**
 * A chain as a frame in the project's columns: `quote_time` a datetime in UTC,
 * `expiry` a date, numbers float64, what is not known null.
 *
 * @param chain The quotes.
 * @returns A frame of one row a quote.
 */
export async function toPolars(chain: OptionChain): Promise<PolarsFrame> {
  const { default: polars } = await import("nodejs-polars");
  const date = (ms: number) => Number.isNaN(ms) ? null : new Date(ms);
  const columns = TENOR_COLUMNS.map((name) => {
    switch (name) {
      case "underlying":
        return polars.Series(name, [...chain.underlying], polars.Utf8);
      case "type":
        return polars.Series(
          name,
          Array.from(chain.isCall, (isCall) => isCall === 1 ? "call" : "put"),
          polars.Utf8,
        );
      case "quote_time":
        return polars.Series(
          name,
          Array.from(chain.eventTime, date),
          polars.Datetime("ms"),
        );
      case "expiry":
        return polars.Series(
          name,
          Array.from(chain.expiry, date),
          polars.Datetime("ms"),
        ).cast(polars.Date);
      default:
        return polars.Series(
          name,
          Array.from(
            NUMBER_COLUMNS[name](chain),
            (value) => Number.isNaN(value) ? null : value,
          ),
          polars.Float64,
        );
    }
  });
  return polars.DataFrame(columns);
}

/**
 * A frame as a chain, checked as a file is.
 *
 * @param frame A frame in any layout that {@link chainFromTable} takes.
 * @param options The layout, and what the frame does not say.
 * @param source What to call the frame.
 * @throws {DataQualityError} If a column or a field cannot be used.
 */
export function fromPolars(
  frame: PolarsFrame,
  options: ReadChainOptions = {},
  source: string = "data frame",
): OptionChain {
  return chainFromTable(source, frame.columns, frame.rows(), options);
}

/** A chain as the bytes of a Parquet file, in the project's columns. */
export async function chainToParquet(
  chain: OptionChain,
): Promise<Uint8Array> {
  const frame = await toPolars(chain);
  return new Uint8Array(frame.writeParquet({ compression: "zstd" }));
}
