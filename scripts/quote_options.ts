/** The options with which every command reads quotes. */

import { type Command, Option } from "commander";
import { finiteNumber } from "scripts/option_values.ts";

/** What commander hands over. */
export interface QuoteFlags {
  /** Spot where the file has none. */
  spot?: number;
  /** Continuous rate. */
  rate?: number;
  /** Continuous dividend yield. */
  dividend?: number;
  /** Quote date. */
  date?: string;
  /** Symbol. */
  underlying?: string;
  /** Layout of the table. */
  layout: "auto";
  /** Whether to clean first. */
  clean?: boolean;
}

/** What a quote file may hold, for a command's help. */
export const QUOTE_COLUMNS = `Columns of QUOTES.csv:
  strike, type (call or put), maturity (years) or expiry (a date, with --date or
  a column quote_time), and price, or bid and ask, or implied_vol;
  optional: spot, rate, dividend, underlying, volume, open_interest.
  Cboe quote tables, tables keyed by OCC symbols and Parquet are read too.
  Without rates, forwards come from put-call parity.`;

/** Adds the options. */
export function addQuoteOptions(command: Command): Command {
  return command
    .option("--spot <price>", "spot where the file has none", finiteNumber)
    .option("--rate <rate>", "continuous rate", finiteNumber)
    .option("--dividend <yield>", "continuous dividend yield", finiteNumber)
    .option(
      "--date <yyyy-mm-dd>",
      "quote date where the file has none; else only its quotes are kept",
    )
    .option("--underlying <symbol>", "symbol, likewise")
    .addOption(
      new Option("--layout <name>", "layout of the table")
        .choices(["auto", "tenor", "cboe", "occ"]).default("auto"),
    )
    .option("--clean", "clean the quotes first, and say what was dropped");
}
