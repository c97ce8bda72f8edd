/**
 * Labels of ready-made splits as numbers or classes.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import type { SplitTable } from "lib/features/split_table.ts";

/** Labels of three files. */
export interface SplitLabels {
  /** Labels of each file `[rows]`, NaN where there is none. */
  readonly labels: readonly Float64Array[];
  /** Number of classes, if they are classes. */
  readonly classes?: number;
}

/** Label values that are classes, and the class of each. */
const CODES: readonly (readonly number[])[] = [
  [0, 1],
  [0, 1, 2],
  [-1, 1],
  [-1, 0, 1],
];

/**
 * Tells classes from numbers by the labels of all files together, and counts
 * classes from 0: −1, 0, 1 become 0, 1, 2.
 *
 * @param tables Files with labels.
 * @param target What they are; `"auto"` takes them for numbers if they are
 * none of the codes of 2 or 3 classes, or all alike.
 * @throws {DataQualityError} If they must be classes and are not.
 */
export function splitLabels(
  tables: readonly SplitTable[],
  target: "auto" | "number" | "class",
): SplitLabels {
  const labels = tables.map((table) => table.labels ?? new Float64Array(0));
  if (target === "number") return { labels };
  const seen = new Set<number>();
  for (const of of labels) {
    for (const label of of) {
      if (!Number.isNaN(label)) seen.add(label);
      if (seen.size > 3) break;
    }
  }
  const codes = CODES.find((known) =>
    [...seen].every((label) => known.includes(label))
  );
  if (codes !== undefined && (seen.size > 1 || target === "class")) {
    return {
      labels: labels.map((of) =>
        of.map((x) => Number.isNaN(x) ? NaN : codes.indexOf(x))
      ),
      classes: codes.length,
    };
  }
  if (target === "auto") return { labels };
  throw new DataQualityError(
    `Labels must be classes 0, 1, 2 or -1, 0, 1: they are ${
      [...seen].slice(0, 4).join(", ")
    }${seen.size > 3 ? " …" : ""}. Mend them, or read them as numbers`,
    { file: tables[0].file },
  );
}
