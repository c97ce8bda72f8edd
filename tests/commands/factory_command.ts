/** `tenor` on small studies of the model factory, in a folder of their own. */

import { fromFileUrl } from "@std/path";
import type { Outcome } from "./table_command.ts";

/** The project's folder. */
const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** Settings that all studies start from. */
export const CONFIG = `${ROOT}pipelines/config/factory/config.yaml`;

/** A folder with runs and models of its own, and `tenor` run there. */
export interface Study {
  readonly dir: string;
  /** Runs a command there. */
  readonly tenor: (...args: string[]) => Promise<Outcome>;
  /** Starts a command there. */
  readonly start: (...args: string[]) => Deno.ChildProcess;
}

/** Runs `work` in a folder that is gone after it. */
export async function withStudy(
  work: (study: Study) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const command = (args: readonly string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "-A", "--config", `${ROOT}deno.json`],
        ...[`${ROOT}scripts/tenor.ts`, ...args],
      ],
      cwd: dir,
      env: { NO_COLOR: "1", MLFLOW_TRACKING_URI: "", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  try {
    await work({
      dir,
      start: (...args) => command(args).spawn(),
      tenor: async (...args) => {
        const { code, stdout, stderr } = await command(args).output();
        return { code, stdout: text(stdout), stderr: text(stderr) };
      },
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Arguments that train a family on a made panel within two seconds. */
export function training(
  family: string,
  set: Readonly<Record<string, string | number>> = {},
): string[] {
  return [
    ...["model", "train", "--model", family, "--config", CONFIG],
    ...settings({ data: "planted", sequenceLength: 8, ...set }),
  ];
}

/** `--set` for each setting. */
export function settings(
  set: Readonly<Record<string, string | number>>,
): string[] {
  return Object.entries(set).flatMap(([key, value]) => [
    "--set",
    `${key}=${value}`,
  ]);
}

/** Folders of the runs of a study, by name. */
export async function runsOf(dir: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(`${dir}/results/runs`)) {
      names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}
