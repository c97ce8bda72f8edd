/** One model into a run: fitted, with a checkpoint an epoch, judged, reported. */

import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { TrialCount } from "lib/validation/trial_ledger.ts";
import { reportPage, type Section } from "lib/report/page.ts";
import type { Run } from "lib/tracking/run.ts";
import {
  type EpochListener,
  epochMetrics,
  listeners,
} from "pipelines/factory/callbacks.ts";
import {
  evaluateModel,
  type ModelEvaluation,
} from "pipelines/factory/evaluate_model.ts";
import {
  evaluationOptions,
  validationTrial,
} from "pipelines/factory/experiment_cell.ts";
import type { SignalBacktest } from "pipelines/factory/signal_backtest.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import type { Prepared } from "pipelines/factory/prepare.ts";
import { runCheckpoints } from "pipelines/factory/run_checkpoints.ts";
import { spreadOf, type TrialScore } from "pipelines/factory/study_ledger.ts";

/** A model that was trained. */
export interface TrainedModel {
  /** The model. */
  readonly model: BaseModel;
  /** What it does on the test windows. */
  readonly evaluation: ModelEvaluation;
  /** Its figures by name, finite ones only. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What it did on the validation windows, for the ledger of its study. */
  readonly trial: TrialScore;
}

/** What is trained, and who listens. */
export interface TrainOptions {
  /** Settings. */
  readonly config: FactoryConfig;
  /** The family. */
  readonly family: string;
  /** Bars ahead. */
  readonly horizon: number;
  /** Windows. */
  readonly prepared: Prepared;
  /**
   * What it is judged among: trials of the study, and how many configurations
   * are asked for with this one. @default none but itself
   */
  readonly study?: { readonly others: TrialCount; readonly own: number };
  /** Told after each epoch. */
  readonly onEpoch?: EpochListener;
  /** Aborting stops between two steps. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model; all that it says of itself goes into a run that is under way.
 *
 * @param run The run; one that was killed goes on from its last checkpoint.
 * @param options What is trained.
 */
export async function trainModel(
  run: Run,
  options: TrainOptions,
): Promise<TrainedModel> {
  const { config, family, horizon, prepared, study, onEpoch, signal } = options;
  const { train, validation, test } = prepared;
  const parts = { train, validation, test };
  for (const [part, { count }] of Object.entries(parts)) {
    await run.param(`windows.${part}`, count);
  }
  const told = epochMetrics(run);
  const checkpoints = runCheckpoints(run);
  const model = await fitCell(config, family, horizon, prepared, {
    checkpoints: {
      ...checkpoints,
      // An epoch that training goes on from has its losses on the disk.
      save: async (checkpoint) => {
        await told.written();
        await checkpoints.save(checkpoint);
      },
    },
    onEpoch: listeners([told, onEpoch]),
    ...(signal && { signal }),
  });
  await told.written();
  const trial = await validationTrial(model, config, prepared);
  const judged = evaluationOptions(config, prepared);
  const evaluation = await evaluateModel(model, test, {
    ...judged,
    signal: {
      ...judged.signal,
      ...(study && spreadOf(study.others, study.own, [trial.sharpe])),
    },
  });
  const metrics = figuresOf(evaluation, trial.score);
  for (const [name, value] of Object.entries(metrics)) {
    const part = name === "validationLoss" ? "validation" : "test";
    await run.metric(name, value, { part });
  }
  await recordFiles(run, model, evaluation);
  await run.report(trainingPage(model, { evaluation, metrics, prepared }));
  return { model, evaluation, metrics, trial };
}

/** Figures of a model by name; those that are not defined are left out. */
export function figuresOf(
  { metrics, signal }: Pick<ModelEvaluation, "metrics" | "signal">,
  validation: number,
): Record<string, number> {
  const { sharpe = null, totalReturn = null, deflatedSharpe = null, trials } =
    signal?.figures ?? {};
  return Object.fromEntries(
    Object.entries<number | null>({
      ...metrics.overall,
      validationLoss: validation,
      sharpe,
      totalReturn,
      deflatedSharpe,
      trials: deflatedSharpe === null ? null : trials ?? null,
    }).filter((entry): entry is [string, number] =>
      typeof entry[1] === "number" && Number.isFinite(entry[1])
    ),
  );
}

async function recordFiles(
  run: Run,
  model: BaseModel,
  { charts, predictions, metrics }: ModelEvaluation,
): Promise<void> {
  for (const [name, bytes] of Object.entries(model.save())) {
    await run.artifact(name, bytes);
  }
  await run.artifact(
    "evaluation.json",
    `${JSON.stringify(metrics, null, 2)}\n`,
  );
  await run.file("predictions/test.parquet", predictions);
  for (const [name, svg] of Object.entries(charts)) {
    await run.file(`charts/${name}`, svg);
  }
}

function trainingPage(
  model: BaseModel,
  { evaluation, metrics, prepared }: {
    readonly evaluation: ModelEvaluation;
    readonly metrics: Readonly<Record<string, number>>;
    readonly prepared: Prepared;
  },
): string {
  const { config, facts } = model;
  const { train, validation, test } = prepared;
  const sections: Section[] = [
    {
      kind: "text",
      text:
        `${config.family}, ${config.horizon} ahead: windows of ${facts.length} rows of ${
          facts.features.length === 1
            ? facts.features[0]
            : `${facts.features.length} columns`
        }; ${train.count} to learn from, ${validation.count} to choose by, ${test.count} to judge by.`,
    },
    {
      kind: "table",
      columns: ["Figure on the test windows", "Value"],
      rows: Object.entries(metrics).map(([name, value]) => [
        name,
        Number.isInteger(value) ? value : Number(value.toPrecision(6)),
      ]),
    },
    ...luckText(evaluation.signal),
    ...Object.values(evaluation.charts).map((svg): Section => ({
      kind: "chart",
      svg,
    })),
  ];
  return reportPage(config.name, sections);
}

/** How likely it is that the signal is more than the best of the trials by luck. */
function luckText(signal: SignalBacktest | null): Section[] {
  if (signal === null) return [];
  const { deflatedSharpe, probabilisticSharpe, trials } = signal.figures;
  if (deflatedSharpe === null || probabilisticSharpe === null) return [];
  return [{
    kind: "text",
    text: trials === 1
      ? `The Sharpe ratio is above 0 with a probability of ${
        probabilisticSharpe.toFixed(3)
      }; nothing else was tried in the study.`
      : `The Sharpe ratio is above 0 with a probability of ${
        probabilisticSharpe.toFixed(3)
      }, and above what the best of ${trials} configurations that the study has tried shows by luck with one of ${
        deflatedSharpe < 0.0005 ? "less than 0.001" : deflatedSharpe.toFixed(3)
      } (the deflated Sharpe ratio).`,
  }];
}
