/**
 * A panel cut in time: what is learnt from, what models are chosen by, and what
 * they are judged on, with bars left out on both sides of each cut.
 *
 * Time is counted in bars of a calendar: the times at which bars of any symbol
 * are known. Cuts are the same for all symbols. With cuts v and w of n bars,
 * purge u and embargo e, a window whose rows are known at bars a … b and whose
 * label is known at bar l stands in
 *
 *   train       if l < v − u,
 *   validation  if a ≥ v + e and l < w − u,
 *   test        if a ≥ w + e and l < n,
 *
 * and in none of them otherwise: neither its rows nor its label reach across a
 * cut. López de Prado (2018), "Advances in Financial Machine Learning", chapter
 * 7, for purge and embargo; here both go into the windows themselves.
 *
 * @module
 */

import { type PanelRows, writtenTime } from "lib/features/panel_rows.ts";

/** Names of the parts, in order of time. */
export const PARTS = ["train", "validation", "test"] as const;

/** Name of a part. */
export type PartName = (typeof PARTS)[number];

/** How to cut. */
export interface SplitOptions {
  /** Shares of the bars of train, validation and test. @default {[0.7, 0.15, 0.15]} */
  readonly shares?: readonly [number, number, number];
  /** Cuts by time instead of shares. @default none */
  readonly cuts?: CutTimes;
  /** Bars before each cut that no label may reach. @default {60} */
  readonly purge?: number;
  /** Bars behind each cut that no window may hold. @default {1440} */
  readonly embargo?: number;
  /**
   * Bars before the end of the embargo that windows of validation and test may
   * look back on, their labels still behind it: at most the window. Published
   * tables of long-horizon forecasting have it so. @default {0}
   */
  readonly lookBack?: number;
}

/** Cuts in ms since 1970 UTC: a bar known at or after it is behind it. */
export interface CutTimes {
  /** Where validation begins. */
  readonly validation: number;
  /** Where test begins. */
  readonly test: number;
  /** Where test ends. @default after the last bar */
  readonly end?: number;
}

/** Cuts of a panel. */
export interface TimeSplit {
  /** Times at which bars become known, in order `[bars]`. */
  readonly calendar: Float64Array;
  /** Bar of the calendar of each row `[rows]`. */
  readonly barOf: Int32Array;
  /** First bar of validation, of test, and the bar after the last of test. */
  readonly cuts: readonly [number, number, number];
  /** Bars before each cut that no label may reach. */
  readonly purge: number;
  /** Bars behind each cut that no window may hold. */
  readonly embargo: number;
  /** Bars that windows may look back. */
  readonly lookBack: number;
}

/**
 * Cuts a panel.
 *
 * @param panel The panel.
 * @param options Shares or cuts, purge and embargo.
 * @throws {RangeError} If shares are not > 0 with a sum of 1, cuts do not lie
 * in order within the panel, or a number of bars is not a whole one from 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { joinTimes } from "lib/features/panel_rows.ts";
 * import { splitInTime } from "lib/features/split_in_time.ts";
 *
 * const time = Float64Array.from({ length: 100 }, (_, i) => i);
 * const rows = joinTimes([{ symbol: "a", source: "x", time, knownTime: time }]);
 * assertEquals(splitInTime(rows, { purge: 1, embargo: 2 }).cuts, [70, 85, 100]);
 * ```
 */
export function splitInTime(
  panel: PanelRows,
  options: SplitOptions = {},
): TimeSplit {
  const { purge = 60, embargo = 1440, lookBack = 0 } = options;
  for (const [name, bars] of Object.entries({ purge, embargo, lookBack })) {
    if (Number.isSafeInteger(bars) && bars >= 0) continue;
    throw new RangeError(
      `Cannot split in time as ${name} must be a whole number of bars >= 0: current value is ${bars}`,
    );
  }
  const calendar = distinct(panel.knownTime);
  const barOf = Int32Array.from(
    panel.knownTime,
    (time) => firstFrom(calendar, time),
  );
  const cuts = options.cuts === undefined
    ? cutsByShare(calendar.length, options.shares ?? [0.7, 0.15, 0.15])
    : cutsByTime(calendar, options.cuts);
  return { calendar, barOf, cuts, purge, embargo, lookBack };
}

