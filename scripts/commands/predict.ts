import type { Command } from "commander";

/** What commander hands over. */
export interface PredictFlags {
  json?: boolean;
}

const HELP = `
Columns are found by name, in any order; others are passed over. One prediction
a line: a number, or the probability of the second class. With --json
{ predictions: [...] }, and classes where there are such.

Example:
  deno task tenor predict results/mine test.csv --json`;

/** Adds `tenor predict`. */
export function register(program: Command): void {
  program.command("predict")
    .description("predictions of a model that tenor fit wrote")
    .argument("<dir>", "folder of the model")
    .argument("<table>", "CSV, CSV.gz or Parquet file with a header")
    .option("--json", "print JSON instead of a line a row")
    .addHelpText("after", HELP)
    .action(async (dir: string, table: string, flags: PredictFlags) => {
      const { runPredict } = await import("scripts/run_predict.ts");
      await runPredict(dir, table, flags);
    });
}
