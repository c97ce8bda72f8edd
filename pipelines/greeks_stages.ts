/**
 * The stages of the greeks pipeline. What a stage has done stands on the disk:
 * the history, the studies, the models.
 */

import { join } from "@std/path";
import type { Progress } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { deltaDetails } from "lib/greeks/delta_artifact.ts";
import { type DeltaTable, deltaTable } from "lib/greeks/delta_table.ts";
import {
  type DeltaEvaluation,
  evaluateDelta,
} from "lib/greeks/evaluate_delta.ts";
import { loadDeltaModel } from "lib/greeks/load_delta.ts";
import { writeHistoryFiles } from "lib/greeks/synth/history_files.ts";
import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
import {
  daySplitter,
  deltaBoosting,
  deltaEstimator,
} from "lib/greeks/train_delta.ts";
import { ingestFiles, type IngestReport } from "lib/market/history/ingest.ts";
import type {
  ContractType,
  HistoryStore,
} from "lib/market/history/history_store.ts";
import type { BoostingParams } from "lib/models/boosting.ts";
import { pointOf } from "lib/models/tune/default_spaces.ts";
import { folderStorage } from "lib/models/tune/folder_storage.ts";
import { openStudy } from "lib/models/tune/study.ts";
import { openArtifact } from "lib/registry/store.ts";
import {
  learningCurveChart,
  validationCurveChart,
} from "lib/report/fit_curve_charts.ts";
import { learningCurve } from "lib/validation/learning_curve.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { validationCurve } from "lib/validation/validation_curve.ts";
import type { GreeksConfig } from "pipelines/greeks_config.ts";
import { type GreeksData, universeOf } from "pipelines/greeks_data.ts";
import {
  DELTA_SPACE,
  type DeltaTrialData,
} from "pipelines/greeks_objective.ts";
import type { LearntSide } from "pipelines/train_greeks.ts";

/** Told how far a stage has come. */
export type Listener = (progress: Progress) => void;

/** Where a made history stands. */
export function madeFiles(config: GreeksConfig): readonly string[] {
  const dir = `data/synthetic/greeks_${config.days}_seed${config.seed}`;
  return ["option_chain_history.csv", "price_history.csv"]
    .map((file) => join(dir, file));
}

/** Makes a history where no files are given. @returns The files to ingest. */
export async function synthStage(
  config: GreeksConfig,
  codeVersion: string,
  onProgress: Listener,
): Promise<readonly string[]> {
  if (config.files.length > 0) return config.files;
  const files = madeFiles(config);
  const { days, seed } = config;
  await writeHistoryFiles(
    files[0].replace(/\/[^/]+$/, ""),
    makeSynthSettings({ days, seed }),
    { codeVersion, onProgress },
  );
  return files;
}

/** Files into the history; those that were read add nothing. */
export async function ingestStage(
  store: HistoryStore,
  files: readonly string[],
  onProgress: Listener,
): Promise<IngestReport> {
  return await ingestFiles(store, files, { onProgress });
}

/** Hyperparameters of one side, and how good they were. */
export interface Tuned {
  readonly hyperparameters: Partial<Omit<BoostingParams, "monotone">>;
  /** Mean absolute error on days not learnt from. */
  readonly mae: number;
  readonly trials: number;
}

/** Searches hyperparameters on the days learnt from; goes on where it was. */
export async function tuneStage(
  type: ContractType,
  data: GreeksData,
  options: GreeksConfig & {
    readonly work: string;
    readonly onProgress: Listener;
  },
): Promise<Tuned> {
  const { folds, balance, seed, trials, workers, work, onProgress } = options;
  const table = deltaTable(data.sides[type]);
  const first = pointOf(DELTA_SPACE, {
    ...deltaBoosting(table.samples.rows),
    subsample: 1,
  });
  const study = await openStudy({
    space: DELTA_SPACE,
    seed,
    batch: 2,
    start: first ? [first] : [],
    about: { type, rows: table.samples.rows, folds, balance },
  }, folderStorage(join(work, `tune_${type}`)));
  try {
    const shared: DeltaTrialData = {
      table,
      points: data.points,
      folds,
      balance,
      seed,
    };
    await study.optimize({
      module: import.meta.resolve("./greeks_objective.ts"),
      data: shared,
    }, { trials, workers, onProgress });
    const { best } = study;
    if (best === undefined) {
      const [failed] = study.trials;
      throw new Error(
        `Cannot tune ${type}s as some trial must succeed: ${
          failed?.error ?? "none did"
        }`,
      );
    }
    return {
      hyperparameters: best.params,
      mae: best.values[0],
      trials: study.trials.length,
    };
  } finally {
    await study.close();
  }
}

/** How a registered model does on the days held out. */
export async function heldOutStage(
  type: ContractType,
  test: GreeksData,
  { models, name, version, config }: {
    readonly models: string;
    readonly name: string;
    readonly version: string;
    readonly config: GreeksConfig;
  },
): Promise<DeltaEvaluation> {
  const artifact = await openArtifact(models, name, version);
  const { curve } = deltaDetails(artifact.metadata, artifact.path);
  const model = await loadDeltaModel(artifact);
  try {
    const samples = test.sides[type];
    return await evaluateDelta(model, samples, {
      points: test.points,
      curve,
      universe: universeOf(config, samples),
    });
  } finally {
    await model.release();
  }
}

/** Learning and validation curves of a side, on the trees' columns. */
export async function curveCharts(
  { table, trained }: LearntSide,
  { folds, seed, workers, onProgress }: GreeksConfig & {
    readonly onProgress: Listener;
  },
): Promise<{ readonly name: string; readonly svg: string }[]> {
  const rows = {
    x: trained.columns,
    y: table.samples.delta,
    groups: table.days,
  };
  const options = {
    splitter: daySplitter(table.days, folds),
    score: regressionScores,
    rng: makeRng(seed).child("curves"),
    threads: workers,
    onProgress,
  };
  const { monotone: _, ...settings } = trained.hyperparameters;
  const byDays = await learningCurve(
    deltaEstimator(table, settings),
    rows,
    options,
  );
  const byRounds = await validationCurve(
    (rounds: number) => deltaEstimator(table, { ...settings, rounds }),
    rows,
    { ...options, values: [15, 30, 60, 120, 240] },
  );
  return [
    {
      name: "learning_curve",
      svg: learningCurveChart(
        { title: titled(table, "days learnt from"), error: ERROR },
        byDays.map(({ rows, share, shown, heldOut }) => ({
          at: rows,
          share,
          shown: shown.mae,
          heldOut: heldOut.mae,
        })),
      ),
    },
    {
      name: "validation_curve",
      svg: validationCurveChart(
        {
          title: titled(table, "rounds"),
          error: ERROR,
          parameter: "rounds",
          log: true,
        },
        byRounds.map(({ value, shown, heldOut }) => ({
          at: value,
          shown: shown.mae,
          heldOut: heldOut.mae,
        })),
      ),
    },
  ];
}

const ERROR = "Mean absolute error";

function titled({ type }: DeltaTable, what: string): string {
  return `${type === "call" ? "Calls" : "Puts"}: error by ${what}`;
}
