/**
 * K folds of neighbours in time, purged: rows by the start of their label span
 * are cut into k runs, each tested on once; what shares time with the tested
 * labels, or follows them within the embargo, is not learnt from. Later rows
 * are learnt from too, so this answers how well a rule generalises and not how
 * it would have traded: for that see {@link "lib/validation/splitters/walk_forward.ts"}.
 *
 * López de Prado (2018), "Advances in Financial Machine Learning", section 7.4.
 *
 * @module
 */

import {
  checkEmbargo,
  checkSpans,
  type Embargo,
  purgedRows,
} from "lib/validation/label_spans.ts";
import {
  checkFolds,
  makeSplit,
  type Splitter,
} from "lib/validation/splitter.ts";

/** How to split. */
export interface PurgedKFoldOptions {
  /** Number of folds. @default {5} */
  readonly folds?: number;
  /** What is left out behind each fold. @default none */
  readonly embargo?: Embargo;
}

/**
 * Makes a splitter of purged folds.
 *
 * @param options Folds and embargo.
 * @returns A splitter that needs `spans` and draws nothing.
 * @throws {RangeError} If an option is out of range; in splitting, if there are
 * fewer rows than folds, a span is not finite or ends before it starts, or
 * nothing is left to learn from.
 *
 * @example Labels of two days: a day before the fold is purged, one embargoed
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { purgedKFold } from "lib/validation/splitters/purged_k_fold.ts";
 *
 * const start = [0, 1, 2, 3, 4, 5, 6, 7, 8];
 * const spans = { start, end: start.map((day) => day + 1) };
 * const splits = purgedKFold({ folds: 3, embargo: { rows: 1 } })
 *   .split({ count: 9, spans }, makeRng(1));
 * assertEquals([...splits[1].test], [3, 4, 5]);
 * // 2 ends on day 3; 6 starts as the label of 5 ends; 7 is under embargo.
 * assertEquals([...splits[1].train], [0, 1, 8]);
 * ```
 */
export function purgedKFold(options: PurgedKFoldOptions = {}): Splitter {
  const { folds = 5 } = options;
  checkFolds("purged k-fold", folds);
  const embargo = checkEmbargo("purged k-fold", options.embargo ?? {});
  const name = `purged ${folds}-fold${embargoText(embargo)}`;
  return {
    name,
    split(rows) {
      const spans = checkSpans(name, rows);
      const groupOf = runsInOrder(name, spans.order, folds);
      return Array.from({ length: folds }, (_, fold) => {
        const inTest = Uint8Array.from(groupOf, (g) => g === fold ? 1 : 0);
        const left = purgedRows(spans, inTest, embargo);
        return makeSplit(inTest, (row) => left[row] === 1);
      });
    },
  };
}

/**
 * Cuts rows into runs that differ by one row at most, the longer ones first.
 *
 * @param splitter Its name, for the message.
 * @param order Rows in order, shape `[n]`.
 * @param runs How many.
 * @returns Run of each row, counted from 0, shape `[n]`.
 * @throws {RangeError} If there are fewer rows than runs.
 */
export function runsInOrder(
  splitter: string,
  order: Int32Array,
  runs: number,
): Int32Array {
  const n = order.length;
  if (n < runs) {
    throw new RangeError(
      `Cannot split by ${splitter} as there must be ${runs} rows or more: there are ${n}`,
    );
  }
  const runOf = new Int32Array(n);
  const longer = n % runs;
  const size = Math.floor(n / runs);
  for (let at = 0; at < n; ++at) {
    const inLonger = at < longer * (size + 1);
    runOf[order[at]] = inLonger
      ? Math.floor(at / (size + 1))
      : longer + Math.floor((at - longer * (size + 1)) / size);
  }
  return runOf;
}

/**
 * An embargo in words.
 *
 * @param embargo A checked embargo.
 * @returns Words for a splitter's name, or nothing if there is none.
 */
export function embargoText(embargo: Required<Embargo>): string {
  const parts = [
    embargo.rows > 0 ? `${embargo.rows} rows` : "",
    embargo.time > 0 ? `${embargo.time} of time` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `, embargo ${parts.join(" and ")}`;
}
