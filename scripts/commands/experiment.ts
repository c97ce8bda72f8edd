import { type Command, Option } from "commander";
import { CONFIG } from "scripts/commands/model.ts";
import { setting, wholeNumber } from "scripts/option_values.ts";

/** Flags of `tenor experiment run`. */
export interface ExperimentFlags {
  config: string;
  set: Readonly<Record<string, string>>;
  workers: number;
  resume?: string;
  register: boolean;
  printConfig?: boolean;
  json?: boolean;
}

const HELP = `
An experiment is a file experiments/<name>.yaml beside the settings. Each of its models
is trained for each horizon and held against the best of the baselines (naive,
seasonal-naive, nlinear, logistic; the best by validation) by Diebold and Mariano's
test, all trials counted, and the model confidence set. Controls repeat all of it on a
made panel with a signal of known strength, and on one of noise.

A run that was killed goes on with --resume; models that were done are not trained
again.

Models that are significantly better on the data are registered and promoted.

--json prints {rows: [{model, horizon, symbol, metrics, baseline, significant}],
noise: {found, verdict}, planted: {found, verdict}, …}.

Examples:
  deno task tenor experiment run baseline --json
  deno task tenor experiment run baseline --set models=naive,nlinear,lightgbm
  deno task tenor experiment run production --set lstm.hidden=32 --print-config`;

/** Adds `tenor experiment`. */
export function register(program: Command): void {
  program.command("experiment")
    .description("train families side by side and say which beat the baselines")
    .command("run")
    .description("run an experiment")
    .argument("<name>", "baseline, production, or a file of your own")
    .option("--config <file>", "settings", CONFIG)
    .addOption(
      new Option(
        "--set <key=value>",
        "replace a setting; may be given many times",
      ).argParser(setting).default({}, "none"),
    )
    .option(
      "--workers <n>",
      "threads; the result does not depend on them",
      wholeNumber(1, 64),
      navigator.hardwareConcurrency,
    )
    .option("--resume <run>", "go on with a run that was killed")
    .option("--no-register", "leave the registry alone")
    .option("--print-config", "show the settings and where they come from")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", HELP)
    .action(async (name: string, flags: ExperimentFlags) => {
      const { runExperimentCommand } = await import(
        "scripts/run_experiment.ts"
      );
      await runExperimentCommand(name, flags);
    });
}
