/** `tenor model tune`: a search a horizon, each in a run of its own. */

import { folderStorage } from "lib/models/tune/folder_storage.ts";
import { memoryStorage } from "lib/models/tune/memory_storage.ts";
import { sqliteStorage } from "lib/models/tune/sqlite_storage.ts";
import type { StudyStorage } from "lib/models/tune/storage.ts";
import type { ResolvedConfig } from "pipelines/factory/factory_config.ts";
import {
  recordTuning,
  trialRow,
  tuningTable,
  tuningText,
} from "pipelines/factory/record_tuning.ts";
import { ledgerPath, otherTrials } from "pipelines/factory/study_ledger.ts";
import { type TuneFinding, tuneModel } from "pipelines/factory/tune_model.ts";
import { tuneSpace } from "pipelines/factory/tune_space.ts";
import { columns } from "scripts/calibration_text.ts";
import { CONFIG, type ModelTuneFlags } from "scripts/commands/model.ts";
import { modelSettings } from "scripts/model_settings.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { hashTrials } from "scripts/study_hashes.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Trials that are shown; all stand in the report. */
const SHOWN = 10;

/** States of trials of which something was seen: they count against the best. */
const COUNTED = ["complete", "pruned"];

/** Runs the command. */
export async function runModelTune(flags: ModelTuneFlags): Promise<void> {
  const resolved = await modelSettings(flags);
  if (resolved === null) return;
  const { config } = resolved;
  tuneSpace(resolved, flags.model);
  const results = [];
  for (const horizon of config.horizons) {
    results.push(await tuneHorizon(flags, resolved, horizon));
  }
  if (flags.json) console.log(JSON.stringify(results, null, 2));
}

async function tuneHorizon(
  flags: ModelTuneFlags,
  resolved: ResolvedConfig,
  horizon: number,
) {
  const { config } = resolved;
  const began = performance.now();
  const now = new Date();
  const bar = terminalProgress();
  const { trials, folds, workers, sampler, pruner } = flags;
  const finding = await tuneModel(resolved, flags.model, {
    horizon,
    now: now.getTime(),
    trials,
    folds,
    workers,
    sampler,
    pruner,
    storage: storageOf(flags.storage, horizon, config.horizons.length),
    onProgress: bar.update,
  }).finally(bar.clear);
  const own = new Set(
    finding.trials.filter(({ state }) => COUNTED.includes(state))
      .map(({ hash }) => hash),
  );
  const others = await otherTrials(config, [...own]);
  const study = {
    ledger: ledgerPath(config),
    trials: others.distinct + own.size,
  };
  const words = { study, train: trainCommand(flags, finding) };
  const run = await startCommandRun({
    root: config.runs,
    kind: "tune",
    name: `${flags.model}-h${horizon}`,
    time: now.toISOString(),
    config: JSON.parse(
      JSON.stringify({
        ...config,
        model: flags.model,
        horizon,
        tune: { trials, folds, sampler, pruner },
      }),
    ),
    seed: config.seed,
    dataHashes: { ...finding.hashes, trials: await hashTrials(others) },
  });
  await recordTuning(run, finding, words);
  await run.timing("total", Math.round(performance.now() - began));
  await run.finish();
  const result = tuneResult(finding, words, run.path);
  if (!flags.json) {
    const table = tuningTable(finding);
    const rows = [table.columns, ...table.rows.slice(0, SHOWN)];
    console.log([
      tuningText(finding, words),
      columns(rows.map((row) => row.map(String))),
      ...(result.failure === undefined
        ? []
        : [`First failure: ${result.failure}`]),
      `To train with the best:\n  ${words.train}`,
      `${run.path}/report.html`,
    ].join("\n\n"));
  }
  return result;
}

function tuneResult(
  finding: TuneFinding,
  { study, train }: {
    readonly study: { readonly ledger: string; readonly trials: number };
    readonly train: string;
  },
  run: string,
) {
  const { family, horizon, loss, best, trials, start, folds } = finding;
  const count = (state: string) =>
    trials.filter((trial) => trial.state === state).length;
  const [first] = trials;
  const hasStart = start !== undefined && first.state === "complete";
  const failure = trials.find(({ error }) => error !== undefined)?.error;
  return {
    model: family,
    horizon,
    loss,
    folds,
    best: trialRow(best),
    ...(hasStart && { defaults: first.values[0] }),
    counts: {
      complete: count("complete"),
      pruned: count("pruned"),
      failed: count("failed"),
    },
    trials: trials.map(trialRow),
    ...(failure !== undefined && { failure }),
    study,
    train,
    run,
  };
}

/** A file or a folder a horizon. */
function storageOf(
  path: string | undefined,
  horizon: number,
  horizons: number,
): StudyStorage {
  if (path === undefined) return memoryStorage();
  const [, stem, ending] = /^(.*?)(\.(?:db|sqlite3?))?$/.exec(path)!;
  const own = horizons === 1 ? stem : `${stem}-h${horizon}`;
  return ending === undefined
    ? folderStorage(own)
    : sqliteStorage(`${own}${ending}`);
}

/** The command that trains what was found. */
function trainCommand(
  flags: ModelTuneFlags,
  { horizon, best }: TuneFinding,
): string {
  const given = Object.entries(flags.set)
    .filter(([key]) => !key.startsWith("search."));
  const sets = {
    ...Object.fromEntries(given),
    horizons: horizon,
    ...best.params,
  };
  return [
    `deno task tenor model train --model ${flags.model}`,
    ...(flags.config === CONFIG ? [] : [`--config ${flags.config}`]),
    ...Object.entries(sets).map(([name, to]) => `--set ${name}=${quoted(to)}`),
  ].join(" ");
}

/** A value as a shell takes it. */
function quoted(value: unknown): string {
  const text = String(value);
  return /^[\w.,:/@+-]*$/.test(text)
    ? text
    : `'${text.replaceAll("'", "'\\''")}'`;
}
