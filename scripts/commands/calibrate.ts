import { type Command, Option } from "commander";
import { finiteNumber, wholeNumber } from "scripts/option_values.ts";

const EXAMPLE = `
Columns of QUOTES.csv:
  strike, type (call or put), maturity (years) or expiry (a date, with --date or
  a column quote_time), and price, or bid and ask, or implied_vol;
  optional: spot, rate, dividend, underlying, volume, open_interest.
  Cboe quote tables, tables keyed by OCC symbols and Parquet are read too.
  Without rates, forwards come from put-call parity.

Example:
  deno task tenor calibrate data/raw/dax_2002-07-05.csv --law heston --space implied-vol`;

/** What commander hands over. */
interface Flags {
  law: string;
  spot?: number;
  rate?: number;
  dividend?: number;
  date?: string;
  underlying?: string;
  layout: "auto";
  weights: "none" | "vega" | "spread";
  space: "price" | "implied-vol";
  clean?: boolean;
  out?: string;
  json?: boolean;
  seed: number;
  starts: number;
}

/** Adds `tenor calibrate`. */
export function register(program: Command): void {
  program.command("calibrate")
    .description("fit a pricing law to option quotes")
    .argument("<quotes>", "CSV, CSV.gz or Parquet file of quotes")
    .requiredOption("--law <name>", 'name of the law, or "all"')
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
    .addOption(
      new Option("--weights <kind>", "weights of the quotes")
        .choices(["none", "vega", "spread"]).default("none"),
    )
    .addOption(
      new Option("--space <kind>", "what is compared")
        .choices(["price", "implied-vol"]).default("price"),
    )
    .option("--clean", "clean the quotes first, and say what was dropped")
    .option("--starts <count>", "starts of the search", wholeNumber(1, 64), 4)
    .option(
      "--seed <integer>",
      "seed of the starts",
      wholeNumber(0, 2 ** 32 - 1),
      1,
    )
    .option("--out <dir>", "also write calibration_<law>.json there")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", EXAMPLE)
    .action(async (file: string, flags: Flags) => {
      const { runCalibrate } = await import("scripts/run_calibrate.ts");
      await runCalibrate(file, flags);
    });
}

export type { Flags as CalibrateFlags };
