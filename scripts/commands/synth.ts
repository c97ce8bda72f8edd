import { type Command, Option } from "commander";
import { finiteNumber, wholeNumber } from "scripts/option_values.ts";

const EXAMPLE = `
Writes part-00000.parquet … (a column a parameter, then iv_000 …, one a node,
maturity-major) and metadata.json. A run that was stopped goes on where it was.

Example:
  deno task tenor synth --law vg --samples 100000`;

/** What commander hands over. */
export interface SynthFlags {
  law: string;
  samples: number;
  seed: number;
  out?: string;
  noise: "none" | "proportional" | "bid-ask" | "outliers";
  noiseLevel: number;
  grid: "standard" | "basis" | "random";
  tolerance: number;
  chunk: number;
  workers: number;
  json?: boolean;
}

/** Adds `tenor synth`. */
export function register(program: Command): void {
  program.command("synth")
    .description("draw labelled surfaces of a law over its training region")
    .requiredOption("--law <name>", "name of the law; vg is variance-gamma")
    .option(
      "--samples <n>",
      "points of the Sobol sequence",
      wholeNumber(1, 1e8),
      100_000,
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 1)
    .option(
      "--out <dir>",
      "folder [data/synthetic/<law>_<grid>_<samples>_seed<seed>]",
    )
    .addOption(
      new Option(
        "--grid <kind>",
        "20 strikes × 10 maturities, the finer grid of the modes, or a random one a surface",
      )
        .choices(["standard", "basis", "random"]).default("standard"),
    )
    .addOption(
      new Option("--noise <kind>", "noise on the volatilities")
        .choices(["none", "proportional", "bid-ask", "outliers"])
        .default("none"),
    )
    .option("--noise-level <x>", "its relative size", finiteNumber, 0.01)
    .option(
      "--tolerance <x>",
      "price error over the forward",
      finiteNumber,
      1e-8,
    )
    .option("--chunk <n>", "points a part", wholeNumber(1, 1e6), 2000)
    .option(
      "--workers <n>",
      "threads",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .option("--json", "print metadata.json instead of text")
    .addHelpText("after", EXAMPLE)
    .action(async (flags: SynthFlags) => {
      const { runSynth } = await import("scripts/run_synth.ts");
      await runSynth(flags);
    });
}
