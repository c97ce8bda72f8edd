/**
 * Labels: what comes after a window. The label of row i belongs to the window
 * of rows `[i − L, i)` and is about row i and those after it, so that row i
 * itself is never looked at before.
 *
 * With closes c of total-return prices and horizon h,
 *
 *   forward return   y_i = c_{i+h−1} / c_{i−1} − 1,
 *
 * and the direction is its sign, with returns within a band taken for neutral.
 *
 * @module
 */

import type { Panel } from "lib/features/panel.ts";
import type { PanelRows } from "lib/features/panel_rows.ts";

/** Labels over the rows of a panel. */
export interface Labels {
  /** What they are: a number, a class, or the next values of a column. */
  readonly target:
    | { readonly kind: "number" }
    | { readonly kind: "class"; readonly classes: number }
    | {
      readonly kind: "path";
      /** Name of the column. */
      readonly column: string;
      /** How many of its values. */
      readonly steps: number;
    };
  /** Labels `[rows]`, NaN where there is none; empty for paths. */
  readonly values: Float32Array;
  /** The last row that each label is about `[rows]`; −1 where there is none. */
  readonly lastRow: Int32Array;
  /** Bars from a window's last to its label's last, at most. */
  readonly horizon: number;
}

/** Bars ahead. */
export interface HorizonOptions {
  /** Bars from a window's last to its label's last. @default {1} */
  readonly horizon?: number;
}

/**
 * Forward returns.
 *
 * @param panel The panel.
 * @param options The horizon.
 * @returns Simple total returns in decimals.
 * @throws {RangeError} If the horizon is no whole number from 1, or longer than
 * the data.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { forwardReturnLabels } from "lib/features/labels.ts";
 * import { panelOfBars } from "lib/features/panel.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const close = [4, 5, 10];
 * const time = [0, DAY_MS, 2 * DAY_MS];
 * const bars = makeBars("XYZ", { time, open: close, high: close, low: close, close });
 * const { values } = forwardReturnLabels(panelOfBars([bars]), { horizon: 2 });
 * assertEquals([...values], [NaN, 1.5, NaN]);
 * ```
 */
export function forwardReturnLabels(
  panel: Panel,
  { horizon = 1 }: HorizonOptions = {},
): Labels {
  const { close } = panel;
  const lastRow = lastRows(panel, horizon);
  const values = new Float32Array(panel.rows).fill(NaN);
  for (let i = 1; i < panel.rows; ++i) {
    if (lastRow[i] >= 0) values[i] = close[lastRow[i]] / close[i - 1] - 1;
  }
  return { target: { kind: "number" }, values, lastRow, horizon };
}

/** How directions are told. */
export interface DirectionOptions extends HorizonOptions {
  /** Returns of at most this size are neutral, in decimals. @default {0} */
  readonly band?: number;
  /**
   * What becomes of neutral windows: a class of their own between down and up,
   * or none. Without a band there are none; no change is then down.
   * @default {"drop"}
   */
  readonly neutral?: "class" | "drop";
}

/**
 * Directions of forward returns: 0 down and 1 up, or 0 down, 1 neutral, 2 up.
 *
 * @param panel The panel.
 * @param options Horizon, band, and what becomes of neutral windows.
 * @throws {RangeError} If the horizon does not fit the data, or the band is
 * below 0, or 0 with a class of its own.
 */
export function directionLabels(
  panel: Panel,
  options: DirectionOptions = {},
): Labels {
  const { band = 0, neutral = "drop" } = options;
  const isThree = neutral === "class";
  if (!(band >= 0 && band < Infinity) || (isThree && band === 0)) {
    throw new RangeError(
      `Cannot tell directions as the neutral band must be ${
        isThree ? "> 0 where neutral is a class" : "a finite number >= 0"
      }: current value is ${band}`,
    );
  }
  const { values, lastRow, horizon } = forwardReturnLabels(panel, options);
  for (let i = 0; i < values.length; ++i) {
    if (lastRow[i] < 0) continue;
    const isNeutral = band > 0 && Math.abs(values[i]) <= band;
    if (isNeutral && !isThree) {
      values[i] = NaN;
      lastRow[i] = -1;
    } else if (isNeutral) values[i] = 1;
    else values[i] = values[i] > 0 ? (isThree ? 2 : 1) : 0;
  }
  const classes = isThree ? 3 : 2;
  return { target: { kind: "class", classes }, values, lastRow, horizon };
}

/**
 * The next values of a feature column, in the units of the scaled panel.
 *
 * @param panel The panel.
 * @param column Name of the column.
 * @param steps How many values.
 * @throws {RangeError} If `steps` is no whole number from 1, or longer than the
 * data.
 */
export function pathLabels(
  panel: PanelRows,
  column: string,
  steps: number,
): Labels {
  return {
    target: { kind: "path", column, steps },
    values: new Float32Array(0),
    lastRow: lastRows(panel, steps),
    horizon: steps,
  };
}

/**
 * For each row i the row i + horizon − 1, if it and row i − 1 are in its
 * segment.
 *
 * @param panel The panel.
 * @param horizon Bars ahead.
 * @returns Rows `[rows]`, −1 where the segment is too short.
 * @throws {RangeError} If the horizon is no whole number from 1, or longer than
 * the data.
 */
export function lastRows(panel: PanelRows, horizon: number): Int32Array {
  if (!Number.isSafeInteger(horizon) || horizon < 1) {
    throw new RangeError(
      `Cannot label bars as the horizon must be a whole number >= 1: current value is ${horizon}`,
    );
  }
  const out = new Int32Array(panel.rows).fill(-1);
  let longest = 0;
  for (const { start, end } of panel.segments) {
    longest = Math.max(longest, end - start);
    for (let i = start + 1; i + horizon <= end; ++i) out[i] = i + horizon - 1;
  }
  if (horizon >= longest) {
    throw new RangeError(
      `Cannot label bars as the horizon must be shorter than the data: current value is ${horizon}, and the longest run of bars without a gap has ${longest}. Shorten the horizon, fetch more bars, or raise maxGap`,
    );
  }
  return out;
}
