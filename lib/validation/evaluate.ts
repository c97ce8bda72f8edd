/**
 * The evaluator of predictions of a number: overall, by bin, by group, and with
 * the errors of a baseline, such as the Black–Scholes delta, beside each.
 *
 * @module
 */

import {
  type Bin,
  scoresByBin,
  scoresByGroup,
} from "lib/validation/metrics/by_bin.ts";
import {
  errorQuantiles,
  type RegressionScores,
  regressionScores,
} from "lib/validation/metrics/regression.ts";

/** What an evaluation looks at beside the predictions. */
export interface EvaluateOptions {
  /** Edges of bins. @default one bin */
  readonly edges?: ArrayLike<number>;
  /** What is put into bins, shape `[n]`. @default the targets */
  readonly binBy?: ArrayLike<number>;
  /** Group of each row, such as its expiry, shape `[n]`. @default one group */
  readonly groups?: ArrayLike<string | number>;
  /** Predictions of the baseline, shape `[n]`. @default none */
  readonly baseline?: ArrayLike<number>;
}

/** Scores of a part of the rows. */
export interface PartScores extends RegressionScores {
  /** Mean absolute error of the baseline on the same rows, where there is one. */
  readonly baselineMae?: number;
}

/** All that is said of a set of predictions; plain data, ready for JSON. */
export interface Evaluation extends PartScores {
  /** Quantiles of the absolute errors by R-7. */
  readonly errorQuantiles: {
    /** Median. */
    readonly p50: number;
    /** Nine in ten are smaller. */
    readonly p90: number;
    /** 95 in a hundred. */
    readonly p95: number;
    /** 99 in a hundred. */
    readonly p99: number;
  };
  /** Scores of each bin that has rows, from the lowest. */
  readonly byBin: readonly (Bin & PartScores)[];
  /** Scores of each group, in order of first appearance. */
  readonly byGroup: readonly (PartScores & {
    /** The group. */
    readonly group: string | number;
  })[];
}

/**
 * Evaluates predictions.
 *
 * @param actual Targets, shape `[n]`.
 * @param predicted Predictions, shape `[n]`.
 * @param options Bins, groups, baseline.
 * @returns Scores; `byBin` and `byGroup` are empty where none were asked for.
 * @throws {TypeError} If lengths differ.
 * @throws {RangeError} If there are no rows or a value is not finite.
 *
 * @example With a baseline beside it
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluatePredictions } from "lib/validation/evaluate.ts";
 *
 * const report = evaluatePredictions([0.25, 0.75], [0.25, 0.5], {
 *   edges: [0, 0.5, 1],
 *   baseline: [0.5, 0.75],
 * });
 * assertEquals([report.mae, report.baselineMae], [0.125, 0.125]);
 * assertEquals(report.byBin.map(({ mae }) => mae), [0, 0.25]);
 * assertEquals(report.byBin.map(({ baselineMae }) => baselineMae), [0.25, 0]);
 * ```
 */
export function evaluatePredictions(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: EvaluateOptions = {},
): Evaluation {
  const { edges, binBy = actual, groups, baseline } = options;
  const score = regressionScores;
  const beside = <T extends RegressionScores>(
    tableOf: (predicted: ArrayLike<number>) => readonly T[],
  ): readonly (T & PartScores)[] => {
    const ofBaseline = baseline && tableOf(baseline);
    return tableOf(predicted).map((row, i) =>
      ofBaseline ? { ...row, baselineMae: ofBaseline[i].mae } : row
    );
  };
  const [whole] = beside((predicted) => [score(actual, predicted)]);
  const [p50, p90, p95, p99] = errorQuantiles(actual, predicted);
  return {
    ...whole,
    errorQuantiles: { p50, p90, p95, p99 },
    byBin: edges === undefined
      ? []
      : beside((predicted) =>
        scoresByBin({ actual, predicted }, { edges, by: binBy, score })
      ),
    byGroup: groups === undefined
      ? []
      : beside((predicted) =>
        scoresByGroup({ actual, predicted }, { groups, score })
      ),
  };
}
