import { type Command, Option } from "commander";
import { nameList, setting, wholeNumber } from "scripts/option_values.ts";

/** What commander hands over. */
export interface FitFlags {
  target?: string;
  model: string;
  set?: Readonly<Record<string, string>>;
  out?: string;
  features?: string[];
  ignore?: string[];
  categorical?: string[];
  impute?: "mean";
  weights?: string;
  group?: string;
  folds?: number;
  seed: number;
  threads: number;
  json?: boolean;
  helpSettings?: boolean;
}

const HELP = `
Every column but the target, --weights and --group is a feature, in file order,
unless --features or --ignore says otherwise. A column of texts is a category;
blank, NA, NaN and null are missing. Where the target has two texts, the model
learns the probability of the second.

DIR holds model.onnx (preprocessing inside), feature_names.json and
metadata.json with their hashes; a model that tenor fit wrote there is replaced.

Examples:
  deno task tenor fit train.csv --target y --model boosting \\
    --set rounds=100 --set leaves=31 --set learningRate=0.1 --out results/mine
  deno task tenor fit --model boosting --help-settings`;

/** Adds `tenor fit`. */
export function register(program: Command): void {
  program.command("fit")
    .description("learn any table: a model that tenor predict runs")
    .argument("[table]", "CSV, CSV.gz or Parquet file with a header")
    .option("--target <column>", "column to predict")
    .option(
      "--model <name>",
      "learner: boosting, forest, ridge, logistic, svm or mean",
      "boosting",
    )
    .option(
      "--set <name=value>",
      "set a hyperparameter; may be given many times",
      setting,
    )
    .option("--help-settings", "list what --set can set, and stop")
    .option("--out <dir>", "folder of the model")
    .option("--features <a,b>", "columns to learn from [all others]", nameList)
    .option("--ignore <a,b>", "columns to leave out", nameList)
    .option("--categorical <a,b>", "columns that are categories", nameList)
    .addOption(
      new Option("--impute <how>", "fill missing numbers").choices(["mean"]),
    )
    .option("--weights <column>", "weight of each row")
    .option("--folds <k>", "also cross-validate", wholeNumber(2, 1000))
    .option(
      "--group <column>",
      "rows of one group stay in one fold; 5 folds if --folds is not given",
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 1)
    .option(
      "--threads <n>",
      "threads; the model does not depend on them",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .option("--json", "print JSON instead of text")
    .addHelpText("after", HELP)
    .action(async (table: string | undefined, flags: FitFlags) => {
      if (flags.helpSettings) {
        const { settingsText } = await import("scripts/fit_text.ts");
        console.log(settingsText(flags.model));
        return;
      }
      const { runFit } = await import("scripts/run_fit.ts");
      await runFit(table, flags);
    });
}
