import { type Command, Option } from "commander";
import { wholeNumber } from "scripts/option_values.ts";
import {
  addQuoteOptions,
  QUOTE_COLUMNS,
  type QuoteFlags,
} from "scripts/quote_options.ts";

const EXAMPLE = `
${QUOTE_COLUMNS}

Example:
  deno task tenor calibrate data/raw/dax_2002-07-05.csv --law heston --space implied-vol`;

/** What commander hands over. */
interface Flags extends QuoteFlags {
  law: string;
  weights: "none" | "vega" | "spread";
  space: "price" | "implied-vol";
  out?: string;
  json?: boolean;
  seed: number;
  starts: number;
}

/** Adds `tenor calibrate`. */
export function register(program: Command): void {
  const command = program.command("calibrate")
    .description("fit a pricing law to option quotes")
    .argument("<quotes>", "CSV, CSV.gz or Parquet file of quotes")
    .requiredOption("--law <name>", 'name of the law, or "all"');
  addQuoteOptions(command)
    .addOption(
      new Option("--weights <kind>", "weights of the quotes")
        .choices(["none", "vega", "spread"]).default("none"),
    )
    .addOption(
      new Option("--space <kind>", "what is compared")
        .choices(["price", "implied-vol"]).default("price"),
    )
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
