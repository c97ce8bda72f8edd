/**
 * The contract of every learner on a table: hyperparameters in, `fit` gives a
 * model, a model predicts, explains itself and becomes an ONNX graph.
 *
 * Features are float32 numbers, as in the graph: a value is rounded before
 * anything is learnt from it, so that a model and its graph see the same
 * table and no threshold falls between the two. NaN is a missing value.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { Watch } from "lib/core/progress.ts";
import type { OnnxModel } from "lib/graph/onnx/write.ts";
import type { Hyperparameters } from "lib/core/hyperparameters.ts";
import type { Matrix } from "lib/math/matrix.ts";

/** Losses after a round of a learner that learns in rounds. */
export interface RoundRecord {
  /** Number of the round, from 1. */
  readonly round: number;
  /** Mean loss of the rows learnt from. */
  readonly training: number;
  /** Mean loss of the rows that early stopping watches; NaN without any. */
  readonly validation: number;
}

/** What one call to {@linkcode Estimator.fit} may use beyond its data. */
export interface FitContext extends Watch {
  /** Stream for anything random in training. */
  readonly rng: Rng;
  /** Weight of each row `[n]`, at least 0. @default all 1 */
  readonly weights?: Float64Array;
  /** Rows that early stopping watches; never trained on. @default none */
  readonly validation?: { readonly x: Matrix; readonly y: Float64Array };
  /** Threads; the model does not depend on it. @default {1} */
  readonly threads?: number;
  /** Told the losses after each round, by learners that have rounds; what it throws ends the fit. */
  readonly onRound?: (record: RoundRecord) => void;
}

/** Hyperparameters plus a training rule. Holds no data and never changes. */
export interface Estimator<P extends object = object> {
  /** Registered name, for example `"ridge"`. */
  readonly kind: string;
  /** Hyperparameters, frozen, defaults filled in. */
  readonly params: Readonly<P>;
  /**
   * Learns from `x`, shape `[n × p]`, and `y`, shape `[n]`.
   *
   * The result is a new object: an estimator can be fitted many times, and an
   * unfitted model cannot be asked to predict.
   *
   * @throws {TypeError} If the shapes do not fit.
   * @throws {RangeError} If a value cannot be learnt from, naming its place.
   */
  fit(x: Matrix, y: Float64Array, context: FitContext): Promise<Model>;
}

/** Name of a model graph's input, float32 `[N × p]`. */
export const GRAPH_INPUT = "features";
/** Name of a model graph's output, float32 `[N × 1]`. */
export const GRAPH_OUTPUT = "prediction";

/** A fitted model. */
export interface Model {
  /** Name of the estimator that made it. */
  readonly kind: string;
  /** Number of features p. */
  readonly features: number;
  /**
   * Maps `x`, shape `[n × p]`, to predictions, shape `[n]`: the expected
   * target, or the probability of class 1 where the target is a class.
   *
   * @throws {TypeError} If the number of columns is not that of the training.
   */
  predict(x: Matrix): Float64Array;
  /** Share of each feature in what was learnt, `[p]`; sums to 1, or is all 0. */
  importance(): Float64Array;
  /** The same function as an ONNX graph, {@linkcode GRAPH_INPUT} to {@linkcode GRAPH_OUTPUT}. */
  toGraph(): OnnxModel;
}

/** A learner by name, with what can be set. One line in `estimators.ts`. */
export interface EstimatorType<P extends object = object> {
  /** Registered name. */
  readonly kind: string;
  /** What the target is: a number, or the class 0 or 1. */
  readonly target: "number" | "class" | "either";
  /** Every hyperparameter, with its default, bounds and meaning. */
  readonly hyperparameters: Hyperparameters<P>;
  /**
   * Makes an estimator.
   *
   * @param params What differs from the defaults.
   * @throws {RangeError} If a hyperparameter is unknown or out of bounds.
   */
  make(params?: Partial<P>): Estimator<P>;
}
