/** A run of this process: where runs are, what ran, and what time it is. */

import { type Run, type RunOptions, startRun } from "lib/tracking/run.ts";
import { codeVersion } from "scripts/code_version.ts";
import { runCommand } from "scripts/run_command.ts";
import { runSinks } from "scripts/run_sinks.ts";

/** Folder of all runs. */
export const RUNS = "results/runs";

/** What a command says of its run; the rest is known. */
export type CommandRunOptions =
  & Pick<RunOptions, "kind" | "name">
  & Partial<RunOptions>;

/**
 * Starts a run in {@link RUNS} now, with the command and the code of this process;
 * whoever the environment names hears of it.
 *
 * @param options Kind, name, settings and whatever shall be other than that.
 */
export async function startCommandRun(
  options: CommandRunOptions,
): Promise<Run> {
  const { root = RUNS, now = () => new Date() } = options;
  return await startRun({
    time: now().toISOString(),
    codeVersion: options.codeVersion ?? await codeVersion(),
    command: runCommand(),
    sinks: runSinks(root),
    onSinkError: (error) =>
      console.error(error instanceof Error ? error.message : error),
    ...options,
    root,
    now,
  });
}
