/**
 * Values of a grown tree's leaves: a Newton step, or for losses without
 * curvature the quantile of the leaf's residuals (Friedman 2001,
 * doi:10.1214/aos/1013203451, algorithm 3).
 *
 * Under monotone constraints a quantile is held between bounds that are passed
 * down: half-way between the quantiles of the two sides of each split on a
 * constrained feature. Then no leaf on one side passes one on the other.
 *
 * @module
 */

import type { GrownLeaf, GrownTree } from "lib/models/boosting/grow_tree.ts";
import { boundedValue } from "lib/models/boosting/kernels/split_search.ts";
import type { Targets } from "lib/models/boosting/losses.ts";
import { quantileOf } from "lib/models/boosting/quantile.ts";

/** Gives leaves the Newton step of their derivatives, in units of the kernel. */
export function setNewtonValues(
  { nodes, leaves }: GrownTree,
  penalty: number,
  scale: number,
): void {
  for (const leaf of leaves) {
    const { gradient, hessian, node } = leaf;
    nodes[node].value = scale * boundedValue(gradient, hessian + penalty, leaf);
  }
}

/** What quantiles are taken of. */
export interface Residuals {
  /** Targets and weights. */
  readonly targets: Targets;
  /** Raw predictions before this tree `[n]`. */
  readonly raw: Float64Array;
  /** Rows, those of a node side by side `[n]`. */
  readonly order: Int32Array;
}

/** Gives leaves the quantile `q` of their residuals, times `scale`. */
export function setQuantileValues(
  tree: GrownTree,
  residuals: Residuals,
  options: {
    readonly q: number;
    readonly scale: number;
    readonly monotone: readonly number[];
  },
): void {
  const { q, scale, monotone } = options;
  const { nodes, spans } = tree;
  const quantile = (node: number) =>
    residualQuantile(spans[node], residuals, q);
  const lower = new Float64Array(nodes.length).fill(-Infinity);
  const upper = new Float64Array(nodes.length).fill(Infinity);
  // A parent comes before its children.
  nodes.forEach((node, i) => {
    const { feature, left } = node;
    if (feature < 0) {
      node.value = scale * Math.min(upper[i], Math.max(lower[i], quantile(i)));
      return;
    }
    lower.fill(lower[i], left, left + 2);
    upper.fill(upper[i], left, left + 2);
    const way = monotone[feature] ?? 0;
    if (way === 0) return;
    const middle = (quantile(left) + quantile(left + 1)) / 2;
    const bound = Math.min(upper[i], Math.max(lower[i], middle));
    upper[way > 0 ? left : left + 1] = bound;
    lower[way > 0 ? left + 1 : left] = bound;
  });
}

function residualQuantile(
  { start, end }: Pick<GrownLeaf, "start" | "end">,
  { targets: { y, weights }, raw, order }: Residuals,
  q: number,
): number {
  const rows = order.subarray(start, end);
  const residuals = Float64Array.from(rows, (i) => y[i] - raw[i]);
  const own = weights && Float64Array.from(rows, (i) => weights[i]);
  return quantileOf(residuals, own, q);
}
