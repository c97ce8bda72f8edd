import { type Command, InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "scripts/option_values.ts";
import {
  addQuoteOptions,
  QUOTE_COLUMNS,
  type QuoteFlags,
} from "scripts/quote_options.ts";

const EXAMPLE = `
${QUOTE_COLUMNS}

Example:
  deno task tenor posterior data/raw/spx_2002-04-18.csv --law vg --draws 1000 --chains 4`;

/** The noise of the quotes, as it is given. */
export type NoiseFlag = "auto" | "spread" | "sampled" | "both" | number;

/** What commander hands over. */
export interface PosteriorFlags extends QuoteFlags {
  law: string;
  sampler: "nuts" | "ensemble";
  draws: number;
  warmup: number;
  chains: number;
  walkers?: number;
  seed: number;
  noise: NoiseFlag;
  mostQuotes: number;
  targetAcceptance: number;
  workers: number;
  contracts: boolean;
  contractDraws: number;
  samples?: boolean;
  out?: string;
  json?: boolean;
}

/** Adds `tenor posterior`. */
export function register(program: Command): void {
  const command = program.command("posterior")
    .description("sample a law's parameters given option quotes")
    .argument("<quotes>", "CSV, CSV.gz or Parquet file of quotes")
    .requiredOption("--law <name>", "name of the law");
  addQuoteOptions(command)
    .addOption(
      new Option("--sampler <name>", "No-U-Turn, or affine-invariant ensembles")
        .choices(["nuts", "ensemble"]).default("nuts"),
    )
    .option(
      "--draws <count>",
      "draws kept of each chain (of each walker)",
      wholeNumber(4, 1_000_000),
      1000,
    )
    .option(
      "--warmup <count>",
      "draws before them",
      wholeNumber(0, 1_000_000),
      1000,
    )
    .option(
      "--chains <count>",
      "chains (ensembles)",
      wholeNumber(1, 64),
      4,
    )
    .option(
      "--walkers <count>",
      "walkers of an ensemble, an even number (default: 4 a parameter, at least 16)",
      wholeNumber(2, 10_000),
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 1)
    .option(
      "--noise <kind>",
      "auto, spread, sampled, both, or a volatility such as 0.005",
      noiseFlag,
      "auto",
    )
    .option(
      "--most-quotes <count>",
      "of more quotes, this many are used, evenly chosen",
      wholeNumber(1, 100_000),
      400,
    )
    .option(
      "--target-acceptance <share>",
      "what the step size of NUTS aims at",
      share,
      0.9,
    )
    .option(
      "--workers <count>",
      "threads; the draws do not depend on it",
      wholeNumber(0, 64),
      navigator.hardwareConcurrency,
    )
    .option("--no-contracts", "leave out the barrier and the Asian")
    .option(
      "--contract-draws <count>",
      "draws at which they are priced",
      wholeNumber(2, 10_000),
      64,
    )
    .option("--samples", "put the draws into the JSON")
    .option("--out <dir>", "also write report, draws and charts there")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", EXAMPLE)
    .action(async (file: string, flags: PosteriorFlags) => {
      const { runPosterior } = await import("scripts/run_posterior.ts");
      await runPosterior(file, flags);
    });
}

function noiseFlag(text: string): NoiseFlag {
  const word = (["auto", "spread", "sampled", "both"] as const)
    .find((name) => name === text);
  if (word !== undefined) return word;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError(
    "It must be auto, spread, sampled, both, or a volatility > 0 such as 0.005.",
  );
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It must be a number between 0 and 1.");
}
