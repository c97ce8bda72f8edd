/**
 * The cut of a node that leaves the least variance.
 *
 * With weights W and weighted targets S the two parts save
 * S_L²/W_L + S_R²/W_R − S²/W of the sum of squares (Breiman, Friedman, Olshen
 * and Stone 1984, section 8.4); for classes 0 and 1 that is half the fall of
 * the Gini index.
 *
 * @module
 */

import type { NodeBins } from "lib/models/forest/node_bins.ts";

/** A cut; the best so far. */
export interface Cut {
  /** Feature, −1 if none was found. */
  feature: number;
  /** Last bin in use that goes left. */
  bin: number;
  /** Next bin in use, −1 if only missing values go right. */
  next: number;
  /** Whether missing values go left. */
  missingLeft: boolean;
  /** Sum of squares saved. */
  gain: number;
}

/** Totals of a node. */
export interface NodeTotals {
  /** Rows. */
  readonly rows: number;
  /** Sum of weights. */
  readonly weight: number;
  /** Sum of weights times targets. */
  readonly sum: number;
}

/** Looks for better cuts on a feature whose bins were collected. */
export function improveCut(
  bins: NodeBins,
  feature: number,
  node: NodeTotals,
  minLeaf: number,
  best: Cut,
): void {
  const { used, missingRows, missingWeight, missingSum } = bins;
  const hasMissing = missingRows > 0;
  const whole = node.sum * node.sum / node.weight;
  let rows = 0;
  let weight = 0;
  let sum = 0;
  const last = hasMissing ? used : used - 1;
  for (let k = 0; k < last; ++k) {
    rows += bins.rows[k];
    weight += bins.weight[k];
    sum += bins.sum[k];
    for (let side = 0; side <= (hasMissing ? 1 : 0); ++side) {
      const isLeft = side === 1;
      // With all values on one side the missing ones are the other.
      if (isLeft && k === used - 1) continue;
      const leftRows = rows + side * missingRows;
      if (leftRows < minLeaf || node.rows - leftRows < minLeaf) continue;
      const w = weight + side * missingWeight;
      const s = sum + side * missingSum;
      const otherSum = node.sum - s;
      const gain = s * s / w + otherSum * otherSum / (node.weight - w) - whole;
      if (!(gain > best.gain)) continue;
      best.feature = feature;
      best.bin = bins.bin[k];
      best.next = k + 1 < used ? bins.bin[k + 1] : -1;
      best.missingLeft = hasMissing ? isLeft : leftRows * 2 > node.rows;
      best.gain = gain;
    }
  }
}
