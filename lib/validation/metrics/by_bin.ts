/**
 * Scores of the parts of a table: by bin of a number, such as the delta, or by
 * group, such as the expiry. Parts without rows are left out.
 *
 * @module
 */

import { takeValues } from "lib/math/take_rows.ts";
import { binIndices } from "lib/validation/bins.ts";
import { groupIds } from "lib/validation/group_ids.ts";
import type { Score } from "lib/validation/metrics/score.ts";

/** Predictions and what they are compared with. */
export interface Predictions {
  /** Targets, shape `[n]`. */
  readonly actual: ArrayLike<number>;
  /** Predictions, shape `[n]`. */
  readonly predicted: ArrayLike<number>;
  /** Weight of each row, shape `[n]`. @default all 1 */
  readonly weights?: ArrayLike<number>;
}

/** Edges of a bin. */
export interface Bin {
  /** Lower edge. */
  readonly low: number;
  /** Upper edge; within the last bin only. */
  readonly high: number;
}

/**
 * Scores by bin.
 *
 * @param predictions Targets and predictions.
 * @param options Edges, the score, and what is put into bins: the target if not
 * given.
 * @returns A row for each bin with rows, from the lowest.
 * @throws {RangeError} If the edges do not increase or a value is NaN.
 *
 * @example Errors of low and of high deltas
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scoresByBin } from "lib/validation/metrics/by_bin.ts";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 *
 * const table = scoresByBin(
 *   { actual: [0.25, 0.5, 0.75], predicted: [0.5, 0.5, 0.25] },
 *   { edges: [0, 0.5, 1], score: regressionScores },
 * );
 * assertEquals(table.map(({ low, rows, mae }) => [low, rows, mae]), [
 *   [0, 1, 0.25],
 *   [0.5, 2, 0.25],
 * ]);
 * ```
 */
export function scoresByBin<S extends object>(
  predictions: Predictions,
  options: {
    readonly edges: ArrayLike<number>;
    readonly score: Score<S>;
    readonly by?: ArrayLike<number>;
  },
): readonly (Bin & S)[] {
  const { edges, score, by = predictions.actual } = options;
  const bins = binIndices(by, edges);
  return scoreParts(bins, edges.length - 1, { predictions, score })
    .map(([bin, scores]) => ({
      low: edges[bin],
      high: edges[bin + 1],
      ...scores,
    }));
}

/**
 * Scores by group.
 *
 * @param predictions Targets and predictions.
 * @param options Group of each row, and the score.
 * @returns A row for each group, in order of first appearance.
 * @throws {TypeError} If the number of groups is not that of the predictions.
 */
export function scoresByGroup<S extends object>(
  predictions: Predictions,
  options: {
    readonly groups: ArrayLike<string | number>;
    readonly score: Score<S>;
  },
): readonly ({ readonly group: string | number } & S)[] {
  const { ids, names } = groupIds(options.groups);
  return scoreParts(ids, names.length, { predictions, score: options.score })
    .map(([group, scores]) => ({ group: names[group], ...scores }));
}

function scoreParts<S extends object>(
  partOf: Int32Array,
  parts: number,
  { predictions, score }: {
    readonly predictions: Predictions;
    readonly score: Score<S>;
  },
): [number, S][] {
  const { actual, predicted, weights } = predictions;
  if (partOf.length !== actual.length || predicted.length !== actual.length) {
    throw new TypeError(
      `Cannot score parts as there must be one value for each of ${actual.length} targets: there are ${predicted.length} predictions and ${partOf.length} bins or groups`,
    );
  }
  const rows = Array.from({ length: parts }, (): number[] => []);
  partOf.forEach((part, row) => rows[part].push(row));
  return rows.flatMap((members, part): [number, S][] =>
    members.length === 0 ? [] : [[
      part,
      score(
        takeValues(actual, members),
        takeValues(predicted, members),
        weights === undefined ? {} : { weights: takeValues(weights, members) },
      ),
    ]]
  );
}
