/**
 * Greek Forge, from chains to registered delta models and a report: ingest →
 * split → tune → train → evaluate → register → report.
 *
 *     deno task greeks [--config FILE] [--files chains.csv.gz,prices.csv] …
 *
 * What a stage has done stands on the disk; a run that was stopped goes on there.
 */

import { basename, join } from "@std/path";
import { sha256Hex } from "lib/core/hash.ts";
import { deltaModelName } from "lib/greeks/delta_artifact.ts";
import type { DeltaEvaluation } from "lib/greeks/evaluate_delta.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import type { Run } from "lib/tracking/run.ts";
import {
  type GreeksConfig,
  readGreeksConfig,
} from "pipelines/greeks_config.ts";
import {
  fetchGreeks,
  type HeldOut,
  holdOutDays,
  samplesHash,
} from "pipelines/greeks_data.ts";
import { recordGreeks, type ReportedSide } from "pipelines/greeks_page.ts";
import {
  curveCharts,
  heldOutStage,
  ingestStage,
  type Listener,
  synthStage,
  tuneStage,
} from "pipelines/greeks_stages.ts";
import { readFlags, usageAsked } from "pipelines/read_config.ts";
import {
  learnSide,
  placeOf,
  registerSide,
  sameModel,
} from "pipelines/train_greeks.ts";
import { exitCodeOf, reportFailure } from "scripts/cli_errors.ts";
import { codeVersion } from "scripts/code_version.ts";
import { evaluationText } from "scripts/greeks_text.ts";
import { openHistoryHome } from "scripts/history_home.ts";
import { startCommandRun } from "scripts/start_command_run.ts";
import { terminalProgress } from "scripts/terminal_progress.ts";

const DEFAULT_CONFIG = "pipelines/config/greeks.yaml";
const TYPES = ["call", "put"] as const;

interface Stages {
  readonly config: GreeksConfig;
  readonly command: string;
  readonly code: string;
  readonly work: string;
  readonly say: (stage: string, detail: string) => void;
  readonly onProgress: Listener;
}

async function main(args: readonly string[]): Promise<void> {
  const usage = await usageAsked(args, "greeks", DEFAULT_CONFIG);
  if (usage !== undefined) return console.log(usage);
  const flags = readFlags(args, DEFAULT_CONFIG);
  const { config: file = DEFAULT_CONFIG, ...rest } = flags;
  const config = readGreeksConfig(await Deno.readTextFile(file), file, rest);
  const bar = terminalProgress();
  const id = (await sha256Hex(JSON.stringify(config))).slice(0, 8);
  const stages: Stages = {
    config,
    command: ["deno task greeks", ...args].join(" "),
    code: await codeVersion(),
    work: join("results/checkpoints", `greeks_${id}`),
    say: (stage, detail) => {
      bar.clear();
      console.log(`${stage.padEnd(12)}${detail}`);
    },
    onProgress: (progress) => bar.update(progress),
  };
  const held = await dataStages(stages);
  const run = await startCommandRun({
    kind: "greeks",
    name: "pipeline",
    codeVersion: stages.code,
    config: JSON.parse(JSON.stringify(config)),
    seed: config.seed,
    dataHashes: {
      calls: await samplesHash(held.train.sides.call),
      puts: await samplesHash(held.train.sides.put),
      "calls held out": await samplesHash(held.test.sides.call),
      "puts held out": await samplesHash(held.test.sides.put),
    },
  });
  try {
    const sides: ReportedSide[] = [];
    for (const type of TYPES) {
      sides.push(await sideStages(type, held, run, stages));
    }
    await recordGreeks(run, sides);
    await run.finish();
    bar.clear();
    await Deno.remove(stages.work, { recursive: true }).catch(() => {});
    console.log(`\n${run.path}/report.html`);
  } catch (error) {
    await run.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Synth, ingest, fetch and split. */
async function dataStages(stages: Stages): Promise<HeldOut> {
  const { config, code, say, onProgress } = stages;
  const files = await synthStage(config, code, onProgress);
  const store = await openHistoryHome(config.store);
  try {
    const report = await ingestStage(store, files, onProgress);
    say(
      "ingest",
      `${report.inserted} rows added of ${report.rows}${
        report.conflicting === 0
          ? ""
          : `; ${report.conflicting} say otherwise than rows of the store, which stay`
      }`,
    );
    const data = await fetchGreeks(store, config);
    say(
      "fetch",
      `${data.sides.call.rows} calls, ${data.sides.put.rows} puts, ${data.points.length} forwards by parity`,
    );
    const held = holdOutDays(data, config.holdOut);
    say("split", `held out: ${held.days.join(", ")}`);
    return held;
  } finally {
    await store.close();
  }
}

/** Tune, train, register and evaluate one side. */
async function sideStages(
  type: ContractType,
  held: HeldOut,
  run: Run,
  stages: Stages,
): Promise<ReportedSide> {
  const { config, code, command, work, say, onProgress } = stages;
  const tuned = await tuneStage(type, held.train, {
    ...config,
    work,
    onProgress,
  });
  say(
    "tune",
    `${type}s: MAE ${tuned.mae.toFixed(5)}, the best of ${tuned.trials} trials`,
  );
  const { hyperparameters } = tuned;
  const side = await learnSide(type, held.train, {
    ...config,
    hyperparameters,
    threads: config.workers,
    onProgress,
  });
  say("train", evaluationText(`${type}s, by folds of days`, side.evaluation));
  // A run that was stopped after this stage has registered these very bytes.
  const metadata = await sameModel(config.models, type, side.trained.onnx) ??
    await registerSide(side, {
      models: config.models,
      query: config,
      created: new Date().toISOString(),
      runId: basename(run.path),
      codeVersion: code,
      command,
    });
  say("register", placeOf(config.models, metadata));
  const heldOut: DeltaEvaluation = await heldOutStage(type, held.test, {
    models: config.models,
    name: deltaModelName(type),
    version: metadata.version,
    config,
  });
  say("evaluate", evaluationText(`${type}s, days held out`, heldOut));
  const charts = await curveCharts(side, { ...config, onProgress });
  return { side, heldOut, charts };
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    reportFailure(error);
    Deno.exit(exitCodeOf(error));
  }
}
