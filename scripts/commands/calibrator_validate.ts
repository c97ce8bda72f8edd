import { type Command, Option } from "commander";
import { finiteNumber, wholeNumber } from "scripts/option_values.ts";

/** What commander hands over. */
export interface ValidateFlags {
  law: string[];
  spot?: number;
  rate?: number;
  dividend?: number;
  date?: string;
  underlying?: string;
  clean?: boolean;
  minMaturity: number;
  maxLogMoneyness: number;
  maxQuotes: number;
  method: ("least-squares" | "net" | "polish" | "retrained-net")[];
  models: string;
  starts: number;
  seed: number;
  out: string;
  json?: boolean;
  /** Ways of holding out, for `out-of-sample`. */
  holdOut?: ("strikes" | "wings" | "expiries" | "days")[];
  /** Days of the first window, for `forward-walk`. */
  first?: number;
  /** Longest window, for `forward-walk`. */
  longest?: number;
  /** Errors to compare by, for `significance`. */
  by?: "strikes" | "expiries" | "days" | "next-day";
  /** Chance of a false claim, for `significance`. */
  level?: number;
  /** Trials of each level, for `sensitivity`. */
  trials?: number;
}

/** The studies. */
export type ValidationKind =
  | "out-of-sample"
  | "forward-walk"
  | "significance"
  | "sensitivity";

const HELP = `
Every study fits anew on what it is shown, and writes a run with figures, charts
and a verdict. Of a call and a put of one strike the one out of the money is
taken. QUOTES.csv is read as by tenor calibrate; a file of several days is needed
for forward-walk. A net is as it was trained, on synthetic surfaces alone; with
--method retrained-net every fit trains a net of its own about the quotes that it
is shown, which takes half a minute each.

Example:
  deno task tenor calibrator validate out-of-sample data/raw/spx_2002-04-18.csv --law vg --law heston`;

/** Adds `tenor calibrator validate`. */
export function registerValidate(parent: Command): void {
  const validate = parent.command("validate")
    .description("how far a calibration can be trusted")
    .addHelpText("after", HELP);

  study(validate, "out-of-sample")
    .description("errors on strikes, wings, expiries and days held out")
    .addOption(
      new Option("--hold-out <what...>", "ways of holding out [all]")
        .choices(["strikes", "wings", "expiries", "days"]),
    );
  study(validate, "forward-walk")
    .description("fit to all days so far, score the next, move on")
    .option("--first <days>", "days of the first window", wholeNumber(1, 1e6))
    .option(
      "--longest <days>",
      "longest window [it expands]",
      wholeNumber(1, 1e6),
    );
  study(validate, "significance")
    .description("paired tests between laws and against the naive smile")
    .addOption(
      new Option("--by <errors>", "next-day from four days on, else strikes")
        .choices(["strikes", "expiries", "days", "next-day"]),
    )
    .option("--level <p>", "chance of any false claim [0.05]", finiteNumber);
  study(validate, "sensitivity")
    .description("noise, Jacobian, missing quotes and strange surfaces")
    .option("--trials <n>", "trials of each level [20]", wholeNumber(1, 1e4));
}

function study(parent: Command, kind: ValidationKind): Command {
  return parent.command(kind)
    .argument("<quotes>", "CSV, CSV.gz or Parquet file of quotes")
    .requiredOption(
      "--law <name...>",
      "names of laws; vg is variance-gamma",
    )
    .option("--spot <price>", "spot where the file has none", finiteNumber)
    .option("--rate <rate>", "continuous rate", finiteNumber)
    .option("--dividend <yield>", "continuous dividend yield", finiteNumber)
    .option("--date <yyyy-mm-dd>", "only quotes of this day")
    .option("--underlying <symbol>", "only quotes of this underlying")
    .option("--clean", "clean the quotes first, and say what was dropped")
    .option(
      "--min-maturity <years>",
      "shortest time to expiry",
      finiteNumber,
      0.05,
    )
    .option(
      "--max-log-moneyness <x>",
      "largest |ln(strike/forward)|",
      finiteNumber,
      0.3,
    )
    .option(
      "--max-quotes <n>",
      "most quotes a day, evenly spread",
      wholeNumber(10, 1e6),
      250,
    )
    .addOption(
      new Option("--method <name...>", "how laws are fitted")
        .choices(["least-squares", "net", "polish", "retrained-net"])
        .default(["least-squares"], "least-squares"),
    )
    .option("--models <dir>", "where nets are registered", "results/models")
    .option(
      "--starts <n>",
      "starts of each fit by least squares",
      wholeNumber(1, 64),
      2,
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 1)
    .option("--out <dir>", "folder of runs", "results/runs")
    .option("--json", "print JSON instead of text")
    .action(async (file: string, flags: ValidateFlags) => {
      const { runValidate } = await import(
        "scripts/run_calibrator_validate.ts"
      );
      await runValidate(kind, file, flags);
    });
}
