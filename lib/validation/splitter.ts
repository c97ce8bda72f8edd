/**
 * The contract of every way of dividing rows into those learnt from and those
 * tested on: what is known of the rows in, pairs of indices out.
 *
 * A splitter never sees the features. What it must respect (a group that stays
 * together, an order in time) is a column of {@linkcode SplitRows}; a column
 * that it needs and does not get is an error, never a silent plain split.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/**
 * Indices of the rows to learn from, as a split gave them: an `Int32Array`
 * that only {@linkcode makeSplit} and {@linkcode splitWithin} make. What changes the mix of the rows asks
 * for this type, so that it cannot run before the split.
 */
export type TrainRows = Int32Array<ArrayBuffer> & {
  /** Which side they are of. */
  readonly side: "train";
};

/** One division of rows. */
export interface Split {
  /** Rows to learn from, ascending, none of them in `test`. */
  readonly train: TrainRows;
  /** Rows to test on, ascending. */
  readonly test: Int32Array;
}

/**
 * From when to when each row's label is formed, both ends included, in the
 * unit of {@linkcode SplitRows.times}: a five-day return known on Monday has
 * the span Monday to Monday. A row looks at nothing past its `end`.
 */
export interface LabelSpans {
  /** First time of each span, finite. */
  readonly start: ArrayLike<number>;
  /** Last time of each span, finite and at least its start. */
  readonly end: ArrayLike<number>;
}

/** What a splitter may know of the rows; every column has `count` values. */
export interface SplitRows {
  /** Number of rows n. */
  readonly count: number;
  /** Target, for strata. */
  readonly target?: ArrayLike<number>;
  /** Group of each row, such as its day; rows of one group stay together. */
  readonly groups?: ArrayLike<string | number>;
  /** When each row was known, in any unit that increases with time. */
  readonly times?: ArrayLike<number>;
  /** Span of each row's label, for purging. */
  readonly spans?: LabelSpans;
}

/** A way of dividing rows. Holds no data; the same `rng` gives the same splits. */
export interface Splitter {
  /** Its name with its options, for reports. */
  readonly name: string;
  /**
   * Divides rows.
   *
   * @param rows What is known of them.
   * @param rng Stream for whatever is drawn; its children only.
   * @throws {TypeError} If a column that is needed is missing or too short.
   * @throws {RangeError} If there are too few rows or groups.
   */
  split(rows: SplitRows, rng: Rng): readonly Split[];
}

/**
 * A split from marks.
 *
 * @param inTest For each of n rows: whether it is tested on.
 * @param leftOut Rows on neither side. @default none
 * @returns Train and test indices, ascending.
 * @throws {RangeError} If a side is empty.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeSplit } from "lib/validation/splitter.ts";
 *
 * const { train, test } = makeSplit([false, true, false], (i) => i === 0);
 * assertEquals([...train], [2]);
 * assertEquals([...test], [1]);
 * ```
 */
export function makeSplit(
  inTest: ArrayLike<boolean | number>,
  leftOut: (row: number) => boolean = () => false,
): Split {
  const train: number[] = [];
  const test: number[] = [];
  for (let i = 0; i < inTest.length; ++i) {
    if (inTest[i]) test.push(i);
    else if (!leftOut(i)) train.push(i);
  }
  for (const [side, rows] of [["train", train], ["test", test]] as const) {
    if (rows.length > 0) continue;
    throw new RangeError(
      `Cannot split ${inTest.length} rows as each side must have some: the ${side} side has none`,
    );
  }
  return { train: markTrain(train), test: Int32Array.from(test) };
}

/**
 * A split of the train side of another, in rows of the whole table: for early
 * stopping or tuning inside a fold.
 *
 * @param outer The split whose train side was split again.
 * @param inner That split, counting the rows of `outer.train`.
 * @returns Both sides as rows of the whole table; none is of `outer.test`.
 */
export function splitWithin(outer: Split, inner: Split): Split {
  return {
    train: markTrain(Array.from(inner.train, (i) => outer.train[i])),
    test: inner.test.map((i) => outer.train[i]),
  };
}

function markTrain(rows: readonly number[]): TrainRows {
  return Object.defineProperty(
    Int32Array.from(rows),
    "side",
    { value: "train" },
  ) as TrainRows;
}

/**
 * A column that a splitter cannot do without.
 *
 * @param splitter Its name, for the message.
 * @param rows What is known of the rows.
 * @param column The column.
 * @returns The column.
 * @throws {TypeError} If it is missing or its length is not `rows.count`.
 */
export function needColumn<C extends "target" | "groups" | "times">(
  splitter: string,
  rows: SplitRows,
  column: C,
): NonNullable<SplitRows[C]> {
  const values = rows[column];
  if (values === undefined || values.length !== rows.count) {
    throw new TypeError(
      `Cannot split by ${splitter} as ${column} must have ${rows.count} values: ${
        values === undefined ? "there are none" : `it has ${values.length}`
      }`,
    );
  }
  return values as NonNullable<SplitRows[C]>;
}

/**
 * Checks the number of folds of a splitter.
 *
 * @param splitter Its name, for the message.
 * @param folds Number of folds.
 * @throws {RangeError} If it is not a whole number from 2.
 */
export function checkFolds(splitter: string, folds: number): void {
  if (Number.isInteger(folds) && folds >= 2) return;
  throw new RangeError(
    `Cannot make ${splitter} as folds must be a whole number ≥ 2: current value is ${folds}`,
  );
}

/**
 * Checks the share of rows that is tested on.
 *
 * @param splitter Its name, for the message.
 * @param share The share.
 * @throws {RangeError} If it is not in (0, 1).
 */
export function checkShare(splitter: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new RangeError(
    `Cannot make ${splitter} as testShare must be in (0, 1): current value is ${share}`,
  );
}
