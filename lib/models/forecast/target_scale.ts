/**
 * Labels as networks learn them: of mean 0 and deviation 1. Classes and paths
 * are left as they are (a path is of the panel's own scale).
 *
 * @module
 */

import type { RowSource } from "lib/models/networks/row_source.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Mean and standard deviation of labels. */
export interface TargetScale {
  /** Their mean; 0 for classes and paths. */
  readonly mean: number;
  /** Their standard deviation; 1 for classes and paths. */
  readonly deviation: number;
}

/** The scale of the labels that are learnt from; all alike: deviation 1. */
export function targetScale({ target, count }: Windows): TargetScale {
  if (target.kind !== "number") return { mean: 0, deviation: 1 };
  const mean = target.values.reduce((sum, y) => sum + y, 0) / count;
  const variance = target.values.reduce((sum, y) => sum + (y - mean) ** 2, 0) /
    count;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/**
 * Windows with scaled labels; classes as one number each, or as `classes`
 * numbers of which one is 1.
 *
 * @param windows The windows.
 * @param scale Scale of their labels.
 */
export function scaledRows(windows: Windows, scale: TargetScale): RowSource {
  const { target } = windows;
  const { mean, deviation } = scale;
  if (target.kind === "path") return windows;
  return {
    count: windows.count,
    gatherInto(x, y, rows) {
      windows.gatherWindowsInto(x, rows);
      if (target.kind === "class") y.fill(0);
      for (let k = 0; k < rows.length; ++k) {
        const label = target.values[rows[k]];
        if (target.kind === "class") y[k * target.classes + label] = 1;
        else y[k] = (label - mean) / deviation;
      }
    },
    hashes: () => windows.hashes(),
  };
}
