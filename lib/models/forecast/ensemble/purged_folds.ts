/**
 * Folds of windows in time, without those that know what is tested.
 *
 * A fold is a span of time. Out of what is learnt from go windows whose label is
 * known only after the span begins, and, after it, those whose first row is no
 * more than an embargo behind its last label: they would hold what is tested
 * (López de Prado 2018, Advances in Financial Machine Learning, section 7.4).
 *
 * @module
 */

import { windowSpans } from "lib/models/windows/window_spans.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Windows to learn from and windows to predict. */
export interface WindowFold {
  /** Numbers of the windows to learn from, ascending. */
  readonly train: Int32Array;
  /** Numbers of the windows to predict, ascending. */
  readonly test: Int32Array;
}

/**
 * Splits windows into folds of equally many moments each.
 *
 * @param windows Windows in order of symbol and time.
 * @param folds Number of folds, at least 2.
 * @param embargo Bars after a fold's last label that windows learnt from must
 * not hold.
 * @throws {RangeError} If a fold has nothing to learn from or to predict.
 */
export function purgedFolds(
  windows: Windows,
  folds: number,
  embargo: number,
): WindowFold[] {
  const { time, labelEnd, count } = windows;
  const { start, end } = windowSpans(windows);
  const moments = [...new Set(time)].sort((a, b) => a - b);
  const placeOf = new Map(moments.map((t, k) => [t, k]));
  const rows = Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: folds }, (_, f) => {
    const first = Math.floor(moments.length * f / folds);
    const next = Math.floor(moments.length * (f + 1) / folds);
    const place = (i: number) => placeOf.get(time[i])!;
    const test = rows.filter((i) => place(i) >= first && place(i) < next);
    const known = test.reduce((t, i) => Math.max(t, end[i]), -Infinity);
    const train = rows.filter((i) =>
      place(i) < first
        ? labelEnd[i] <= moments[first]
        : start[i] > known + embargo
    );
    if (test.length === 0 || train.length === 0) {
      throw new RangeError(
        `Cannot make ${folds} folds as each must have windows to learn from and to predict: fold ${f} of ${count} windows has ${train.length} and ${test.length}. Take fewer folds or a longer training span`,
      );
    }
    return { train: Int32Array.from(train), test: Int32Array.from(test) };
  });
}
