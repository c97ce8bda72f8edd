import { type Command, InvalidArgumentError, Option } from "commander";
import { positiveNumber, wholeNumber } from "scripts/option_values.ts";

/** What commander hands over. */
export interface ValidateFlags {
  trials?: string;
  benchmark?: string;
  periodsPerYear: number;
  blocks: number;
  blockLength: number;
  bootstrap: "stationary" | "moving";
  replications: number;
  seed: number;
  json?: boolean;
}

const HELP = `
Files are CSV with a header and one column a series of returns in decimals, a
row a period; a first column of dates is left out, and where several files have
one the dates must agree. The returns are those of the chosen strategy, one
series; trials are all that were tried, the chosen one with them. Figures whose
input is absent are null.

Definitions
  sharpe          mean over deviation (ddof 1), a period
  psr             Bailey and Lopez de Prado (2012), against 0; skewness and
                  kurtosis with ddof 0
  deflatedSharpe  psr against the expected best of N trials, the variance of
                  their Sharpe ratios a period with ddof 1
  minTrackRecord  periods after which psr is .95; null if never
  pbo             CSCV: contiguous blocks, logits of rank/(N + 1) at most 0
  realityCheck    White (2000); the benchmark is zero returns unless given
  spa             Hansen's lower, consistent and upper centres, of means as they
                  are, as the Python package arch does; spaStudentized divides by
                  standard errors, as Hansen (2005) does
  stepm, mcs      trials by name, at level .10; mcs by the range statistic
  blockLength     Politis and White (2004), corrected 2009, not rounded
  ljungBox        lags: 10, or n/5 if fewer
  neweyWest       of the mean; lag: 4(n/100)^(2/9), Bartlett's weights
  adf             with a constant, lags by AIC, p-value by MacKinnon (1994)

Examples:
  deno task tenor validate returns.csv
  deno task tenor validate returns.csv --trials trials.csv --json`;

/** Adds `tenor validate`. */
export function register(program: Command): void {
  program.command("validate")
    .description("skill or luck: a strategy's returns, with its trials counted")
    .argument("<returns>", "CSV file of the chosen strategy's returns")
    .option("--trials <file>", "returns of all that were tried")
    .option("--benchmark <file>", "returns that trials are to beat")
    .option(
      "--periods-per-year <x>",
      "periods a year",
      positiveNumber,
      252,
    )
    .option(
      "--blocks <n>",
      "blocks of the cross-validation behind pbo, even",
      evenNumber,
      16,
    )
    .option(
      "--block-length <x>",
      "periods a block of the bootstrap",
      positiveNumber,
      10,
    )
    .addOption(
      new Option("--bootstrap <kind>", "how blocks are cut")
        .choices(["stationary", "moving"]).default("stationary"),
    )
    .option(
      "--replications <n>",
      "resamples",
      wholeNumber(1, 1_000_000),
      10_000,
    )
    .option("--seed <n>", "of the resamples", wholeNumber(0, 2 ** 32 - 1), 1)
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (file: string, flags: ValidateFlags) => {
      const { runValidate } = await import("scripts/run_validate.ts");
      await runValidate(file, flags);
    });
}

function evenNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 2 && value % 2 === 0) return value;
  throw new InvalidArgumentError("It must be an even number from 2.");
}
