import { type Command, Option } from "commander";
import { nameList, setting, wholeNumber } from "scripts/option_values.ts";

/** What commander hands over. */
export interface TuneFlags {
  target: string;
  model: string;
  set: Readonly<Record<string, string>>;
  space?: string;
  trials: number;
  startup: number;
  sampler: "tpe" | "random";
  pruner: "none" | "median" | "hyperband";
  metric?: "mae" | "rmse" | "r2" | "logloss";
  folds: number;
  group?: string;
  weights?: string;
  features?: string[];
  ignore?: string[];
  categorical?: string[];
  impute?: "mean";
  seed: number;
  batch: number;
  workers: number;
  storage?: string;
  json?: boolean;
}

const HELP = `
A space file names what is searched; what it does not name keeps its default or
what --set says:
  learningRate: { type: float, min: 0.01, max: 0.3, log: true }
  leaves: { type: integer, min: 4, max: 255, log: true }
  loss: { type: choice, choices: [squared, absolute] }
A parameter may depend on a choice: when: { parameter: kernel, is: rbf }.

Trial k is chosen from trials 0 to k - batch, so the result depends on --batch
and on --seed and not on --workers. With --storage, a run that was stopped goes
on where it was, and one that is done can be given more --trials.

Example:
  deno task tenor tune train.csv --target y --model boosting --trials 100 \\
    --storage results/tune.db`;

/** Adds `tenor tune`. */
export function register(program: Command): void {
  program.command("tune")
    .description("search the hyperparameters of a learner by cross-validation")
    .argument("<table>", "CSV, CSV.gz or Parquet file with a header")
    .requiredOption("--target <column>", "column to predict")
    .addOption(
      new Option("--model <name>", "learner")
        .choices(["boosting", "forest", "ridge", "logistic", "svm"])
        .default("boosting"),
    )
    .addOption(
      new Option(
        "--set <name=value>",
        "fix a hyperparameter; may be given many times",
      ).argParser(setting).default({}, "none"),
    )
    .option("--space <file>", "YAML or JSON file of what is searched")
    .option("--trials <n>", "trials in all", wholeNumber(1, 1e6), 100)
    .option("--startup <n>", "of them at random first", wholeNumber(0, 1e6), 50)
    .addOption(
      new Option("--sampler <name>", "Parzen estimators, or at random")
        .choices(["tpe", "random"]).default("tpe"),
    )
    .addOption(
      new Option("--pruner <name>", "give up a trial after some folds")
        .choices(["none", "median", "hyperband"]).default("none"),
    )
    .addOption(
      new Option("--metric <name>", "score [mae; logloss of two classes]")
        .choices(["mae", "rmse", "r2", "logloss"]),
    )
    .option("--folds <k>", "folds", wholeNumber(2, 1000), 5)
    .option("--group <column>", "rows of one group stay in one fold")
    .option("--weights <column>", "weight of each row")
    .option("--features <a,b>", "columns to learn from [all others]", nameList)
    .option("--ignore <a,b>", "columns to leave out", nameList)
    .option("--categorical <a,b>", "columns that are categories", nameList)
    .addOption(
      new Option("--impute <how>", "fill missing numbers").choices(["mean"]),
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 1)
    .option(
      "--batch <n>",
      "trials under way at once",
      wholeNumber(1, 64),
      4,
    )
    .option(
      "--workers <n>",
      "threads, up to the batch; the result does not depend on them",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .option("--storage <file.db|dir>", "keep the study there")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", HELP)
    .action(async (table: string, flags: TuneFlags) => {
      const { runTune } = await import("scripts/run_tune.ts");
      await runTune(table, flags);
    });
}
