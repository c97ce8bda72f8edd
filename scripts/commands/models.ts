import type { Command } from "commander";

/** What commander hands over to each of the commands. */
export interface ModelsFlags {
  models: string;
  runs: string;
  version?: string;
  json?: boolean;
}

const LIST_HELP = `
Examples:
  deno task tenor models list
  deno task tenor models list --models results/models --json`;

const SHOW_HELP = `
Every file is read and its hash checked.

Examples:
  deno task tenor models show calls
  deno task tenor models show calls --version champion --json`;

const PROMOTE_HELP = `
The version's files are read and their hashes checked first: a damaged one is
refused, and the champion stays. An alias is a version too. An MLflow server that
MLFLOW_TRACKING_URI names is told, if it heard of the run that made the model.

Examples:
  deno task tenor models promote calls 1.1.0
  deno task tenor models promote puts latest`;

const ROLLBACK_HELP = `
Each rollback goes back one promotion further.

Example:
  deno task tenor models rollback calls`;

/** Adds `tenor models list`, `show`, `promote` and `rollback`. */
export function register(program: Command): void {
  const models = program.command("models")
    .description("registered models: what there is, and which one answers");

  withFlags(models.command("list"))
    .description("every version, with its aliases and its first figure")
    .addHelpText("after", LIST_HELP)
    .action(async (flags: ModelsFlags) => {
      await (await commands()).runList(flags);
    });

  withFlags(models.command("show"))
    .description("all that is known of a version")
    .argument("<name>", "model")
    .option("--version <version>", "version or alias [latest]")
    .addHelpText("after", SHOW_HELP)
    .action(async (name: string, flags: ModelsFlags) => {
      await (await commands()).runShow(name, flags);
    });

  withFlags(models.command("promote"))
    .description("make a version the champion")
    .argument("<name>", "model")
    .argument("<version>", "version or alias")
    .addHelpText("after", PROMOTE_HELP)
    .action(async (name: string, version: string, flags: ModelsFlags) => {
      await (await commands()).runPromote(name, version, flags);
    });

  withFlags(models.command("rollback"))
    .description("make the champion before the champion again")
    .argument("<name>", "model")
    .addHelpText("after", ROLLBACK_HELP)
    .action(async (name: string, flags: ModelsFlags) => {
      await (await commands()).runRollback(name, flags);
    });
}

function withFlags(command: Command): Command {
  return command
    .option("--models <dir>", "where models are registered", "results/models")
    .option("--runs <dir>", "where the runs are that made them", "results/runs")
    .option("--json", "print JSON instead of text");
}

function commands() {
  return import("scripts/run_models.ts");
}
