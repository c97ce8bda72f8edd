/** How this process was started, in words that start it again. */

import { fromFileUrl, relative } from "@std/path";

/** The project's folder. */
export const PROJECT = new URL("../", import.meta.url);

/**
 * What follows `deno task` to do again what this process does, such as
 * `["tenor", "backtest", "b.yaml"]`; null if no task started it.
 */
export function runCommand(): string[] | null {
  if (!Deno.mainModule.startsWith("file:")) return null;
  const main = relative(fromFileUrl(PROJECT), fromFileUrl(Deno.mainModule));
  const task = taskOf(main.replaceAll("\\", "/"));
  return task === undefined ? null : [task, ...Deno.args];
}

/**
 * The module that a task runs.
 *
 * @param task First word of a run's command.
 * @returns Its address; it need not be there.
 */
export function taskModule(task: string): URL {
  const path = task === "tenor" ? "scripts/tenor.ts" : `pipelines/${task}.ts`;
  return new URL(path, PROJECT);
}

function taskOf(module: string): string | undefined {
  if (module === "scripts/tenor.ts") return "tenor";
  return /^pipelines\/([a-z_]+)\.ts$/.exec(module)?.[1];
}
