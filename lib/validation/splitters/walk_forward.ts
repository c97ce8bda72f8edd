/**
 * Walk-forward: learn from what came before, test on what comes next, step on.
 * The train side is a window of fixed length (rolling) or everything so far
 * (expanding).
 *
 * Rows are put in order of the start of their label span, or of `times` where
 * there are no spans. Rows whose span has not ended when the test begins are
 * purged, so rows of one time are never on both sides. The gap leaves out more,
 * just before the test.
 *
 * @module
 */

import {
  checkEmbargo,
  checkSpans,
  type Embargo,
} from "lib/validation/label_spans.ts";
import {
  makeSplit,
  type Split,
  type Splitter,
} from "lib/validation/splitter.ts";

/** How to walk; lengths are numbers of rows. */
export interface WalkForwardOptions {
  /** Rows to test on at each step. */
  readonly test: number;
  /** Rows to learn from: of each window, or at least, before any purging. */
  readonly train: number;
  /** A window of fixed length, or all so far. @default {"expanding"} */
  readonly window?: "rolling" | "expanding";
  /** Rows from one test to the next. @default `test` */
  readonly step?: number;
  /**
   * Left out before each test: this many rows, and rows whose span ends less
   * than this time before it. @default none
   */
  readonly gap?: Embargo;
}

/**
 * Makes a walk-forward splitter.
 *
 * @param options Lengths, kind of window, gap.
 * @returns A splitter that needs `spans` or `times` and draws nothing. Rows past
 * the last full test are not tested on.
 * @throws {RangeError} If an option is out of range; in splitting, if there are
 * fewer rows than one step needs, or a span leaves nothing to learn from.
 *
 * @example Two windows of three rows
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { walkForward } from "lib/validation/splitters/walk_forward.ts";
 *
 * const splits = walkForward({ train: 3, test: 2, window: "rolling" })
 *   .split({ count: 7, times: [0, 1, 2, 3, 4, 5, 6] }, makeRng(1));
 * assertEquals(splits.map(({ train }) => [...train]), [[0, 1, 2], [2, 3, 4]]);
 * assertEquals(splits.map(({ test }) => [...test]), [[3, 4], [5, 6]]);
 * ```
 */
export function walkForward(options: WalkForwardOptions): Splitter {
  const { test, train, window = "expanding", step = test } = options;
  for (const [key, value] of Object.entries({ test, train, step })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(
      `Cannot make walk-forward as ${key} must be a whole number ≥ 1: current value is ${value}`,
    );
  }
  if (window !== "rolling" && window !== "expanding") {
    throw new RangeError(
      `Cannot make walk-forward as window must be "rolling" or "expanding": current value is ${window}`,
    );
  }
  const gap = checkEmbargo("walk-forward", options.gap ?? {});
  const name = `${window} walk-forward, ${train} to ${test}`;
  return {
    name,
    split(rows) {
      const { start, end, order } = checkSpans(name, rows, {
        timesWillDo: true,
      });
      const need = train + gap.rows + test;
      if (rows.count < need) {
        throw new RangeError(
          `Cannot split by ${name} as there must be ${need} rows or more: there are ${rows.count}`,
        );
      }
      const splits: Split[] = [];
      for (let at = train + gap.rows; at + test <= rows.count; at += step) {
        const until = at - gap.rows;
        const from = window === "rolling" ? until - train : 0;
        const begin = start[order[at]];
        const inTest = new Uint8Array(rows.count);
        const left = new Uint8Array(rows.count).fill(1);
        for (let i = at; i < at + test; ++i) inTest[order[i]] = 1;
        for (let i = from; i < until; ++i) {
          const row = order[i];
          // Spans may all be single times, and time 0 of a gap leaves none out.
          left[row] = end[row] < begin && begin - end[row] >= gap.time ? 0 : 1;
        }
        splits.push(makeSplit(inTest, (row) => left[row] === 1));
      }
      return splits;
    },
  };
}
