/**
 * The forecasts that a model must beat: nothing changes.
 *
 * A path stays at the last value that is known. A number, which is a return
 * unless a caller makes it something else, is 0: prices are a random walk; with
 * `drift` it is the mean of the training labels, a walk with drift. A class has
 * the share that it has among the training labels.
 *
 * Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd
 * ed., section 5.2.
 *
 * @module
 */

import { multiply } from "lib/graph/ops/arithmetic.ts";
import {
  type Learnt,
  type ModelFamily,
  PREDICTION_OUTPUT,
  PROBABILITIES_OUTPUT,
} from "lib/models/forecast/family.ts";
import {
  columnRows,
  constantOutput,
  windowGraph,
} from "lib/models/forecast/window_graph.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** What can be set of the naive forecast. */
export interface NaiveParams {
  /** Whether numbers are their mean in place of 0. @default {false} */
  readonly drift: boolean;
}

/** The naive forecast. */
export const naive: ModelFamily<NaiveParams> = {
  family: "naive",
  group: "baseline",
  description:
    "No change: the last value of a path, a return of 0, the training shares of classes",
  targets: ["number", "class", "path"],
  hyperparameters: {
    drift: {
      type: "flag",
      default: false,
      doc: "numbers are the mean of the training labels in place of 0",
    },
  },
  factory: ({ drift }) => ({
    learn: (train) => Promise.resolve(learnNaive(train, drift)),
  }),
};

function learnNaive(train: Windows, drift: boolean): Learnt {
  const { target, length, features } = train;
  const graph = windowGraph(train, (x) => {
    switch (target.kind) {
      case "path": {
        const last = columnRows(x, target.column, length - 1, length);
        const ones = new Float32Array(target.steps).fill(1);
        const row = x.graph.constant(ones, [1, target.steps]);
        return { [PREDICTION_OUTPUT]: multiply(last, row) };
      }
      case "number": {
        const value = drift ? mean(target.values) : 0;
        const values = Float32Array.of(value);
        return { [PREDICTION_OUTPUT]: constantOutput(x, values) };
      }
      case "class":
        return {
          [PROBABILITIES_OUTPUT]: constantOutput(
            x,
            classShares(target.values, target.classes),
          ),
        };
    }
  });
  const importance = new Float64Array(features.length);
  if (target.kind === "path") importance[target.column] = 1;
  return { graph, importance, parameters: parametersOf(target, drift) };
}

function parametersOf(target: Windows["target"], drift: boolean): number {
  if (target.kind === "class") return target.classes - 1;
  return target.kind === "number" && drift ? 1 : 0;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, y) => sum + y, 0) / values.length;
}

/** Share of each class, one window more for each, so that none is 0. */
function classShares(values: Float32Array, classes: number): Float32Array {
  const counts = new Float32Array(classes).fill(1);
  for (const c of values) ++counts[c];
  return counts.map((count) => count / (values.length + classes));
}
