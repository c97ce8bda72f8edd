/**
 * A delta model as one graph: quote to trees' columns, trees, and the bounds of
 * a delta, with nothing left to do outside.
 *
 * @module
 */

import type { CarryCurve } from "lib/greeks/carry_curve.ts";
import { deltaBounds, type DeltaFeature } from "lib/greeks/delta_features.ts";
import { featureGraph, TREE_INPUT } from "lib/greeks/feature_graph.ts";
import { joinModels } from "lib/graph/onnx/join.ts";
import { type OnnxModel, writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT, type Model } from "lib/models/estimator.ts";

/** Rows that go through a graph at once. */
const BATCH = 16_384;

/** What a graph is made of. */
export interface DeltaGraphParts {
  /** Side of the chain. */
  readonly type: ContractType;
  /** Columns of the input. */
  readonly features: readonly DeltaFeature[];
  /** Rates. */
  readonly curve: CarryCurve;
  /** Trees on the columns of {@linkcode featureGraph}. */
  readonly model: Model;
}

/** The whole graph, `features` to `prediction`. */
export function deltaGraph(parts: DeltaGraphParts): OnnxModel {
  const { type, features, curve, model } = parts;
  return joinModels(
    joinModels(featureGraph(type, features, curve), model.toGraph()),
    boundGraph(type),
  );
}

function boundGraph(type: ContractType): OnnxModel {
  const [low, high] = deltaBounds(type);
  const scalar = (name: string, value: number) => ({
    name,
    dims: [],
    data: Float32Array.of(value),
  });
  return {
    nodes: [{
      op: "Clip",
      inputs: ["unbounded", "least", "most"],
      outputs: [GRAPH_OUTPUT],
    }],
    initializers: [scalar("least", low), scalar("most", high)],
    inputs: [{ name: "unbounded", shape: ["N", 1] }],
    outputs: [{ name: GRAPH_OUTPUT, shape: ["N", 1] }],
  };
}

/**
 * The trees' columns of some quotes, by the very nodes that the model will
 * begin with: what is learnt from is to the bit what is asked later.
 *
 * @param x Features, shape `[n × p]`.
 * @param parts Side, columns and rates.
 * @returns Shape `[n × q]`.
 */
export async function treeFeatures(
  x: Matrix,
  { type, features, curve }: Omit<DeltaGraphParts, "model">,
): Promise<Matrix> {
  const session = await openSession(
    writeModel(featureGraph(type, features, curve)),
    { name: "features" },
  );
  try {
    const cols = session.summary.outputs[0].shape[1] as number;
    const data = new Float64Array(x.rows * cols);
    for (let from = 0; from < x.rows; from += BATCH) {
      const rows = Math.min(BATCH, x.rows - from);
      const part = x.data.subarray(from * x.cols, (from + rows) * x.cols);
      const out = await session.run({
        [GRAPH_INPUT]: tensor(Float32Array.from(part), [rows, x.cols]),
      });
      data.set(out[TREE_INPUT].data as Float32Array, from * cols);
    }
    return { data, rows: x.rows, cols };
  } finally {
    await session.release();
  }
}
