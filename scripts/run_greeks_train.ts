/** What `tenor greeks train` does. */

import { deltaModelName } from "lib/greeks/delta_artifact.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { listModels } from "lib/registry/store.ts";
import { isVersion } from "lib/registry/version.ts";
import { fetchGreeks, samplesHash } from "pipelines/greeks_data.ts";
import { recordGreeks } from "pipelines/greeks_page.ts";
import {
  type GreeksTraining,
  headlines,
  learnSide,
  placeOf,
  registerSide,
} from "pipelines/train_greeks.ts";
import { codeVersion } from "scripts/code_version.ts";
import type { TrainFlags } from "scripts/commands/greeks.ts";
import { evaluationText } from "scripts/greeks_text.ts";
import { hasHistoryHome, openHistoryHome } from "scripts/history_home.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

/** Learns, validates by day, registers. */
export async function runTrain(flags: TrainFlags): Promise<void> {
  const { type, models, version, threads, store: folder } = flags;
  const training = trainingOf(flags);
  await checkFree(models, deltaModelName(type), version);
  if (!await hasHistoryHome(folder)) {
    throw new RangeError(
      `Cannot learn deltas as --store must be the folder of a history: there is none at ${folder}. Make it with tenor greeks ingest`,
    );
  }
  const store = await openHistoryHome(folder);
  const data = await fetchGreeks(store, training).finally(() => store.close());
  const bar = terminalProgress();
  const side = await learnSide(type, data, {
    ...training,
    threads,
    onProgress: (progress) => bar.update(progress),
  });
  bar.clear();
  const created = new Date().toISOString();
  const code = await codeVersion();
  const run = await startCommandRun({
    kind: "greeks",
    name: `${type}s`,
    time: created,
    codeVersion: code,
    config: JSON.parse(JSON.stringify(training)),
    seed: training.seed,
    dataHashes: { [`${type}s`]: await samplesHash(side.table.samples) },
  });
  await recordGreeks(run, [{ side }]);
  await run.finish();
  const metadata = await registerSide(side, {
    models,
    query: training,
    created,
    runId: run.path.split("/").at(-1)!,
    codeVersion: code,
    command: commandOf(type, flags),
    version,
  });
  const place = placeOf(models, metadata);
  if (flags.json) {
    const { byBin } = side.evaluation;
    console.log(JSON.stringify({
      type,
      name: metadata.name,
      version: metadata.version,
      ...headlines(side.evaluation),
      byBin,
      features: side.table.features,
      leftOut: side.table.leftOut,
      hyperparameters: side.trained.hyperparameters,
      dataHash: metadata.dataHash,
      path: place,
      run: run.path,
    }));
    return;
  }
  console.log(`${
    evaluationText(
      `${type}s, ${training.folds} folds of days`,
      side.evaluation,
    )
  }
${place}
${run.path}/report.html`);
}

/** A version that cannot be registered is refused before hours of training. */
async function checkFree(
  models: string,
  name: string,
  version: string | undefined,
): Promise<void> {
  if (version === undefined) return;
  if (!isVersion(version)) {
    throw new RangeError(
      `Cannot register ${name} as --version must be three whole numbers such as 1.0.0: current value is ${version}`,
    );
  }
  const known = (await listModels(models)).find((m) => m.name === name);
  if (!known?.versions.includes(version)) return;
  throw new RangeError(
    `Cannot register ${name} ${version} as --version must be free: ${models} has ${
      known.versions.join(", ")
    }. Leave it out for the next one`,
  );
}

function trainingOf(flags: TrainFlags): GreeksTraining {
  const { maxDte, minMoneyness, maxMoneyness, folds, balance, level, seed } =
    flags;
  return {
    roots: flags.root ?? [],
    maxDte,
    minMoneyness,
    maxMoneyness,
    folds,
    balance,
    level,
    seed,
    hyperparameters: flags.set,
  };
}

function commandOf(type: ContractType, flags: TrainFlags): string {
  const settings = Object.entries(flags.set).map(([k, v]) =>
    ` --set ${k}=${v}`
  );
  const roots = flags.root ? ` --root ${flags.root.join(",")}` : "";
  return `deno task tenor greeks train --type ${type}${roots} --max-dte ${flags.maxDte} --min-moneyness ${flags.minMoneyness} --max-moneyness ${flags.maxMoneyness} --folds ${flags.folds} --balance ${flags.balance} --level ${flags.level} --seed ${flags.seed}${
    settings.join("")
  }`;
}
