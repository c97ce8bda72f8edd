/**
 * Graphs of models that need no training steps: from windows to the outputs
 * that every model's graph has.
 *
 * @module
 */

import { Graph, type Value } from "lib/graph/graph.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { reshape, slice } from "lib/graph/ops/layout.ts";
import { buildInferenceGraph } from "lib/graph/optimize/training_graph.ts";
import { WINDOWS_INPUT } from "lib/models/forecast/family.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/**
 * An ONNX file of a function of windows.
 *
 * @param windows Windows, of which length and columns count.
 * @param outputsOf From windows `[N × L × p]` to outputs by name.
 */
export function windowGraph(
  { length, features }: Windows,
  outputsOf: (x: Value) => Record<string, Value>,
): Uint8Array {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input(WINDOWS_INPUT, ["N", length, features.length]);
  return buildInferenceGraph(graph, outputsOf(x));
}

/**
 * Rows `from … to − 1` of a column of each window.
 *
 * @param x Windows `[N × L × p]`.
 * @param column The column.
 * @param from First row.
 * @param to The row after the last.
 * @returns Values `[N × (to − from)]`.
 */
export function columnRows(
  x: Value,
  column: number,
  from: number,
  to: number,
): Value {
  const rows = slice(slice(x, 1, from, to), 2, column, column + 1);
  return reshape(rows, ["N", to - from]);
}

/**
 * The same numbers for each window.
 *
 * @param x Windows `[N × L × p]`, of finite values.
 * @param values The numbers `[m]`.
 * @returns Values `[N × m]`.
 */
export function constantOutput(x: Value, values: Float32Array): Value {
  const row = x.graph.constant(values, [1, values.length]);
  return add(multiply(columnRows(x, 0, 0, 1), 0), row);
}
