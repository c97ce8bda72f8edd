/** Runs of models and experiments: new ones, and those that were killed and go on. */

import { findRun } from "lib/tracking/find_run.ts";
import { type Json, stableJsonLine } from "lib/tracking/manifest.ts";
import { readRun } from "lib/tracking/read_run.ts";
import { resumeRun } from "lib/tracking/resume_run.ts";
import type { Run } from "lib/tracking/run.ts";
import { flatSettings } from "lib/tracking/settings.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { holdRun } from "scripts/hold_run.ts";
import { runSinks } from "scripts/run_sinks.ts";
import { startCommandRun } from "scripts/start_command_run.ts";

/** Kind of the runs. */
const MODEL_RUNS = "model";

/** Which run is wanted. */
interface RunWanted {
  readonly family: string;
  readonly horizon: number;
  readonly hashes: Readonly<Record<string, string>> & {
    readonly trials: string;
  };
  readonly resume: string | undefined;
}

/** Settings of a training: not what is searched, nor what an experiment runs. */
function ownSettings(config: FactoryConfig) {
  const { search: _, models: __, controls: ___, ...own } = config;
  return own;
}

/** A new run, or one that goes on. */
export async function openModelRun(
  config: FactoryConfig,
  { family, horizon, hashes, resume }: RunWanted,
): Promise<Run> {
  const { runs: root, seed } = config;
  if (resume !== undefined) {
    const { manifest } = await readRun(resume);
    return await takeUp(root, resume, manifest.dataHashes, hashes);
  }
  return await startCommandRun({
    root,
    kind: MODEL_RUNS,
    name: `${family}-h${horizon}`,
    config: plain({ ...ownSettings(config), model: family, horizon }),
    seed,
    dataHashes: hashes,
  });
}

/**
 * Takes up a run on the same data.
 *
 * @throws {RangeError} If the data are others, or another process is at it.
 */
export async function takeUp(
  root: string,
  path: string,
  dataHashes: Readonly<Record<string, string>>,
  hashes: Readonly<Record<string, string>>,
): Promise<Run> {
  // Trials that began before the run and ended in it do not change what is learnt.
  const { trials: _, ...then } = dataHashes;
  const { trials: __, ...now } = hashes;
  checkSame(path, "data", then, now);
  using _held = await holdRun(path);
  return await resumeRun(path, {
    now: () => new Date(),
    sinks: runSinks(root),
  });
}

/** A run that is to go on. */
export interface Resumable {
  /** Its folder. */
  readonly path: string;
  /** Its name within its kind. */
  readonly name: string;
  /** When it started, ms since 1970 UTC. */
  readonly started: number | undefined;
  /** Hashes of what it runs on. */
  readonly dataHashes: Readonly<Record<string, string>>;
}

/** The training that is to go on; its settings must be those given. */
export async function resumable(
  config: FactoryConfig,
  model: string,
  wanted: string,
): Promise<Resumable> {
  return await resumableRun(config.runs, wanted, {
    kind: MODEL_RUNS,
    command: "tenor model train",
    settings: plain({ ...ownSettings(config), model }),
    free: ["horizon"],
  });
}

/**
 * The run that is to go on.
 *
 * @param root Folder of all runs.
 * @param wanted A name, the beginning of one, a path or `latest`.
 * @param expected Its kind, what makes such runs, and its settings, but for those
 * that are free.
 * @throws {RangeError} If it is of another kind or other settings.
 */
export async function resumableRun(
  root: string,
  wanted: string,
  { kind, command, settings, free = [] }: {
    readonly kind: string;
    readonly command: string;
    readonly settings: Json;
    readonly free?: readonly string[];
  },
): Promise<Resumable> {
  const path = await findRun(root, wanted);
  const { manifest, startedAt } = await readRun(path);
  if (manifest.kind !== kind) {
    throw new RangeError(
      `Cannot resume ${path} as it must be a run of ${command}: its kind is ${manifest.kind}`,
    );
  }
  const then = Object.fromEntries(
    Object.entries(manifest.config as Record<string, Json>)
      .filter(([key]) => !free.includes(key)),
  );
  checkSame(path, "settings", then, settings);
  const { name, dataHashes } = manifest;
  const started = startedAt === null ? undefined : Date.parse(startedAt);
  return { path, name, started, dataHashes };
}

function checkSame(
  path: string,
  what: string,
  then: Json,
  now: Json,
): void {
  const [a, b] = [flatSettings(then), flatSettings(now)];
  const different = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((key) => stableJsonLine(a[key]) !== stableJsonLine(b[key]));
  if (different.length === 0) return;
  throw new RangeError(
    `Cannot resume ${path} as its ${what} must be those of the run: ${
      different.map((key) => `${key} is ${shown(b[key])}, was ${shown(a[key])}`)
        .join("; ")
    }`,
  );
}

function shown(value: Json | undefined): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}

/** As JSON holds it. */
function plain<T>(value: T) {
  return JSON.parse(JSON.stringify(value));
}
