/**
 * Learners of "is it this class?" as one graph of probabilities.
 *
 * Two classes: p and 1 − p. More: one against the rest, each probability
 * divided by their sum (Bishop 2006, Pattern Recognition and Machine Learning,
 * 4.1.2), with 1e-7 to each so that the sum is never 0.
 *
 * @module
 */

import { besideName, joinBeside, joinModels } from "lib/graph/onnx/join.ts";
import type { OnnxModel } from "lib/graph/onnx/write.ts";
import { GRAPH_OUTPUT } from "lib/models/estimator.ts";
import { PROBABILITIES_OUTPUT } from "lib/models/forecast/family.ts";

/** Added to each probability before they are divided by their sum. */
const LEAST = 1e-7;

/**
 * Puts graphs together.
 *
 * @param graphs The probability of each class of `present`; of class 1 alone
 * where there are two classes and both are present.
 * @param present Classes that were learnt, ascending.
 * @param classes Number of classes; those not learnt get probability 0.
 */
export function classGraph(
  graphs: readonly OnnxModel[],
  present: readonly number[],
  classes: number,
): OnnxModel {
  const isBinary = graphs.length === 1;
  const beside = joinBeside(graphs);
  const all: OnnxModel = {
    ...beside,
    nodes: [...beside.nodes, {
      op: "Concat",
      inputs: graphs.map((_, k) => besideName(k, GRAPH_OUTPUT)),
      outputs: ["of_each"],
      attributes: { axis: { int: 1 } },
    }],
    outputs: [{ name: "of_each", shape: ["N", graphs.length] }],
  };
  return joinModels(
    all,
    isBinary ? complement(present, classes) : normalise(present, classes),
  );
}

/** From p of class `present[1]` to p there and 1 − p at `present[0]`. */
function complement(
  [low, high]: readonly number[],
  classes: number,
): OnnxModel {
  const slope = new Float32Array(classes);
  const start = new Float32Array(classes);
  [slope[low], slope[high], start[low]] = [-1, 1, 1];
  return {
    nodes: [
      { op: "MatMul", inputs: ["of_each", "slope"], outputs: ["changes"] },
      {
        op: "Add",
        inputs: ["changes", "start"],
        outputs: [PROBABILITIES_OUTPUT],
      },
    ],
    initializers: [
      { name: "slope", dims: [1, classes], data: slope },
      { name: "start", dims: [classes], data: start },
    ],
    inputs: [{ name: "of_each", shape: ["N", 1] }],
    outputs: [{ name: PROBABILITIES_OUTPUT, shape: ["N", classes] }],
  };
}

function normalise(present: readonly number[], classes: number): OnnxModel {
  const m = present.length;
  const placement = new Float32Array(m * classes);
  present.forEach((c, k) => placement[k * classes + c] = 1);
  return {
    nodes: [
      { op: "Add", inputs: ["of_each", "least"], outputs: ["positive"] },
      {
        op: "ReduceSum",
        inputs: ["positive", "class_axis"],
        outputs: ["sum"],
        attributes: { keepdims: { int: 1 } },
      },
      { op: "Div", inputs: ["positive", "sum"], outputs: ["shares"] },
      {
        op: "MatMul",
        inputs: ["shares", "placement"],
        outputs: [PROBABILITIES_OUTPUT],
      },
    ],
    initializers: [
      { name: "least", dims: [1], data: Float32Array.of(LEAST) },
      { name: "class_axis", dims: [1], data: BigInt64Array.of(1n) },
      { name: "placement", dims: [m, classes], data: placement },
    ],
    inputs: [{ name: "of_each", shape: ["N", m] }],
    outputs: [{ name: PROBABILITIES_OUTPUT, shape: ["N", classes] }],
  };
}
