/** A study of `tenor tune` as people and programs read it. */

import type { ParameterValues } from "lib/models/tune/space.ts";
import type { Study } from "lib/models/tune/study.ts";
import type { TrialRecord } from "lib/models/tune/trial_record.ts";
import { columns } from "scripts/calibration_text.ts";

/** What the command has found; plain data. */
export interface TuneResult {
  /** Name of the learner. */
  readonly model: string;
  /** Name of the score. */
  readonly metric: string;
  /** The best trial. */
  readonly best: {
    /** Its number. */
    readonly trial: number;
    /** Its hyperparameters. */
    readonly params: ParameterValues;
    /** Mean score over folds. */
    readonly score: number;
    /** Standard deviation over folds, ddof 1. */
    readonly sd: number;
    /** Score of each fold. */
    readonly folds: readonly number[];
  };
  /** Mean score of the learner's defaults, where they were tried. */
  readonly defaults?: number;
  /** Number of trials by how they ended. */
  readonly trials: Readonly<Record<"complete" | "pruned" | "failed", number>>;
  /** How to fit with the best. */
  readonly fit: string;
  /** What went wrong in the first trial that failed. */
  readonly failure?: string;
}

/** Gathers the result of a study that has a best trial. */
export function tuneResult(
  study: Study,
  best: TrialRecord,
  what: {
    readonly model: string;
    readonly metric: string;
    readonly defaults: ParameterValues | undefined;
    readonly fit: readonly string[];
  },
): TuneResult {
  const count = (state: string) =>
    study.trials.filter((trial) => trial.state === state).length;
  const folds = foldScores(best);
  const score = best.values[0];
  const squares = folds.reduce((sum, x) => sum + (x - score) ** 2, 0);
  const failed = study.trials.find(({ state }) => state === "failed");
  const first = study.trials[0];
  const hasDefaults = what.defaults !== undefined &&
    first.state === "complete";
  const sets = Object.entries(best.params)
    .map(([name, value]) => `--set ${name}=${value}`);
  return {
    model: what.model,
    metric: what.metric,
    best: {
      trial: best.number,
      params: best.params,
      score,
      sd: Math.sqrt(squares / (folds.length - 1)),
      folds,
    },
    ...(hasDefaults && { defaults: first.values[0] }),
    trials: {
      complete: count("complete"),
      pruned: count("pruned"),
      failed: count("failed"),
    },
    fit: [...what.fit, ...sets].join(" "),
    ...(failed?.error !== undefined && { failure: failed.error }),
  };
}

/** Scores of folds out of the means that were reported after each. */
function foldScores({ reports }: TrialRecord): number[] {
  return reports.map(({ value }, i) =>
    (i + 1) * value - (i === 0 ? 0 : i * reports[i - 1].value)
  );
}

/** The result as text. */
export function tuneText(result: TuneResult): string {
  const { best, metric, trials, defaults, failure } = result;
  const total = trials.complete + trials.pruned + trials.failed;
  const rows = Object.entries(best.params).map(([name, value]) => [
    name,
    typeof value === "number" ? `${Number(value.toPrecision(6))}` : `${value}`,
  ]);
  return [
    `${result.model}: ${metric} ${best.score.toPrecision(5)} ± ${
      best.sd.toPrecision(2)
    } over ${best.folds.length} folds, trial ${best.trial} of ${total} (${trials.complete} complete, ${trials.pruned} pruned, ${trials.failed} failed)`,
    ...defaults === undefined ? [] : [
      `${metric} of the defaults on the same folds: ${defaults.toPrecision(5)}`,
    ],
    columns([["", "best"], ...rows]),
    `The score is the best of ${total} trials on these folds, so it flatters: test on other rows.`,
    ...failure === undefined ? [] : [`First failure: ${failure}`],
    `To fit with these:\n  ${result.fit}`,
  ].join("\n\n");
}
