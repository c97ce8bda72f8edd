/**
 * A linear map of the window less its last value, fitted in closed form.
 *
 * NLinear (Zeng, Chen, Zhang and Xu, 2023, AAAI 37(9), 11121–11128, section 4)
 * takes a window's last value off and puts it back on the forecast:
 * ŷ[h] = x[L] + b[h] + Σₜ W[t, h]·(x[t] − x[L]). Gradient descent on it ends at
 * least squares, so the weights are those of a ridge regression (Toner and
 * Darlow, 2024, "An analysis of linear time series forecasting models", ICML),
 * shared by all symbols, with λ chosen on the validation windows.
 *
 * Numbers and classes are regressed on all columns of the window less their
 * last row, and on that row. Where a window has more than 256 values, rows come
 * as means over spans of 1, 4, 16 … rows backwards from the last. Probabilities
 * are the regressions of the indicators of classes, none below 0.01, over their
 * sum: the linear probability model, whose penalty shrinks it to the shares.
 *
 * @module
 */

import { add, divide, maximum, subtract } from "lib/graph/ops/arithmetic.ts";
import { reshape } from "lib/graph/ops/layout.ts";
import { gemm } from "lib/graph/ops/linear.ts";
import { sum } from "lib/graph/ops/reduce.ts";
import {
  type LearnContext,
  type Learnt,
  type ModelFamily,
  PREDICTION_OUTPUT,
  PROBABILITIES_OUTPUT,
} from "lib/models/forecast/family.ts";
import { pathSums } from "lib/models/forecast/path_sums.ts";
import {
  chooseRidge,
  type RidgeChoice,
} from "lib/models/forecast/ridge_path.ts";
import {
  rowWeights,
  spansOf,
  spanSums,
} from "lib/models/forecast/span_sums.ts";
import { columnRows, windowGraph } from "lib/models/forecast/window_graph.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Least probability of a class before they are made to sum to 1. */
const FLOOR = 0.01;

/** Closed-form ridge NLinear. */
export const nlinear: ModelFamily = {
  family: "nlinear",
  group: "baseline",
  description:
    "Ridge regression on the window less its last value, in closed form, penalty chosen on validation (Zeng et al., 2023; Toner and Darlow, 2024)",
  targets: ["number", "class", "path"],
  hyperparameters: {},
  factory: () => ({
    learn: (train, context) =>
      train.target.kind === "path"
        ? Promise.resolve(learnPath(train, train.target.column, context))
        : learnTable(train, context),
  }),
};

function learnPath(
  train: Windows,
  column: number,
  { validation }: LearnContext,
): Learnt {
  const { length, outputs, features } = train;
  const choice = chooseRidge(
    pathSums(train, column),
    pathSums(validation, column),
  );
  const graph = windowGraph(train, (x) => {
    const rows = columnRows(x, column, 0, length);
    const last = columnRows(x, column, length - 1, length);
    const weights = x.graph.constant(
      Float32Array.from(choice.weights),
      [length, outputs],
    );
    const bias = x.graph.constant(Float32Array.from(choice.intercepts), [
      outputs,
    ]);
    const change = gemm(subtract(rows, last), weights, { bias });
    return { [PREDICTION_OUTPUT]: add(change, last) };
  });
  const importance = new Float64Array(features.length);
  importance[column] = 1;
  return { graph, importance, ...told(choice) };
}

async function learnTable(
  train: Windows,
  context: LearnContext,
): Promise<Learnt> {
  const { length, features, target } = train;
  const spans = spansOf(length, features.length);
  const choice = chooseRidge(
    await spanSums(train, spans, context),
    await spanSums(context.validation, spans, context),
  );
  const inputs = length * features.length;
  const outputs = choice.intercepts.length;
  const weights = rowWeights(choice.weights, spans, features.length, outputs);
  const graph = windowGraph(train, (x) => {
    const scores = gemm(
      reshape(x, ["N", inputs]),
      x.graph.constant(weights, [inputs, outputs]),
      {
        bias: x.graph.constant(Float32Array.from(choice.intercepts), [outputs]),
      },
    );
    if (target.kind !== "class") return { [PREDICTION_OUTPUT]: scores };
    const floored = maximum(scores, FLOOR);
    const total = sum(floored, { axes: [1], keepDimensions: true });
    return { [PROBABILITIES_OUTPUT]: divide(floored, total) };
  });
  return { graph, ...told(choice) };
}

function told({ weights, intercepts, lambda, validationError }: RidgeChoice) {
  return {
    parameters: weights.length + intercepts.length,
    notes: { lambda, validationError },
  };
}
