/**
 * Windows as rows of a table, for learners that know no time: the last bar of
 * each, or all its bars side by side.
 *
 * @module
 */

import type { OnnxModel } from "lib/graph/onnx/write.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { GRAPH_INPUT } from "lib/models/estimator.ts";
import { WINDOWS_INPUT } from "lib/models/forecast/family.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** The last bar, or all bars side by side, oldest first. */
export type WindowView = "last" | "flat";

/** What of a window a table learner sees, as hyperparameter. */
export interface ViewParams {
  /** The last bar, or all bars side by side. */
  readonly view: WindowView;
}

/** Windows as a table `[n × p]` or `[n × L·p]`. */
export function viewOf(windows: Windows, view: WindowView): Matrix {
  return view === "last" ? windows.lastRows() : windows.flat();
}

/** Columns of the table that a panel's column becomes. */
export function viewColumns(
  { length, features }: Windows,
  view: WindowView,
  column: number,
): number[] {
  if (view === "last") return [column];
  return Array.from({ length }, (_, t) => t * features.length + column);
}

/** The graph from windows `[N × L × p]` to the table that a learner's graph takes. */
export function viewGraph(
  { length, features }: Windows,
  view: WindowView,
): OnnxModel {
  const p = features.length;
  const isLast = view === "last";
  return {
    nodes: [
      isLast
        ? {
          op: "Gather",
          inputs: [WINDOWS_INPUT, "last_bar"],
          outputs: [GRAPH_INPUT],
          attributes: { axis: { int: 1 } },
        }
        : {
          op: "Flatten",
          inputs: [WINDOWS_INPUT],
          outputs: [GRAPH_INPUT],
          attributes: { axis: { int: 1 } },
        },
    ],
    initializers: isLast
      ? [{
        name: "last_bar",
        dims: [],
        data: BigInt64Array.of(BigInt(length - 1)),
      }]
      : [],
    inputs: [{ name: WINDOWS_INPUT, shape: ["N", length, p] }],
    outputs: [{ name: GRAPH_INPUT, shape: ["N", isLast ? p : length * p] }],
  };
}

/**
 * Shares of a table's columns as shares of the panel's `[p]`: those of a column
 * at all bars together.
 */
export function foldShares(shares: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p);
  shares.forEach((share, k) => out[k % p] += share);
  return out;
}
