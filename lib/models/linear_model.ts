/**
 * A fitted linear function of the features, or the probability it is the log
 * odds of: what ridge, logistic regression and a linear machine all become.
 *
 * The graph works in float64 between its float32 ends, so that it gives the
 * predictions here, rounded, for features of any size.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { DATA_TYPES, type OnnxModel } from "lib/graph/onnx/write.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT, type Model } from "lib/models/estimator.ts";
import { sigmoid } from "lib/models/sigmoid.ts";
import { predictionRows } from "lib/models/training_rows.ts";

/** What makes a linear model. */
export interface LinearFit {
  /** Coefficient of each feature as it comes, `[p]`. */
  readonly coefficients: Float64Array;
  /** Value where every feature is 0. */
  readonly intercept: number;
  /** Standard deviation of each feature in the training rows, `[p]`. */
  readonly deviations: Float64Array;
  /** What is done to the linear function. */
  readonly link: "identity" | "sigmoid";
}

/** `link(intercept + x·coefficients)`. */
export class LinearModel implements Model {
  /** Name of the estimator that made it. */
  readonly kind: string;
  /** Number of features p. */
  readonly features: number;
  /** Coefficient of each feature as it comes, `[p]`. */
  readonly coefficients: Float64Array;
  /** Value where every feature is 0. */
  readonly intercept: number;
  readonly #fit: LinearFit;

  /**
   * Makes the model.
   *
   * @param kind Name of the estimator.
   * @param fit What was learnt.
   */
  constructor(kind: string, fit: LinearFit) {
    this.kind = kind;
    this.features = fit.coefficients.length;
    this.coefficients = fit.coefficients;
    this.intercept = fit.intercept;
    this.#fit = fit;
  }

  /**
   * Maps `x`, shape `[n × p]`, to predictions, shape `[n]`.
   *
   * @throws {TypeError} If the number of columns is not that of the training.
   * @throws {RangeError} If a value is missing or not finite.
   */
  predict(x: Matrix): Float64Array {
    const p = this.features;
    const rows = predictionRows(this.kind, x, p);
    const isSigmoid = this.#fit.link === "sigmoid";
    const out = new Float64Array(x.rows);
    for (let i = 0; i < out.length; ++i) {
      let sum = 0;
      for (let j = 0; j < p; ++j) sum += rows[i * p + j] * this.coefficients[j];
      sum += this.intercept;
      out[i] = isSigmoid ? sigmoid(sum) : sum;
    }
    return out;
  }

  /** Share of each feature in `Σ |coefficient|·deviation`. */
  importance(): Float64Array {
    const { deviations } = this.#fit;
    return shares(this.coefficients.map((c, j) => Math.abs(c) * deviations[j]));
  }

  /** The same function as an ONNX graph. */
  toGraph(): OnnxModel {
    const isSigmoid = this.#fit.link === "sigmoid";
    return {
      inputs: [{ name: GRAPH_INPUT, shape: ["N", this.features] }],
      outputs: [{ name: GRAPH_OUTPUT, shape: ["N", 1] }],
      initializers: [
        {
          name: "coefficients",
          dims: [this.features, 1],
          data: this.coefficients,
        },
        {
          name: "intercept",
          dims: [1, 1],
          data: Float64Array.of(this.intercept),
        },
      ],
      nodes: [
        {
          op: "Cast",
          inputs: [GRAPH_INPUT],
          outputs: ["x"],
          attributes: { to: { int: DOUBLE } },
        },
        { op: "MatMul", inputs: ["x", "coefficients"], outputs: ["product"] },
        { op: "Add", inputs: ["product", "intercept"], outputs: ["sum"] },
        ...(isSigmoid
          ? [{ op: "Sigmoid", inputs: ["sum"], outputs: ["linked"] }]
          : []),
        {
          op: "Cast",
          inputs: [isSigmoid ? "linked" : "sum"],
          outputs: [GRAPH_OUTPUT],
          attributes: { to: { int: FLOAT } },
        },
      ],
    };
  }
}

/** ONNX's numbers of float32 and float64. */
const [FLOAT, DOUBLE] = [DATA_TYPES.float32, DATA_TYPES.float64];

/** Non-negative sizes as shares of their sum; all 0 where the sum is 0. */
export function shares(sizes: Float64Array): Float64Array {
  const total = sizes.reduce((a, b) => a + b, 0);
  return sizes.map((size) => total > 0 ? size / total : 0);
}
