/** What `tenor runs reproduce` does. */

import { dirname, fromFileUrl } from "@std/path";
import {
  compareFolders,
  type FolderComparison,
} from "lib/tracking/compare_folders.ts";
import { findRun } from "lib/tracking/find_run.ts";
import { type Manifest, stableJson } from "lib/tracking/manifest.ts";
import { listRuns, readRun } from "lib/tracking/read_run.ts";
import { TRIALS_UNTIL } from "pipelines/factory/trials_until.ts";
import { alignedRows } from "scripts/aligned_rows.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { RunsFlags } from "scripts/commands/runs.ts";
import { PROJECT, taskModule } from "scripts/run_command.ts";

/** What came of running a run again. */
interface Reproduction extends FolderComparison {
  readonly run: string;
  readonly again: string;
}

/** Runs a run's command again and prints whether every byte is the same. */
export async function runReproduce(
  wanted: string,
  { runs, json }: RunsFlags,
): Promise<void> {
  const { path, manifest, startedAt } = await readRun(
    await findRun(runs, wanted),
  );
  const command = commandOf(path, manifest);
  const code = await codeVersion();
  if (code !== manifest.codeVersion) {
    console.error(`The code is another: ${manifest.codeVersion}, now ${code}`);
  }
  const root = dirname(path);
  const before = new Set((await listRuns(root)).map(({ id }) => id));
  console.error(`deno task ${command.join(" ")}`);
  const exitCode = await runAgain(command, startedAt);
  const again = await newRun(root, before, manifest);
  if (again === undefined) {
    console.error(
      `tenor: Cannot compare ${path} as its command must write such a run into ${root}: it ended with ${exitCode} and wrote none`,
    );
    Deno.exitCode = 1;
    return;
  }
  const found = {
    run: path,
    again,
    ...await compareFolders(path, again),
  };
  console.log(
    json ? JSON.stringify(found, null, 2) : reproductionText(found),
  );
  if (!found.same) Deno.exitCode = 1;
}

function commandOf(path: string, manifest: Manifest): readonly string[] {
  const { command, status } = manifest;
  const why = status === "running"
    ? `it must have ended: current value is "running"`
    : command === null
    ? "its manifest must name the command: it was started from a notebook or by earlier code"
    : command.includes("-")
    ? "its input must be files: it read the standard input"
    : undefined;
  if (why === undefined && command !== null) return command;
  throw new RangeError(`Cannot reproduce ${path} as ${why}`);
}

/**
 * Runs a command of the project here.
 *
 * @param since Trials of its study that came later are not for it to see.
 * @returns Its exit code.
 */
async function runAgain(
  [task, ...args]: readonly string[],
  since: string | null,
): Promise<number> {
  // Native ONNX Runtime is not in the lock file: its task leaves that alone.
  const native = args.includes("--backend=node") ||
    args[args.indexOf("--backend") + 1] === "node";
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "-A"],
      ...(native ? ["--no-lock"] : []),
      ...["--config", fromFileUrl(new URL("deno.json", PROJECT))],
      fromFileUrl(taskModule(task)),
      ...args,
    ],
    env: since === null ? {} : { [TRIALS_UNTIL]: String(Date.parse(since)) },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  await child.stdout.pipeTo(Deno.stderr.writable, { preventClose: true });
  return (await child.status).code;
}

/**
 * Of the runs that came since, one of the same kind, name and command that ended. A
 * command may write several such: the one of the same settings, if there is one.
 */
async function newRun(
  root: string,
  before: ReadonlySet<string>,
  { kind, name, command, config }: Manifest,
): Promise<string | undefined> {
  const found: { readonly path: string; readonly alike: boolean }[] = [];
  for (const { id, path, status } of await listRuns(root, { kind, name })) {
    const ended = status === "finished" || status === "failed";
    if (before.has(id) || !ended) continue;
    const { manifest } = await readRun(path);
    if (stableJson(manifest.command) !== stableJson(command)) continue;
    const alike = stableJson(manifest.config) === stableJson(config);
    found.push({ path, alike });
  }
  return (found.find(({ alike }) => alike) ?? found[0])?.path;
}

function reproductionText(found: Reproduction): string {
  const { run, again, files, inputs, manifest, codeVersion, same } = found;
  const differing = files.filter(({ state }) => state !== "same").length;
  return [
    ...alignedRows(files.map(({ path, state }) => [state, path])),
    "",
    ...(codeVersion === null
      ? []
      : [`The code is another: ${codeVersion.join(", now ")}`]),
    ...inputs.map(({ name, before, after }) =>
      `The input ${name} is another: SHA-256 ${before ?? "none"}, now ${
        after ?? "none"
      }`
    ),
    ...(manifest.length === 0
      ? []
      : [`The manifests differ in ${manifest.join(", ")}`]),
    same
      ? `${run} is reproduced to the last byte by ${again}`
      : `${run} is not reproduced by ${again}: ${differing} of ${files.length} files differ`,
  ].join("\n");
}
