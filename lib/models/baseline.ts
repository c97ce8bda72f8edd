/**
 * The learner that looks at no feature: it predicts the weighted mean of the
 * targets, which for classes is the frequency of class 1. Whatever cannot beat
 * it has learnt nothing.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type { OnnxModel } from "lib/graph/onnx/write.ts";
import {
  type Estimator,
  type EstimatorType,
  type FitContext,
  GRAPH_INPUT,
  GRAPH_OUTPUT,
  type Model,
} from "lib/models/estimator.ts";
import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { weightedMean } from "lib/models/standardize.ts";
import { predictionRows, trainingRows } from "lib/models/training_rows.ts";

/** Nothing can be set. */
export type MeanParams = Record<never, never>;

const KIND = "mean";

/** Predicts the mean target, or the frequency of class 1; takes missing values. */
export const mean: EstimatorType<MeanParams> = {
  kind: KIND,
  target: "either",
  hyperparameters: {},
  make: (params: Partial<MeanParams> = {}): Estimator<MeanParams> => ({
    kind: KIND,
    params: readHyperparameters<MeanParams>(KIND, {}, params),
    // deno-lint-ignore require-await -- the contract's fit is a promise
    fit: async (x: Matrix, y: Float64Array, context: FitContext) => {
      context.signal?.throwIfAborted();
      const rows = trainingRows(KIND, x, y, context, { missing: true });
      return new MeanModel(weightedMean(rows.y, rows.weights), rows.p);
    },
  }),
};

/** One number for every row. */
class MeanModel implements Model {
  readonly kind = KIND;
  readonly features: number;
  readonly #value: number;

  constructor(value: number, features: number) {
    this.#value = value;
    this.features = features;
  }

  predict(x: Matrix): Float64Array {
    predictionRows(KIND, x, this.features, true);
    return new Float64Array(x.rows).fill(this.#value);
  }

  importance(): Float64Array {
    return new Float64Array(this.features);
  }

  toGraph(): OnnxModel {
    const int64 = (name: string, ...values: number[]) => ({
      name,
      dims: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    return {
      inputs: [{ name: GRAPH_INPUT, shape: ["N", this.features] }],
      outputs: [{ name: GRAPH_OUTPUT, shape: ["N", 1] }],
      initializers: [
        { name: "mean", dims: [1, 1], data: Float32Array.of(this.#value) },
        int64("zero", 0),
        int64("one", 1),
      ],
      nodes: [
        { op: "Shape", inputs: [GRAPH_INPUT], outputs: ["shape"] },
        {
          op: "Gather",
          inputs: ["shape", "zero"],
          outputs: ["rows"],
        },
        {
          op: "Concat",
          inputs: ["rows", "one"],
          outputs: ["dims"],
          attributes: { axis: { int: 0 } },
        },
        { op: "Expand", inputs: ["mean", "dims"], outputs: [GRAPH_OUTPUT] },
      ],
    };
  }
}
