import { type Command, Option } from "commander";
import { setting, wholeNumber } from "scripts/option_values.ts";

/** Flags of `tenor model train` and `tune`. */
export interface ModelFlags {
  model: string;
  config: string;
  set: Readonly<Record<string, string>>;
  resume?: string;
  register: boolean;
  promote?: boolean;
  printConfig?: boolean;
  json?: boolean;
}

/** Flags of `tenor model tune`. */
export interface ModelTuneFlags extends ModelFlags {
  trials: number;
  folds: number;
  workers: number;
  sampler: "tpe" | "random";
  pruner: "median" | "hyperband" | "none";
  storage?: string;
}

/** Where the settings are. */
export const CONFIG = "pipelines/config/factory/config.yaml";

const TRAIN_HELP = `
Settings are merged: the file, then models/<model>.yaml beside it, then --set; a
hyperparameter of the model may be set by its name alone. --print-config shows what
holds and where each value comes from. A model is trained for each horizon.

Training that was killed goes on with --resume, --config and --set as they were: the
weights are those of a training that was not. Networks leave a checkpoint an epoch in
the run's folder. The first version of a model is its champion, which the server answers
from; later ones are with --promote.

Examples:
  deno task tenor model train --model lstm --set horizons=5 --set hidden=32
  deno task tenor model train --model lightgbm --set data=bars.parquet --json
  deno task tenor model train --model nlinear --set layout=series --set label=path \\
    --set data=series.csv --set horizons=96 --set sequenceLength=336
  deno task tenor model train --model lstm --resume latest`;

const TUNE_HELP = `
The settings name what is searched, under search: in models/<model>.yaml, as
\`tenor tune --help\` describes it; without it each family has a space of its own. A
trial is scored on purged folds of the training part of the time; networks are given
up after an epoch in which they are behind the median. Trials count in the study's
ledger, and so in the deflated Sharpe ratio of whatever comes of it.

With --storage the same command goes on where it was stopped, and more --trials add
to those that are kept.

Examples:
  deno task tenor model tune --model lstm --trials 20 --storage results/lstm.db
  deno task tenor model tune --model gru --set hidden=16 --set study=baseline \\
    --set "search.rate={ type: float, min: 0.0005, max: 0.01, log: true }"`;

/** Adds `tenor model`. */
export function register(program: Command): void {
  const model = program.command("model")
    .description("train, tune and list models of windows of bars");
  const withConfig = (command: Command) =>
    command
      .requiredOption("--model <family>", "family: see tenor model list")
      .option("--config <file>", "settings", CONFIG)
      .addOption(
        new Option(
          "--set <key=value>",
          "replace a setting; may be given many times",
        ).argParser(setting).default({}, "none"),
      )
      .option("--print-config", "show the settings and where they come from")
      .option("--json", "print JSON instead of text");
  withConfig(model.command("train"))
    .description("train a model for each horizon, evaluate and register it")
    .option("--resume <run>", "go on with a run that was killed")
    .option("--no-register", "leave the registry alone")
    .option("--promote", "make it the champion")
    .addHelpText("after", TRAIN_HELP)
    .action(async (flags: ModelFlags) => {
      const { runModelTrain } = await import("scripts/run_model_train.ts");
      await runModelTrain(flags);
    });
  withConfig(model.command("tune"))
    .description("search the hyperparameters of a model on purged folds")
    .option("--trials <n>", "trials in all", wholeNumber(1, 1e6), 20)
    .option("--folds <k>", "purged folds", wholeNumber(2, 100), 4)
    .option(
      "--workers <n>",
      "threads, up to 4; the result does not depend on them",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .addOption(
      new Option("--sampler <name>", "Parzen estimators, or at random")
        .choices(["tpe", "random"]).default("tpe"),
    )
    .addOption(
      new Option("--pruner <name>", "how trials are given up on the way")
        .choices(["median", "hyperband", "none"]).default("median"),
    )
    .option("--storage <file.db|dir>", "keep the trials there, and go on")
    .addHelpText("after", TUNE_HELP)
    .action(async (flags: ModelTuneFlags) => {
      const { runModelTune } = await import("scripts/run_model_tune.ts");
      await runModelTune(flags);
    });
  model.command("list")
    .description("the families, what they are and what can be set of them")
    .argument("[family]", "one family with its hyperparameters")
    .option("--json", "print JSON instead of text")
    .action(async (family: string | undefined, flags: { json?: boolean }) => {
      const { runModelList } = await import("scripts/run_model_list.ts");
      runModelList(family, flags);
    });
}
