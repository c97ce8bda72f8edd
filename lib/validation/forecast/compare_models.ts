/**
 * Whether models forecast better than a baseline, when many were tried.
 *
 * The baseline is the one with the least loss on the validation windows, so that
 * the test windows choose nothing. Each model's losses are compared with its by
 * Diebold and Mariano's test; forecasts of overlapping stretches of h bars are
 * alike over h − 1 of them. Equal weights of those lags keep the size of the
 * test (of 5 %: 1.5 to 4 % where Bartlett's have 3 to 6 %), Bartlett's guard
 * against a variance that equal ones find too small, so the larger of both
 * p-values counts.
 *
 * A model's claim is that it beats every baseline, not one that was lucky on the
 * validation windows: its p-value is the largest over the baselines (the
 * intersection–union test; Berger 1982, Technometrics 24, 295), and needs no
 * correction for their number. For the number of models it is corrected by Holm,
 * and the model confidence set says which may be the best.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { studentTQuantile } from "lib/math/student_t.ts";
import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
import { holm } from "lib/validation/multiple_testing.ts";
import { modelConfidenceSet } from "lib/validation/superior/model_confidence_set.ts";
import { checkComparison } from "lib/validation/forecast/check_comparison.ts";
import { compareLosses } from "lib/validation/forecast/compare_losses.ts";

/** A model's losses. */
export interface ModelLosses {
  /** What it is called. */
  readonly model: string;
  /** Mean loss on the validation windows: what chooses the baseline. */
  readonly validationLoss: number;
  /** Losses on the test windows in order of time `[n]`. */
  readonly losses: ArrayLike<number>;
}

/** How models are compared. */
export interface CompareOptions extends Watch {
  /** Source of the confidence set's resamples. */
  readonly rng: Rng;
  /** Which of the models are baselines, at least one. */
  readonly baselines: readonly string[];
  /** Bars that a forecast is ahead: losses are alike over one less. */
  readonly horizon: number;
  /** Chance of any false finding. @default {0.05} */
  readonly level?: number;
  /**
   * Trials to correct for: with those of a tuner more than the models.
   * @default {the number of models that are no baselines}
   */
  readonly trials?: number;
  /** Chance that the confidence set leaves the best model out. @default {0.1} */
  readonly size?: number;
  /** Resamples of the confidence set. @default {2000} */
  readonly replications?: number;
}

/** One model beside the baseline; JSON. */
export interface ComparisonRow {
  /** The model. */
  readonly model: string;
  /** The baseline that it is compared with. */
  readonly baseline: string;
  /** Whether it is a baseline itself. */
  readonly isBaseline: boolean;
  /** Its mean loss. */
  readonly loss: number;
  /** Its mean loss less the baseline's; below 0 is better. */
  readonly difference: number;
  /**
   * Lower end of the difference's interval; the intervals of all models hold
   * together with a chance of one less the level (Bonferroni). Null where the
   * losses are the same.
   */
  readonly low: number | null;
  /** Its upper end. */
  readonly high: number | null;
  /** Diebold and Mariano's statistic; null for the baseline or equal losses. */
  readonly statistic: number | null;
  /** Its two-sided p-value; null for the baseline. */
  readonly pValue: number | null;
  /** Baseline that it beats the least clearly; null for baselines. */
  readonly hardest: string | null;
  /** P-value that it beats all baselines, by Holm for the number of trials. */
  readonly adjusted: number | null;
  /** P-value of belonging to the model confidence set. */
  readonly confidence: number;
  /** Whether it may be the best of all. */
  readonly inConfidenceSet: boolean;
  /** Whether it is better than every baseline, the corrected p-value below the level. */
  readonly significant: boolean;
}

/** All models beside the baseline; JSON. */
export interface ModelComparison {
  /** The baseline that did best on the validation windows. */
  readonly baseline: string;
  /** Chance of any false finding. */
  readonly level: number;
  /** Confidence of the model confidence set. */
  readonly confidence: number;
  /** Trials that were corrected for. */
  readonly trials: number;
  /** Number of times n. */
  readonly times: number;
  /** A row for each model, in the order given. */
  readonly rows: readonly ComparisonRow[];
}

