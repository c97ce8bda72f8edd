import { type Command, InvalidArgumentError, Option } from "commander";
import { registerValidate } from "scripts/commands/calibrator_validate.ts";
import { finiteNumber, wholeNumber } from "scripts/option_values.ts";

/** What commander hands over to `train`. */
export interface TrainFlags {
  law: string;
  architecture: "mlp" | "cnn" | "resnet" | "transformer";
  route: "inverse" | "surrogate";
  members: number;
  samples: number;
  basisSamples: number;
  epochs: number;
  batch: number;
  rate: number;
  patience: number;
  seed: number;
  backend: "wasm" | "node";
  workers: number;
  models: string;
  json?: boolean;
}

/** What commander hands over to `evaluate`. */
export interface EvaluateFlags {
  law: string;
  model?: string;
  version?: string;
  surfaces: number;
  seed: number;
  backend: "wasm" | "node";
  models: string;
  quotes?: string[];
  date?: string;
  underlying?: string;
  clean?: boolean;
  json?: boolean;
}

const TRAIN_HELP = `
Stages, each kept when the command is stopped and run again: surfaces
(data/synthetic), features and targets (data/processed), training (checkpoints
every 5 epochs), test, registration. The run folder holds learning curves and
error maps. --backend node fetches onnxruntime-node (288 MB) and trains several
times as fast: deno task tenor:native calibrator train … --backend node

Example:
  deno task tenor calibrator train --law vg --architecture mlp`;

const EVALUATE_HELP = `
Errors on fresh synthetic surfaces, parameter by parameter; then the net, the net
polished by least squares on the exact pricer, and least squares alone on real
quotes (both published surfaces, unless --quotes names others).

Example:
  deno task tenor calibrator evaluate --law heston`;

/** Adds `tenor calibrator train` and `tenor calibrator evaluate`. */
export function register(program: Command): void {
  const calibrator = program.command("calibrator")
    .description("train and measure nets that calibrate");

  calibrator.command("train")
    .description("synthetic surfaces to a registered net")
    .requiredOption("--law <name>", "name of the law; vg is variance-gamma")
    .addOption(
      new Option("--architecture <name>", "family of the networks")
        .choices(["mlp", "cnn", "resnet", "transformer"]).default("mlp"),
    )
    .addOption(
      new Option(
        "--route <name>",
        "inverse: surface to parameters; surrogate: parameters to surface, fitted by least squares",
      ).choices(["inverse", "surrogate"]).default("inverse"),
    )
    .option("--members <n>", "nets to average", wholeNumber(1, 16), 1)
    .option("--samples <n>", "surfaces", wholeNumber(1000, 1e8), 100_000)
    .option(
      "--basis-samples <n>",
      "surfaces for the modes",
      wholeNumber(100, 1e6),
      2500,
    )
    .option("--epochs <n>", "most passes", wholeNumber(1, 1e5), 200)
    .option("--batch <n>", "surfaces a step", wholeNumber(1, 1e5), 256)
    .option("--rate <x>", "largest learning rate", positiveNumber, 3e-3)
    .option(
      "--patience <n>",
      "epochs without progress before it stops",
      wholeNumber(1, 1e5),
      50,
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 2), 1)
    .addOption(backendOption())
    .option(
      "--workers <n>",
      "threads that draw surfaces",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .option("--models <dir>", "where models are registered", "results/models")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", TRAIN_HELP)
    .action(async (flags: TrainFlags) => {
      const { runTrain } = await import("scripts/run_calibrator_train.ts");
      await runTrain(flags);
    });

  calibrator.command("evaluate")
    .description("errors of a registered net, and its answers on real quotes")
    .requiredOption("--law <name>", "name of the law; vg is variance-gamma")
    .option("--model <name>", "model [the best of the law]")
    .option("--version <version>", "version or alias [latest]")
    .option(
      "--surfaces <n>",
      "synthetic surfaces",
      wholeNumber(10, 1e6),
      2000,
    )
    .option("--seed <integer>", "seed", wholeNumber(0, 2 ** 32 - 1), 4242)
    .addOption(backendOption())
    .option("--models <dir>", "where models are registered", "results/models")
    .option("--quotes <file...>", "files with real quotes")
    .option("--date <yyyy-mm-dd>", "only the quotes of a day")
    .option("--underlying <symbol>", "only the quotes of an underlying")
    .option("--clean", "clean the quotes first")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", EVALUATE_HELP)
    .action(async (flags: EvaluateFlags) => {
      const { runEvaluate } = await import(
        "scripts/run_calibrator_evaluate.ts"
      );
      await runEvaluate(flags);
    });

  registerValidate(calibrator);
}

/** A number above 0: a wrong one is told before surfaces are drawn. */
function positiveNumber(text: string): number {
  const value = finiteNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("It must be above 0, such as 0.003.");
}

function backendOption(): Option {
  return new Option("--backend <name>", "what runs the graphs")
    .choices(["wasm", "node"]).default("wasm");
}
