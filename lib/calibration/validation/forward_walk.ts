/**
 * Day after day: fit to all days so far, score the next one, move on.
 *
 * Every step fits anew on the whole window, and nothing of a later day is seen
 * before it is scored.
 *
 * @module
 */

import {
  type Fold,
  type FoldRun,
  runFolds,
} from "lib/calibration/validation/fold_run.ts";
import type { QuoteDay } from "lib/calibration/validation/quote_days.ts";
import {
  type ModelScore,
  modelScores,
  points,
  type Score,
  scoreOf,
} from "lib/calibration/validation/score.ts";
import type { SmileModel } from "lib/calibration/validation/smile_model.ts";
import type { Watch } from "lib/core/progress.ts";

/** How to walk. */
export interface ForwardWalkOptions extends Watch {
  /** Days of the first window. @default {1} */
  readonly first?: number;
  /** Longest window; older days are dropped. @default {Infinity}: it expands */
  readonly longest?: number;
}

/** One step of one model. */
export interface ForwardStep {
  /** Name of the model. */
  readonly model: string;
  /** The day that was scored. */
  readonly day: string;
  /** Errors on that day. */
  readonly score: Score;
  /** Parameters fitted to the days before, null for a naive smile. */
  readonly params: Readonly<Record<string, number>> | null;
  /** Reasons not to trust the fit. */
  readonly flags: readonly string[];
}

/** A whole walk. */
export interface ForwardWalk {
  /** Every step with what each model said. */
  readonly run: FoldRun;
  /** Steps by day, then by model. */
  readonly steps: readonly ForwardStep[];
  /** Scores over all days. */
  readonly scores: readonly ModelScore[];
}

/** The windows of a walk and the day after each. */
export function forwardFolds(
  days: readonly QuoteDay[],
  options: Pick<ForwardWalkOptions, "first" | "longest"> = {},
): Fold[] {
  const { first = 1, longest = Infinity } = options;
  return days.slice(first).map((day, i) => {
    const end = first + i;
    const window = days.slice(Math.max(0, end - longest), end);
    return {
      label: day.label,
      day: day.label,
      train: window.map(({ quotes }) => quotes),
      test: day.quotes,
    };
  });
}

/**
 * Walks forward.
 *
 * @param days Days of quotes in order of time.
 * @param models Laws and baselines.
 * @param options Windows.
 * @throws {RangeError} If no day is left to score, or days are out of order.
 */
export async function forwardWalk(
  days: readonly QuoteDay[],
  models: readonly SmileModel[],
  options: ForwardWalkOptions = {},
): Promise<ForwardWalk> {
  const { first = 1 } = options;
  if (!(Number.isInteger(first) && first >= 1 && first < days.length)) {
    throw new RangeError(
      `Cannot walk forward as the first window must be of 1 to ${
        days.length - 1
      } of the ${days.length} days: current value is ${first}. Give quotes of at least two days`,
    );
  }
  const late = days.findIndex((day, i) =>
    i > 0 && day.label <= days[i - 1].label
  );
  if (late > 0) {
    throw new RangeError(
      `Cannot walk forward as days must be in order of time: ${
        days[late].label
      } stands after ${days[late - 1].label}`,
    );
  }
  const folds = forwardFolds(days, options);
  const run = await runFolds("next day", folds, models, options);
  const steps = run.folds.flatMap(({ day, answers }) =>
    answers.map(({ model, answer, outOfSample }): ForwardStep => ({
      model,
      day,
      score: scoreOf(outOfSample),
      params: answer?.params ?? null,
      flags: answer?.flags ?? [],
    }))
  );
  return { run, steps, scores: modelScores(run) };
}

/**
 * What the walk means, a sentence each.
 *
 * @param walk What {@linkcode forwardWalk} gave.
 */
export function forwardWalkVerdict(walk: ForwardWalk): string[] {
  const { run, scores, steps } = walk;
  const naive = scores.filter((score) => score.naive);
  const dayScores = (model: string) =>
    steps.filter((step) => step.model === model).map(({ score }) => score.rmse);
  return scores.filter((score) => !score.naive).map(
    ({ model, inSample, outOfSample }) => {
      const own = dayScores(model);
      const beaten = naive.map((base) => {
        const wins = dayScores(base.model)
          .filter((rmse, i) => own[i] < rmse).length;
        return `the ${base.model} (${
          points(base.outOfSample.rmse)
        }) on ${wins}`;
      });
      const drift = largestDrift(walk, model);
      return `Fitted to all days before, ${model} misses the next day by ${
        points(outOfSample.rmse)
      } over ${run.folds.length} days (${
        points(inSample.rmse)
      } on the days it was fitted to)${
        beaten.length === 0
          ? ""
          : `; of these days it beats ${beaten.join(" and ")}`
      }. ${drift}`;
    },
  );
}

/** How far a model's parameters wander over the walk, in words. */
function largestDrift({ steps }: ForwardWalk, model: string): string {
  const paths = steps.filter((step) => step.model === model)
    .flatMap(({ params }) => params === null ? [] : [params]);
  const drifts = Object.keys(paths[0] ?? {}).map((name) => {
    const values = paths.map((params) => params[name]);
    const size = values.reduce((s, v) => s + Math.abs(v), 0) / values.length;
    const range = Math.max(...values) - Math.min(...values);
    return { name, share: size > 0 ? range / size : 0 };
  }).sort((a, b) => b.share - a.share);
  if (drifts.length === 0) return "";
  const [{ name, share }] = drifts;
  const percent = `${(100 * share).toFixed(0)} % of its size`;
  return share > 0.5
    ? `Its parameters do not settle: ${name} ranges over ${percent}.`
    : `Its parameters stay put: the least steady, ${name}, ranges over ${percent}.`;
}