/**
 * Compares models with the best baseline.
 *
 * @param models Losses of all models, baselines with them, at the same times.
 * @param options Stream, baselines, horizon, level, trials.
 * @returns The table.
 * @throws {TypeError} If the models' losses differ in number.
 * @throws {RangeError} If there are fewer than two models or times, a name is
 * given twice, a baseline is none of the models, a loss is not finite, or an
 * option is out of range.
 *
 * @example One model of two has learnt something
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { compareModels } from "lib/validation/forecast/compare_models.ts";
 *
 * const rng = makeRng(1);
 * const losses = (mean: number) =>
 *   Float64Array.from({ length: 300 }, () => mean + rng.uniform());
 * const { baseline, rows } = compareModels([
 *   { model: "naive", validationLoss: 1, losses: losses(1) },
 *   { model: "gru", validationLoss: 1, losses: losses(1) },
 *   { model: "lstm", validationLoss: 0.7, losses: losses(0.7) },
 * ], { rng, baselines: ["naive"], horizon: 1 });
 * assertEquals(baseline, "naive");
 * assertEquals(rows.map((row) => row.significant), [false, false, true]);
 * assertEquals(rows.map((row) => row.inConfidenceSet), [false, false, true]);
 * ```
 */
export function compareModels(
  models: readonly ModelLosses[],
  options: CompareOptions,
): ModelComparison {
  const { baselines, horizon, level = 0.05, size = 0.1 } = options;
  const tested = models.filter(({ model }) => !baselines.includes(model));
  const { trials = tested.length } = options;
  checkComparison(models, { ...options, level, size, trials }, tested.length);
  const best = bestBaseline(models, baselines);
  const times = best.losses.length;
  const { pValues, included } = confidenceSet(models, { ...options, size });
  // The best one first: of equally hard ones it is named.
  const others = [
    best,
    ...models.filter((own) => own !== best && baselines.includes(own.model)),
  ];
  const claims = tested.map(({ losses }) =>
    hardestBaseline(losses, others, horizon)
  );
  const corrected = correctFor(trials, claims.map(({ pValue }) => pValue));
  // Two tails of each of the trials' intervals.
  const width = studentTQuantile(
    1 - level / 2 / Math.max(1, trials),
    times - 1,
  );
  const rows = models.map((own, k): ComparisonRow => {
    const at = tested.indexOf(own);
    const claim = at < 0 ? null : claims[at];
    const compared = own === best
      ? null
      : compareLosses(own.losses, best.losses, horizon);
    const mean = meanOf(own.losses);
    const difference = mean - meanOf(best.losses);
    const error = compared?.error ?? null;
    return {
      model: own.model,
      baseline: best.model,
      isBaseline: baselines.includes(own.model),
      loss: mean,
      difference,
      low: error === null ? null : difference - width * error,
      high: error === null ? null : difference + width * error,
      statistic: compared?.statistic ?? null,
      pValue: compared?.pValue ?? null,
      hardest: claim?.baseline ?? null,
      adjusted: claim === null ? null : corrected[at],
      confidence: pValues[k],
      inConfidenceSet: included.includes(k),
      significant: claim !== null && claim.better && corrected[at] < level,
    };
  });
  return {
    baseline: best.model,
    level,
    confidence: 1 - size,
    trials,
    times,
    rows,
  };
}

/** The baseline with the least validation loss, the first of equals. */
function bestBaseline(
  models: readonly ModelLosses[],
  baselines: readonly string[],
): ModelLosses {
  return models.filter(({ model }) => baselines.includes(model))
    .reduce((a, b) => b.validationLoss < a.validationLoss ? b : a);
}

/** The baseline over which a model's lead is the least clear, the first of equals. */
function hardestBaseline(
  losses: ArrayLike<number>,
  baselines: readonly ModelLosses[],
  horizon: number,
): { baseline: string; pValue: number; better: boolean } {
  const claims = baselines.map((other) => {
    const { difference, pValue } = compareLosses(
      losses,
      other.losses,
      horizon,
    );
    const better = difference < 0;
    // A model that is worse has no claim, however clear the difference is.
    return { baseline: other.model, pValue: better ? pValue : 1, better };
  });
  return claims.reduce((a, b) => b.pValue > a.pValue ? b : a);
}

/** Holm's correction, as if further trials had found nothing. */
function correctFor(trials: number, pValues: readonly number[]): number[] {
  const others = new Array<number>(trials - pValues.length).fill(1);
  return holm([...pValues, ...others]);
}

function confidenceSet(
  models: readonly ModelLosses[],
  { rng, horizon, size, replications = 2000, signal }:
    & CompareOptions
    & Required<Pick<CompareOptions, "size">>,
): { readonly pValues: Float64Array; readonly included: readonly number[] } {
  const [rows, cols] = [models[0].losses.length, models.length];
  const data = new Float64Array(rows * cols);
  models.forEach(({ losses }, k) => {
    for (let i = 0; i < rows; ++i) data[i * cols + k] = losses[i];
  });
  const resampled = bootstrapMeans({ data, rows, cols }, {
    rng: rng.child("model confidence set"),
    blockLength: Math.min(rows, Math.max(horizon, Math.cbrt(rows))),
    replications,
    ...(signal && { signal }),
  });
  return modelConfidenceSet(resampled, { size });
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; ++i) sum += values[i];
  return sum / values.length;
}
