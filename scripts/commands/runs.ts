import type { Command } from "commander";
import { nonNegative, wholeNumber } from "scripts/option_values.ts";

/** Flags of every command on runs. */
export interface RunsFlags {
  runs: string;
  json?: boolean;
}

/** Flags of `tenor runs list`. */
export interface ListFlags extends RunsFlags {
  kind?: string;
  name?: string;
  status?: string;
  limit?: number;
}

/** Flags of `tenor runs compare`. */
export interface CompareFlags extends RunsFlags {
  out?: string;
}

/** Flags of `tenor runs prune`. */
export interface PruneFlags extends RunsFlags {
  keep?: number;
  olderThan?: number;
  failed?: boolean;
  kind?: string;
  name?: string;
  models: string;
  dryRun?: boolean;
}

const WHICH = `
A run is named by its folder, by a beginning that no other run has, by a path, or as
"latest".`;

const LIST_HELP = `
A run that was killed says "running" ever after.

Examples:
  deno task tenor runs list
  deno task tenor runs list --kind backtest --status finished --limit 5 --json`;

const SHOW_HELP = `${WHICH} Every file is read and its hash checked; the
command ends with 1 if one is damaged.

Examples:
  deno task tenor runs show latest
  deno task tenor runs show backtest_sp500-crossover_20261121T11 --json`;

const COMPARE_HELP = `${WHICH}

Examples:
  deno task tenor runs compare calibrator_heston-mlp_20261121T06 latest
  deno task tenor runs compare RUN RUN RUN --out compare.html`;

const REPRODUCE_HELP = `${WHICH}

The command that made the run is run again in this folder, on the files as they are
now, into a run of its own; what it prints goes to the standard error. Every file of
the two runs is compared byte by byte, timings.json apart, and the command ends with 1
if one differs. Another version of the code is told and is no difference by itself.
Models of windows are judged among the trials of then, and not registered again.

Example:
  deno task tenor runs reproduce latest`;

const PRUNE_HELP = `
One of --keep, --older-than and --failed says what goes. A run that says "running" and
is younger than a day stays, and so does one that a registered model names or that an
MLflow server has yet to hear of. Older runs that still say "running" were killed:
--failed takes them too.

Examples:
  deno task tenor runs prune --keep 20 --kind backtest --dry-run
  deno task tenor runs prune --failed`;

const SYNC_HELP = `
Runs tell the server that MLFLOW_TRACKING_URI names; what it did not hear waits on the
disk until the next run, or until this command.

Example:
  MLFLOW_TRACKING_URI=http://localhost:5000 deno task tenor runs sync`;

/** Adds `tenor runs list`, `show`, `compare`, `reproduce`, `prune` and `sync`. */
export function register(program: Command): void {
  const runs = program.command("runs")
    .description("what was run: lists, comparisons, the same again");

  withFlags(runs.command("list"))
    .description("runs, the newest first")
    .option("--kind <kind>", "of this kind, such as backtest")
    .option("--name <name>", "of this name")
    .option("--status <status>", "running, finished, failed or damaged")
    .option("--limit <n>", "at most so many", wholeNumber(1, 1e6))
    .addHelpText("after", LIST_HELP)
    .action(async (flags: ListFlags) => {
      await (await commands()).runList(flags);
    });

  withFlags(runs.command("show"))
    .description("all that is known of a run")
    .argument("<run>", "run")
    .addHelpText("after", SHOW_HELP)
    .action(async (run: string, flags: RunsFlags) => {
      await (await commands()).runShow(run, flags);
    });

  withFlags(runs.command("compare"))
    .description("what differs between runs, and what came of it")
    .argument("<run>", "run")
    .argument("<others...>", "runs that are put beside it")
    .option("--out <file>", "write a page with charts")
    .addHelpText("after", COMPARE_HELP)
    .action(async (run: string, others: string[], flags: CompareFlags) => {
      await (await commands()).runCompare([run, ...others], flags);
    });

  withFlags(runs.command("reproduce"))
    .description("run it again and compare every byte")
    .argument("<run>", "run")
    .addHelpText("after", REPRODUCE_HELP)
    .action(async (run: string, flags: RunsFlags) => {
      const { runReproduce } = await import("scripts/run_runs_reproduce.ts");
      await runReproduce(run, flags);
    });

  withFlags(runs.command("prune"))
    .description("remove runs")
    .option("--keep <n>", "all but the newest so many", wholeNumber(0, 1e6))
    .option("--older-than <days>", "what is older", nonNegative)
    .option("--failed", "what failed or was killed")
    .option("--kind <kind>", "of this kind alone")
    .option("--name <name>", "of this name alone")
    .option("--models <dir>", "where models are registered", "results/models")
    .option("--dry-run", "say what would go, and remove nothing")
    .addHelpText("after", PRUNE_HELP)
    .action(async (flags: PruneFlags) => {
      const { runPrune } = await import("scripts/run_runs_prune.ts");
      await runPrune(flags);
    });

  withFlags(runs.command("sync"))
    .description("tell MLflow what it has not heard yet")
    .option("--again", "what the server refused too")
    .addHelpText("after", SYNC_HELP)
    .action(async (flags: RunsFlags & { again?: boolean }) => {
      const { runSync } = await import("scripts/run_sync.ts");
      await runSync(flags);
    });
}

function withFlags(command: Command): Command {
  return command
    .option("--runs <dir>", "folder of all runs", "results/runs")
    .option("--json", "print JSON instead of text");
}

function commands() {
  return import("scripts/run_runs.ts");
}
