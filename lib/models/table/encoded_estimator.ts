/**
 * A learner of numbers made one of tables: it learns from encoded rows, and its
 * model takes rows as they are.
 *
 * What the encoding learns (means of the present values) it learns in `fit`, so
 * that a fold of a cross-validation never sees rows of another.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { Estimator, Model } from "lib/models/estimator.ts";
import {
  encodeInGraph,
  encodeRows,
  type Encoding,
  presentMeans,
  sumByFeature,
} from "lib/models/table/one_hot.ts";

/** How a table is made numbers. */
export interface EncodedOptions {
  /** Number of categories of each feature, 0 for a number, shape `[p]`. */
  readonly categories: readonly number[];
  /** Whether the mean takes the place of a missing number of each feature, `[p]`. */
  readonly impute: readonly boolean[];
}

/**
 * Puts an encoding in front of a learner; the learner itself where there is
 * nothing to encode.
 *
 * @param estimator A learner of numbers.
 * @param options How the table is made numbers.
 *
 * @example A mean for each category
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { ridge } from "lib/models/ridge.ts";
 * import { encodedEstimator } from "lib/models/table/encoded_estimator.ts";
 *
 * const x = { data: Float64Array.of(0, 0, 1, 1), rows: 4, cols: 1 };
 * const y = Float64Array.of(1, 3, 10, 20);
 * const learner = encodedEstimator(ridge.make({ alpha: 0 }), {
 *   categories: [2],
 *   impute: [false],
 * });
 * const model = await learner.fit(x, y, { rng: makeRng(1) });
 * assertAlmostEquals(model.predict(x)[0], 2, 1e-12);
 * assertAlmostEquals(model.predict(x)[3], 15, 1e-12);
 * ```
 */
export function encodedEstimator(
  estimator: Estimator,
  options: EncodedOptions,
): Estimator {
  const { categories, impute } = options;
  const isPlain = categories.every((count, j) => count === 0 && !impute[j]);
  if (isPlain) return estimator;
  const { kind, params } = estimator;
  return {
    kind,
    params,
    async fit(x, y, context) {
      const means = presentMeans(x, context.weights)
        .map((mean, j) => impute[j] ? mean : NaN);
      const encoding = { categories, means };
      const { validation, ...rest } = context;
      const model = await estimator.fit(encodeRows(encoding, x), y, {
        ...rest,
        ...(validation && {
          validation: { ...validation, x: encodeRows(encoding, validation.x) },
        }),
      });
      return encodedModel(model, encoding);
    },
  };
}

function encodedModel(model: Model, encoding: Encoding): Model {
  const features = encoding.categories.length;
  return {
    kind: model.kind,
    features,
    predict(x: Matrix) {
      if (x.cols === features) return model.predict(encodeRows(encoding, x));
      throw new TypeError(
        `Cannot predict by ${model.kind} as x must have the ${features} columns of the training: current value is ${x.cols}`,
      );
    },
    importance: () => sumByFeature(encoding, model.importance()),
    toGraph: () => encodeInGraph(encoding, model.toGraph()),
  };
}
