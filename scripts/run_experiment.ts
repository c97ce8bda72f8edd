/** `tenor experiment run`: all families beside the baselines, in one run. */

import { sha256Hex } from "lib/core/hash.ts";
import { BaseModel } from "lib/models/forecast/base_model.ts";
import type { Run } from "lib/tracking/run.ts";
import {
  cellConfig,
  checkExperiment,
  runExperiment,
} from "pipelines/factory/experiment.ts";
import type { PanelFinding } from "pipelines/factory/experiment_finding.ts";
import {
  experimentPage,
  experimentText,
} from "pipelines/factory/experiment_page.ts";
import {
  configText,
  readFactoryConfig,
} from "pipelines/factory/factory_config.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import { recordExperiment } from "pipelines/factory/record_experiment.ts";
import { registerModel } from "pipelines/factory/register_model.ts";
import {
  otherTrials,
  recordTrial,
  trialHash,
} from "pipelines/factory/study_ledger.ts";
import { runCellStore } from "pipelines/factory/run_checkpoints.ts";
import { isReproduction } from "pipelines/factory/trials_until.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { ExperimentFlags } from "scripts/commands/experiment.ts";
import { holdRun } from "scripts/hold_run.ts";
import { resumableRun, takeUp } from "scripts/open_model_run.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { hashTrials } from "scripts/study_hashes.ts";
import { tellRegistered } from "scripts/tell_registered.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Kind of the runs. */
const KIND = "experiment";

/** Runs the command. */
export async function runExperimentCommand(
  name: string,
  flags: ExperimentFlags,
): Promise<void> {
  const resolved = await readFactoryConfig({
    file: flags.config,
    experiment: name,
    set: flags.set,
  });
  const { config } = resolved;
  if (flags.printConfig) {
    console.log(flags.json ? JSON.stringify(resolved) : configText(resolved));
    return;
  }
  const began = performance.now();
  const now = new Date();
  // What cannot be run leaves no run behind.
  checkExperiment(config);
  const resumed = flags.resume === undefined
    ? undefined
    : await resumableRun(config.runs, flags.resume, {
      kind: KIND,
      command: `tenor experiment run ${name}`,
      settings: JSON.parse(JSON.stringify(config)),
    });
  const others = await trialsOfOthers(config, resumed?.started);
  const hashes = {
    ...await dataHashes(config, now.getTime()),
    trials: await hashTrials(others),
  };
  const run = resumed === undefined
    ? await startCommandRun({
      root: config.runs,
      kind: KIND,
      name: name.replace(/[^A-Za-z0-9.-]/g, "-"),
      time: now.toISOString(),
      config: JSON.parse(JSON.stringify(config)),
      seed: config.seed,
      dataHashes: hashes,
    })
    : await takeUp(config.runs, resumed.path, resumed.dataHashes, hashes);
  using _held = await holdRun(run.path);
  const bar = terminalProgress();
  const findings = await runExperiment(config, {
    now: now.getTime(),
    workers: flags.workers,
    otherTrials: others,
    store: runCellStore(run),
    onProgress: (progress) => bar.update(progress),
  }).finally(() => bar.clear());
  await recordCells(config, findings[0], now.getTime());
  await recordExperiment(run, findings);
  await run.report(experimentPage(name, findings));
  const registered = flags.register && !isReproduction()
    ? await registerWinners(config, findings[0], run, now)
    : [];
  await run.timing("total", Math.round(performance.now() - began));
  // Last: a run that was killed before goes on.
  await run.finish();
  if (flags.json) {
    console.log(
      JSON.stringify(jsonOf(name, findings, run, registered), null, 2),
    );
    return;
  }
  for (const { panel, rows, verdict } of findings) {
    const whole = rows.filter(({ comparison }) => comparison !== null);
    console.log(`${panel}\n${experimentText(whole)}\n${verdict}\n`);
  }
  for (const place of registered) console.log(place);
  console.log(`${run.path}/report.html`);
}

/** Hashes of the data, once windows of every horizon and panel can be made. */
async function dataHashes(config: FactoryConfig, now: number) {
  let hashes: Readonly<Record<string, string>> = {};
  for (const panel of [...config.controls, "data"]) {
    for (const horizon of config.horizons) {
      const { models: [family] } = config;
      const own = cellConfig(config, panel, family);
      hashes = (await prepare(own, horizon, now)).hashes;
    }
  }
  return hashes;
}

/** Cells that are trials of the study, each with its own settings. */
function ownCells(config: FactoryConfig) {
  return config.horizons.flatMap((horizon) =>
    config.models.map((family) => ({
      family,
      horizon,
      config: cellConfig(config, "data", family),
    }))
  );
}

/** Trials of the study that are not of this experiment. */
async function trialsOfOthers(
  config: FactoryConfig,
  until: number | undefined,
) {
  const own = ownCells(config).map((cell) =>
    trialHash(cell.config, cell.family, cell.horizon)
  );
  return await otherTrials(config, await Promise.all(own), until);
}

async function recordCells(
  config: FactoryConfig,
  { cells }: PanelFinding,
  time: number,
): Promise<void> {
  for (const own of ownCells(config)) {
    const { family, horizon } = own;
    const cell = cells.get(`${family}-h${horizon}`)!;
    const [score, sharpe] = [cell.validationLoss, cell.validationSharpe];
    await recordTrial(own.config, { family, horizon, score, sharpe, time });
  }
}

function jsonOf(
  name: string,
  findings: readonly PanelFinding[],
  run: Run,
  registered: readonly string[],
) {
  const plain = ({ found, verdict, trials, rows }: PanelFinding) => ({
    found,
    verdict,
    trials,
    rows,
  });
  const [data, ...controls] = findings;
  return {
    experiment: name,
    ...plain(data),
    ...Object.fromEntries(controls.map((c) => [c.panel, plain(c)])),
    registered,
    run: run.path,
  };
}

/** Registers and promotes what is better than every baseline. */
async function registerWinners(
  config: FactoryConfig,
  { rows, cells }: PanelFinding,
  run: Run,
  now: Date,
): Promise<string[]> {
  const places: string[] = [];
  for (const { model, horizon, significant, comparison, metrics } of rows) {
    if (!significant || comparison === null) continue;
    const cell = cells.get(`${model}-h${horizon}`)!;
    const fitted = BaseModel.load(
      new Map(Object.entries(cell.files)),
      `${model}-h${horizon}`,
    );
    const { name, version } = await registerModel(fitted, {
      registry: config.registry,
      created: now.toISOString(),
      runId: run.path.split("/").at(-1)!,
      codeVersion: await codeVersion(),
      command: ["deno task tenor", ...Deno.args].join(" "),
      metrics: Object.fromEntries(
        Object.entries(metrics).filter((entry): entry is [string, number] =>
          entry[1] !== null
        ),
      ),
      dataHash: await sha256Hex(JSON.stringify(cell.hashes)),
      scaler: cell.scaler,
      champion: true,
    });
    await tellRegistered(config.runs, { ...config, name, version });
    places.push(`${config.registry}/${name}/v${version}`);
  }
  return places;
}