/**
 * The part that a window stands in, as its place in {@link PARTS}; −1 if in
 * none.
 *
 * @param split The cuts.
 * @param first Bar of the window's first row.
 * @param last Bar of its last row.
 * @param label Bar of the last row that its label is about.
 */
export function partOf(
  split: TimeSplit,
  first: number,
  last: number,
  label: number,
): number {
  const { cuts, purge, embargo, lookBack } = split;
  if (label < cuts[0] - purge) return 0;
  // A label begins behind the embargo even where its window looks back.
  const isBehind = (cut: number) =>
    first >= cut + embargo - lookBack && last + 1 >= cut + embargo;
  if (label < cuts[1] - purge) return isBehind(cuts[0]) ? 1 : -1;
  return label < cuts[2] && isBehind(cuts[1]) ? 2 : -1;
}

/**
 * The error for a part that no window stands in, with the setting to change.
 *
 * @param split The cuts.
 * @param part The part, as its place in {@link PARTS}.
 * @param length Rows of a window.
 * @param horizon Bars ahead that labels reach.
 */
export function emptyPartError(
  split: TimeSplit,
  part: number,
  length: number,
  horizon: number,
): RangeError {
  const { calendar, cuts, purge, embargo, lookBack } = split;
  const from = part === 0 ? 0 : cuts[part - 1];
  const bars = cuts[part] - from;
  const behind = part === 0 ? 0 : embargo;
  const before = part === 2 ? 0 : purge;
  const own = (part === 0 ? length : Math.max(0, length - lookBack)) + horizon;
  const room = bars - own;
  const fix = room < 0
    ? `Shorten the window and the horizon to at most ${bars} bars together, or fetch more bars`
    : behind + before <= room
    ? "It has bars enough but no labelled window without a gap: give more symbols, raise maxGap, or widen what is labelled"
    : before <= room
    ? `Set embargo to at most ${room - before}`
    : behind === 0
    ? `Set purge to at most ${room}`
    : `Set embargo to 0 and purge to at most ${room}`;
  const when = calendar.length === 0
    ? ""
    : ` from ${writtenTime(calendar[Math.min(from, calendar.length - 1)])}`;
  return new RangeError(
    `Cannot split in time as the ${
      PARTS[part]
    } part must hold a window: it has ${bars} of ${calendar.length} bars${when}, and a window of ${length} with a horizon of ${horizon}, purge ${before} and embargo ${behind} takes ${
      own + before + behind
    }. ${fix}`,
  );
}

function cutsByShare(
  bars: number,
  shares: readonly [number, number, number],
): [number, number, number] {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(shares.every((share) => share > 0) && Math.abs(sum - 1) < 1e-9)) {
    throw new RangeError(
      `Cannot split in time as shares must be three numbers > 0 with a sum of 1: current values are ${
        shares.join(", ")
      }`,
    );
  }
  // 0.7 + 0.15 is a little less than 0.85.
  const at = (share: number) => Math.floor(bars * share + 1e-9);
  return [at(shares[0]), at(shares[0] + shares[1]), bars];
}

function cutsByTime(
  calendar: Float64Array,
  { validation, test, end = Infinity }: CutTimes,
): [number, number, number] {
  const cuts: [number, number, number] = [
    firstFrom(calendar, validation),
    firstFrom(calendar, test),
    firstFrom(calendar, end),
  ];
  if (0 < cuts[0] && cuts[0] < cuts[1] && cuts[1] < cuts[2]) return cuts;
  throw new RangeError(
    `Cannot split in time as cuts must lie in order within the bars, ${
      writtenTime(calendar[0])
    } to ${writtenTime(calendar[calendar.length - 1])}: current values are ${
      writtenTime(validation)
    }, ${writtenTime(test)} and ${writtenTime(end)}`,
  );
}

/** Values in order, each once. */
function distinct(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; ++i) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i];
  }
  return sorted.slice(0, count);
}

/** The first place whose time is not before `time`. */
function firstFrom(calendar: Float64Array, time: number): number {
  let low = 0;
  let high = calendar.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calendar[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
