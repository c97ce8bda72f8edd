/** Runs of `tenor model train`: new ones, and those that were killed and go on. */

import { findRun } from "lib/tracking/find_run.ts";
import { type Json, stableJsonLine } from "lib/tracking/manifest.ts";
import { readRun } from "lib/tracking/read_run.ts";
import { resumeRun } from "lib/tracking/resume_run.ts";
import type { Run } from "lib/tracking/run.ts";
import { flatSettings } from "lib/tracking/settings.ts";
import type { FactoryConfig } from "pipelines/factory/factory_config.ts";
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

/** A new run, or one that goes on. */
export async function openModelRun(
  config: FactoryConfig,
  { family, horizon, hashes, resume }: RunWanted,
): Promise<Run> {
  const { runs: root, seed } = config;
  if (resume !== undefined) {
    const { manifest } = await readRun(resume);
    // Trials that began before the run and ended in it do not change the weights.
    const { trials: _, ...then } = manifest.dataHashes;
    const { trials: __, ...now } = hashes;
    checkSame(resume, "data", then, now);
    using _held = await holdRun(resume);
    return await resumeRun(resume, {
      now: () => new Date(),
      sinks: runSinks(root),
    });
  }
  return await startCommandRun({
    root,
    kind: MODEL_RUNS,
    name: `${family}-h${horizon}`,
    config: plain({ ...config, model: family, horizon }),
    seed,
    dataHashes: hashes,
  });
}

/** The run that is to go on; its settings must be those given. */
export async function resumable(
  config: FactoryConfig,
  model: string,
  wanted: string,
) {
  const path = await findRun(config.runs, wanted);
  const { manifest, startedAt } = await readRun(path);
  if (manifest.kind !== MODEL_RUNS) {
    throw new RangeError(
      `Cannot resume ${path} as it must be a training of tenor model train: its kind is ${manifest.kind}`,
    );
  }
  const { horizon: _, ...settings } = manifest.config as Record<
    string,
    Json
  >;
  checkSame(path, "settings", settings, plain({ ...config, model }));
  const started = startedAt === null ? undefined : Date.parse(startedAt);
  return { path, name: manifest.name, started };
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
