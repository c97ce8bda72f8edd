/** `tenor model train`: settings, windows, a run for each horizon, the registry. */

import { ConvergenceError } from "lib/core/errors.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { epochProgress } from "pipelines/factory/callbacks.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
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
import { isReproduction } from "pipelines/factory/trials_until.ts";
import type { ModelFlags } from "scripts/commands/model.ts";
import { codeVersion } from "scripts/code_version.ts";
import { modelSettings } from "scripts/model_settings.ts";
import { holdRun } from "scripts/hold_run.ts";
import { openModelRun, resumable } from "scripts/open_model_run.ts";
import { hashTrials } from "scripts/study_hashes.ts";
import { tellRegistered } from "scripts/tell_registered.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

type StudySoFar = NonNullable<TrainOptions["study"]>;

/** Runs the command. */
export async function runModelTrain(flags: ModelFlags): Promise<void> {
  const resolved = await modelSettings(flags);
  if (resolved === null) return;
  const { config } = resolved;
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
  const run = await openModelRun(config, { family, horizon, hashes, resume });
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
    bar.clear();
    const runId = run.path.split("/").at(-1)!;
    const registered = flags.register && !isReproduction()
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
    await run.timing("total", Math.round(performance.now() - began));
    // Last: a run that was killed before goes on and registers then.
    await run.finish();
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
    // What diverged would diverge again: there is nothing to go on from.
    if (error instanceof ConvergenceError) await run.fail(error.message);
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
    .map(([name, value]) =>
      // Counts stand as they are.
      `${name} ${
        Number.isInteger(value) ? value : Number(value.toPrecision(4))
      }`
    );
  return [
    `${model}: ${train} windows to learn from, ${validation} to choose by, ${test} to judge by`,
    figures.join(", "),
    ...(registered === null ? [] : [registered]),
    `${run}/report.html`,
  ].join("\n");
}
