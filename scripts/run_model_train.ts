/** `tenor model train`: settings, windows, a run for each horizon, the registry. */

import { sha256Hex } from "lib/core/hash.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { findRun } from "lib/tracking/find_run.ts";
import { readRun } from "lib/tracking/read_run.ts";
import { resumeRun } from "lib/tracking/resume_run.ts";
import { type Json, stableJsonLine } from "lib/tracking/manifest.ts";
import type { Run } from "lib/tracking/run.ts";
import { flatSettings } from "lib/tracking/settings.ts";
import { epochProgress } from "pipelines/factory/callbacks.ts";
import {
  configText,
  type FactoryConfig,
  readFactoryConfig,
} from "pipelines/factory/factory_config.ts";
import { modelConfigOf } from "pipelines/factory/fit_cell.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import { registerModel } from "pipelines/factory/register_model.ts";
import {
  otherTrials,
  recordTrial,
  trialHash,
} from "pipelines/factory/study_ledger.ts";
import {
  trainModel,
  type TrainOptions,
} from "pipelines/factory/train_model.ts";
import type { ModelFlags } from "scripts/commands/model.ts";
import { codeVersion } from "scripts/code_version.ts";
import { holdRun } from "scripts/hold_run.ts";
import { runSinks } from "scripts/run_sinks.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { hashTrials } from "scripts/study_hashes.ts";
import { tellRegistered } from "scripts/tell_registered.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Kind of the runs. */
const KIND = "model";

/** Runs the command. */
export async function runModelTrain(flags: ModelFlags): Promise<void> {
  const family = modelRegistry().get(flags.model);
  const resolved = await readFactoryConfig({
    file: flags.config,
    model: flags.model,
    set: flags.set,
    hyperparameters: Object.keys(family.hyperparameters),
  });
  const { config } = resolved;
  if (flags.printConfig) {
    console.log(flags.json ? JSON.stringify(resolved) : configText(resolved));
    return;
  }
  // A wrong hyperparameter is told before anything is loaded.
  for (const horizon of config.horizons) {
    modelRegistry().learner(modelConfigOf(config, flags.model, horizon));
  }
  const resumed = flags.resume === undefined
    ? undefined
    : await resumable(config, flags.model, flags.resume);
  // Those asked for together count together, in whatever order they end.
  const own = await Promise.all(
    config.horizons.map((horizon) => trialHash(config, flags.model, horizon)),
  );
  const study = {
    // A run that goes on is judged among the trials that it began with.
    others: await otherTrials(config, own, resumed?.started),
    own: own.length,
  };
  const results = [];
  for (const horizon of config.horizons) {
    const name = `${flags.model}-h${horizon}`;
    if (resumed !== undefined && resumed.name !== name) continue;
    results.push(
      await trainHorizon(flags, config, horizon, {
        study,
        resume: resumed?.path,
      }),
    );
  }
  if (flags.json) console.log(JSON.stringify(results, null, 2));
}

async function trainHorizon(
  flags: ModelFlags,
  config: FactoryConfig,
  horizon: number,
  { study, resume }: {
    readonly study: StudySoFar;
    readonly resume: string | undefined;
  },
) {
  const family = flags.model;
  const now = new Date();
  const prepared = await prepare(config, horizon, now.getTime());
  const hashes = {
    ...prepared.hashes,
    trials: await hashTrials(study.others),
  };
  const run = await openRun(config, { family, horizon, hashes, resume });
  using _held = await holdRun(run.path);
  const began = performance.now();
  const bar = terminalProgress();
  const epochs = epochsOf(family, config);
  try {
    const { model, metrics, trial } = await trainModel(run, {
      config,
      family,
      horizon,
      prepared,
      study,
      onEpoch: epochProgress(
        (label, done) => bar.update({ done, total: epochs, label }),
        epochs,
        () => performance.now(),
      ),
    });
    await recordTrial(config, {
      family,
      horizon,
      ...trial,
      time: Date.now(),
    });
    await run.timing("total", Math.round(performance.now() - began));
    await run.finish();
    bar.clear();
    const runId = run.path.split("/").at(-1)!;
    const registered = flags.register
      ? await registerModel(model, {
        registry: config.registry,
        created: now.toISOString(),
        runId,
        codeVersion: await codeVersion(),
        command: ["deno task tenor", ...Deno.args].join(" "),
        metrics,
        dataHash: await sha256Hex(JSON.stringify(prepared.hashes)),
        scaler: prepared.made?.scaler ?? null,
        champion: flags.promote ?? false,
      })
      : null;
    if (registered !== null) {
      await tellRegistered(config.runs, { ...config, ...registered });
    }
    await model.release();
    const result = {
      model: model.config.name,
      family,
      horizon,
      windows: {
        train: prepared.train.count,
        validation: prepared.validation.count,
        test: prepared.test.count,
      },
      metrics,
      parameters: model.facts.parameters,
      notes: model.facts.notes,
      run: run.path,
      registered: registered &&
        `${config.registry}/${registered.name}/v${registered.version}`,
    };
    if (!flags.json) console.log(trainText(result));
    return result;
  } catch (error) {
    bar.clear();
    throw error;
  }
}

/** Most epochs of a network; 1 for what has none. */
function epochsOf(family: string, { params }: FactoryConfig): number {
  const known = modelRegistry().get(family).hyperparameters as Readonly<
    Record<string, { readonly default: unknown }>
  >;
  return Number(params["epochs"] ?? known["epochs"]?.default ?? 1);
}

interface TrainResult {
  readonly model: string;
  readonly windows: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly run: string;
  readonly registered: string | null;
}

function trainText(
  { model, windows, metrics, run, registered }: TrainResult,
): string {
  const { train, validation, test } = windows;
  const figures = Object.entries(metrics)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    `${model}: ${train} windows to learn from, ${validation} to choose by, ${test} to judge by`,
    figures.join(", "),
    ...(registered === null ? [] : [registered]),
    `${run}/report.html`,
  ].join("\n");
}

interface RunWanted {
  readonly family: string;
  readonly horizon: number;
  readonly hashes: Readonly<Record<string, string>> & {
    readonly trials: string;
  };
  readonly resume: string | undefined;
}

type StudySoFar = NonNullable<TrainOptions["study"]>;

async function openRun(
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
    kind: KIND,
    name: `${family}-h${horizon}`,
    config: plain({ ...config, model: family, horizon }),
    seed,
    dataHashes: hashes,
  });
}

/** The run that is to go on; its settings must be those given. */
async function resumable(
  config: FactoryConfig,
  model: string,
  wanted: string,
) {
  const path = await findRun(config.runs, wanted);
  const { manifest, startedAt } = await readRun(path);
  if (manifest.kind !== KIND) {
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
