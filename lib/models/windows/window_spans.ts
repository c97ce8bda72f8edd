/**
 * From which bar to which windows reach, rows and label alike.
 *
 * A window does not say when its first row was known, but the window of the
 * same symbol that ends with that row does. Where there is none (the first of a
 * symbol, or one without a label), the last that ends before it stands in: a
 * span may be taken for longer than it is, never for shorter.
 *
 * @module
 */

import type { Windows } from "lib/models/windows/windows.ts";

/** Windows of which spans can be told. */
export type SpannedWindows = Pick<
  Windows,
  "count" | "length" | "ends" | "symbolOf" | "time" | "labelEnd"
>;

/** First and last bar of each window, as places in a calendar. */
export interface WindowSpans {
  /** Bar of the first row `[n]`; −1 if it is before the calendar. */
  readonly start: Float64Array;
  /** Bar at which the label is known `[n]`. */
  readonly end: Float64Array;
}

/**
 * From which bar to which each window reaches, its label with it.
 *
 * @param windows Windows in order of symbol and time.
 * @returns Places in the calendar of all times `[n]`; a first bar before it is −1.
 */
export function windowSpans(windows: SpannedWindows): WindowSpans {
  const { count, length, ends, symbolOf, time, labelEnd } = windows;
  const calendar = distinct(time, labelEnd);
  const start = new Float64Array(count);
  const end = Float64Array.from(labelEnd, (t) => placeOf(calendar, t));
  // The last window of the symbol whose last row is not behind the first row.
  for (let i = 0, j = 0; i < count; ++i) {
    const first = ends[i] - length;
    while (j + 1 < count && ends[j + 1] - 1 <= first) ++j;
    const isKnown = ends[j] - 1 <= first && symbolOf[j] === symbolOf[i];
    start[i] = isKnown ? placeOf(calendar, time[j]) : -1;
  }
  return { start, end };
}

/** All times, each once, ascending. */
function distinct(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from(new Set([...a, ...b])).sort();
}

/** Where a time stands in a calendar that holds it. */
function placeOf(calendar: Float64Array, time: number): number {
  let [low, high] = [0, calendar.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calendar[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
