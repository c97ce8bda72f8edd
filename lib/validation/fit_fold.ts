/**
 * One fold: rows resampled, a model fitted to them, its predictions of the rows
 * it was not shown.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { takeRows } from "lib/math/take_rows.ts";
import type { Estimator, Model } from "lib/models/estimator.ts";
import {
  type LearningTable,
  splitRowsOf,
  takeTable,
} from "lib/validation/learning_table.ts";
import type { Resample } from "lib/validation/resample/balance_bins.ts";
import {
  type Split,
  type Splitter,
  splitWithin,
} from "lib/validation/splitter.ts";

/** How each fold is fitted. */
export interface FoldOptions extends Watch {
  /** Stream of this fold. */
  readonly rng: Rng;
  /** Changes the mix of the rows learnt from, inside the fold. @default none */
  readonly resample?: Resample;
  /** Takes rows for early stopping from the train side. @default none */
  readonly earlyStopping?: Splitter;
  /** Threads of each fit. @default {1} */
  readonly threads?: number;
}

/** A model and what it says of rows it was not shown. */
export interface FittedFold {
  /** The model. */
  readonly model: Model;
  /** Rows it learnt from, after resampling. */
  readonly fitted: Int32Array;
  /** Predictions of `split.test`, in its order. */
  readonly predicted: Float64Array;
}

/**
 * Fits one fold. Rows for early stopping are taken before resampling, and are
 * not resampled: they keep the mix of the table.
 *
 * @param estimator What to fit.
 * @param table The whole table.
 * @param options The fold's split, stream and ways.
 * @returns The model and its predictions of the test side.
 */
export async function fitFold(
  estimator: Estimator,
  table: LearningTable,
  options: FoldOptions & { readonly split: Split },
): Promise<FittedFold> {
  const { split, rng, resample, earlyStopping, threads, signal, onProgress } =
    options;
  signal?.throwIfAborted();
  const inner = earlyStopping && splitWithin(
    split,
    earlyStopping.split(
      splitRowsOf(table, split.train),
      rng.child("early stopping"),
    )[0],
  );
  const train = (inner ?? split).train;
  const fitted = resample
    ? resample(train, table.y, rng.child("resample"))
    : train;
  const { x, y, weights } = takeTable(table, fitted);
  const model = await estimator.fit(x, y, {
    rng: rng.child("fit"),
    ...(weights && { weights }),
    ...(inner && { validation: takeTable(table, inner.test) }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const predicted = model.predict(takeRows(table.x, split.test));
  return { model, fitted, predicted };
}
