/**
 * Support vector machines: C-classification with probabilities, and
 * epsilon-regression, with a linear or a Gaussian (RBF) kernel.
 *
 * Cortes and Vapnik (1995), Machine Learning 20, 273–297; the definitions, `c`,
 * `gamma` and `epsilon` are LIBSVM's (Chang and Lin, 2011, (1) and (10)). The
 * bias is not penalised.
 *
 * - `standardize` is on unless switched off, since a kernel sees distances:
 *   features, and the target of a regression, are taken to mean 0 and deviation 1
 *   before anything else, so `epsilon` is in deviations of the target. Without it
 *   this is scikit-learn's `SVC` and `SVR`.
 * - `gamma` 0 is scikit-learn's `scale`: 1/(p·variance of all features).
 * - Probabilities are Platt's, as in LIBSVM: a sigmoid of the decision, fitted to
 *   decisions of five machines that each left a fifth of the rows out. The folds
 *   depend on the rows and the seed, not on their order, and equal rows share one.
 *   Probability ½ need not be decision 0.
 * - `importance` is |coefficient|·deviation for a linear kernel, and for RBF the
 *   root mean square slope at the support vectors times the deviation.
 *
 * RBF is trained by sequential minimal optimisation (work between n² and n³ as c
 * grows), linear by an interior point (n·p²) unless there are many columns.
 * `tolerance` is the violation of optimality that is left, as in LIBSVM, or 1e6
 * times the relative duality gap that the interior point leaves. Missing values
 * are refused.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import type {
  Estimator,
  EstimatorType,
  FitContext,
  Model,
} from "lib/models/estimator.ts";
import {
  type Hyperparameters,
  readHyperparameters,
} from "lib/core/hyperparameters.ts";
import { fitSvm } from "lib/models/svm/fit_svm.ts";
import type { SvmParams } from "lib/models/svm/svm_params.ts";

export type { SvmParams } from "lib/models/svm/svm_params.ts";

const HYPERPARAMETERS: Hyperparameters<SvmParams> = {
  task: {
    type: "choice",
    choices: ["regression", "classification"],
    default: "regression",
    doc: "whether the target is a number or the class 0 or 1",
  },
  kernel: {
    type: "choice",
    choices: ["rbf", "linear"],
    default: "rbf",
    doc: "exp(−gamma·|x − z|²), or x·z",
  },
  c: {
    type: "number",
    default: 1,
    min: 0,
    openMin: true,
    doc: "cost of an error",
  },
  gamma: {
    type: "number",
    default: 0,
    min: 0,
    doc: "inverse squared width of rbf; 0 is 1/(p·variance of the features)",
  },
  epsilon: {
    type: "number",
    default: 0.1,
    min: 0,
    doc: "error of a regression that costs nothing",
  },
  standardize: {
    type: "flag",
    default: true,
    doc: "take features and numeric targets to mean 0, deviation 1",
  },
  tolerance: {
    type: "number",
    default: 1e-3,
    min: 0,
    openMin: true,
    doc: "violation of optimality that is left",
  },
};

/**
 * Support vector machines. Hyperparameters: {@linkcode SvmParams}.
 *
 * @example A line through a tube
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { svm } from "lib/models/svm.ts";
 *
 * const x = { data: Float64Array.of(0, 1, 2, 3), rows: 4, cols: 1 };
 * const y = Float64Array.of(0, 2, 4, 6);
 * const estimator = svm.make({
 *   kernel: "linear",
 *   c: 100,
 *   epsilon: 0.3,
 *   standardize: false,
 * });
 * const model = await estimator.fit(x, y, { rng: makeRng(1) });
 * // The flattest line inside ±0.3: from 0.3 to 5.7.
 * assertAlmostEquals(model.predict(x)[0], 0.3, 1e-5);
 * assertAlmostEquals(model.predict(x)[3], 5.7, 1e-5);
 * ```
 */
export const svm: EstimatorType<SvmParams> = {
  kind: "svm",
  target: "either",
  hyperparameters: HYPERPARAMETERS,
  make: (given: Partial<SvmParams> = {}): Estimator<SvmParams> => {
    const params = readHyperparameters(
      "svm",
      HYPERPARAMETERS,
      given as Readonly<Record<string, unknown>>,
    );
    return {
      kind: "svm",
      params,
      fit: (x: Matrix, y: Float64Array, context: FitContext): Promise<Model> =>
        fitSvm(params, x, y, context),
    };
  },
};
