/**
 * Permutation importance: by how much a loss grows when a feature's values are
 * shuffled among the rows, all else kept,
 *
 *     importance_j = mean over shuffles of L(y, f(x with column j shuffled)) − L(y, f(x)).
 *
 * Breiman (2001), Machine Learning 45(1), 10; in the model-agnostic form of
 * Fisher, Rudin and Dominici (2019), JMLR 20(177). On rows that the model was
 * not shown it says what the model's skill rests on; it is not what the
 * feature is worth: of two that say the same, each can look needless. Such
 * features can be shuffled together.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { Model } from "lib/models/estimator.ts";
import { pause } from "lib/models/pause.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";

/** How to shuffle. */
export interface PermutationOptions extends Watch {
  /** Source of the shuffles; feature j and shuffle r have a child of their own. */
  readonly rng: Rng;
  /** Loss of predictions, smaller is better. */
  readonly loss: (
    actual: ArrayLike<number>,
    predicted: ArrayLike<number>,
  ) => number;
  /** Shuffles of each feature. @default {5} */
  readonly repeats?: number;
  /** Columns that are shuffled together. @default each column alone */
  readonly columns?: readonly (readonly number[])[];
}

/** Importances. */
export interface PermutationImportance {
  /** Loss with nothing shuffled. */
  readonly loss: number;
  /** Mean growth of the loss, shape `[p]`, or one for each set of columns. */
  readonly mean: Float64Array;
  /** Standard deviation over shuffles (ddof 0), of the same shape. */
  readonly deviation: Float64Array;
  /** Growth of the loss in each shuffle, row-major `[p × repeats]`. */
  readonly draws: Matrix;
}

/**
 * Shuffles each feature in turn.
 *
 * @param model A fitted model.
 * @param rows Features `[n × p]` and targets `[n]`, best not those learnt from.
 * @param options Stream, loss, number of shuffles.
 * @returns Importances in the unit of the loss.
 * @throws {RangeError} If `repeats` or a column is out of range.
 * @throws The signal's reason if it aborts.
 *
 * @example A feature that is not looked at
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { regressionScores } from "lib/validation/metrics/regression.ts";
 * import { permutationImportance } from "lib/validation/permutation_importance.ts";
 *
 * const firstColumn = {
 *   features: 2,
 *   predict: ({ data, rows }: { data: Float64Array; rows: number }) =>
 *     Float64Array.from({ length: rows }, (_, i) => data[2 * i]),
 * };
 * const { mean } = await permutationImportance(firstColumn, {
 *   x: { data: Float64Array.of(1, 5, 2, 6, 3, 7), rows: 3, cols: 2 },
 *   y: Float64Array.of(1, 2, 3),
 * }, { rng: makeRng(1), loss: (y, p) => regressionScores(y, p).mae });
 * assert(mean[0] > 0);
 * assertEquals(mean[1], 0);
 * ```
 */
export async function permutationImportance(
  model: Pick<Model, "features" | "predict">,
  rows: { readonly x: Matrix; readonly y: ArrayLike<number> },
  options: PermutationOptions,
): Promise<PermutationImportance> {
  const { rng, loss, repeats = 5 } = options;
  const { x, y } = rows;
  const columns = options.columns ??
    Array.from({ length: model.features }, (_, j) => [j]);
  check(repeats, columns, x.cols);
  const unshuffled = loss(y, model.predict(x));
  const draws = new Float64Array(columns.length * repeats);
  for (const [j, set] of columns.entries()) {
    for (let r = 0; r < repeats; ++r) {
      await pause(options, { done: j * repeats + r, total: draws.length });
      const order = shuffledIndices(x.rows, rng.child(`${j} ${r}`));
      const shuffled = shuffleColumns(x, set, order);
      draws[j * repeats + r] = loss(y, model.predict(shuffled)) - unshuffled;
    }
  }
  const mean = new Float64Array(columns.length);
  const deviation = new Float64Array(columns.length);
  for (let j = 0; j < columns.length; ++j) {
    const own = draws.subarray(j * repeats, (j + 1) * repeats);
    mean[j] = own.reduce((sum, v) => sum + v, 0) / repeats;
    const squares = own.reduce((sum, v) => sum + (v - mean[j]) ** 2, 0);
    deviation[j] = Math.sqrt(squares / repeats);
  }
  return {
    loss: unshuffled,
    mean,
    deviation,
    draws: { data: draws, rows: columns.length, cols: repeats },
  };
}

function shuffleColumns(
  x: Matrix,
  columns: readonly number[],
  order: Int32Array,
): Matrix {
  const data = x.data.slice();
  for (const j of columns) {
    order.forEach((from, to) => {
      data[to * x.cols + j] = x.data[from * x.cols + j];
    });
  }
  return { data, rows: x.rows, cols: x.cols };
}

function check(
  repeats: number,
  columns: readonly (readonly number[])[],
  cols: number,
): void {
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw new RangeError(
      `Cannot shuffle features as repeats must be a whole number ≥ 1: current value is ${repeats}`,
    );
  }
  for (const j of columns.flat()) {
    if (Number.isInteger(j) && j >= 0 && j < cols) continue;
    throw new RangeError(
      `Cannot shuffle features as columns must be whole numbers in [0, ${cols}): one is ${j}`,
    );
  }
}
