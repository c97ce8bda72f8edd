/**
 * From a panel to windows that can be learnt from: labelled, split in time with
 * nothing in common, and scaled by what is learnt from alone.
 *
 * All three parts share one scaled table `[rows × p]` of float32. Columns are
 * computed, scaled and put into it one at a time, so that the table is held
 * once; a window is a place in it and costs a few bytes.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import type { FeatureSource } from "lib/features/feature_source.ts";
import type { Labels } from "lib/features/labels.ts";
import type { PanelRows } from "lib/features/panel_rows.ts";
import {
  endsOfPart,
  placeWindows,
  rowsOfPart,
  type WindowCounts,
} from "lib/features/place_windows.ts";
import type { ColumnScaler } from "lib/features/scale_columns.ts";
import { scaledTable } from "lib/features/scaled_table.ts";
import {
  emptyPartError,
  PARTS,
  splitInTime,
  type SplitOptions,
  type TimeSplit,
} from "lib/features/split_in_time.ts";
import {
  type UnscaledColumn,
  Windows,
  type WindowTarget,
} from "lib/models/windows/windows.ts";

/** How windows are made. */
export interface WindowsOptions {
  /** Feature columns. */
  readonly features: FeatureSource;
  /** Labels. */
  readonly labels: Labels;
  /**
   * Labels of the windows that a signal is traded on, where those that are judged
   * are chosen by what came after them. @default none
   */
  readonly traded?: Labels;
  /** Rows of a window, L. @default {60} */
  readonly length?: number;
  /** Where the panel is cut. */
  readonly split?: SplitOptions;
  /** Whether all symbols share a scale or each has its own. @default {"panel"} */
  readonly scaling?: "panel" | "symbol";
}

/** Windows of a panel in three parts. */
export interface PanelWindows {
  /** To learn from. */
  readonly train: Windows;
  /** To choose by. */
  readonly validation: Windows;
  /** To judge by. */
  readonly test: Windows;
  /** Windows of both parts that a signal is traded on, where they are others. */
  readonly traded?: Readonly<Record<"validation" | "test", Windows>>;
  /** What the columns were scaled by: of rows in train windows (and in the paths that they learn) alone. */
  readonly scaler: ColumnScaler;
  /** When and of whom the rows of the table are. */
  readonly rows: PanelRows;
  /** The cuts. */
  readonly split: TimeSplit;
  /** How many windows there are, and how many were left out. */
  readonly counts: WindowCounts;
}

/** The column of one-bar log returns, which seasonal naive repeats. */
const RETURNS = "return_1";

/**
 * Makes windows.
 *
 * @param panel The rows.
 * @param options Features, labels, length and cuts.
 * @returns The three parts, which share one table.
 * @throws {RangeError} If a symbol has fewer bars than a window takes, a part
 * has no window, or the path's column is not among the features; the message
 * says what to change.
 * @throws {DataQualityError} If a feature is not finite behind its warm-up.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { givenFeatures } from "lib/features/feature_source.ts";
 * import { pathLabels } from "lib/features/labels.ts";
 * import { joinTimes } from "lib/features/panel_rows.ts";
 * import { windowsOf } from "lib/features/windows_of.ts";
 *
 * const time = Float64Array.from({ length: 100 }, (_, i) => i);
 * const panel = joinTimes([{ symbol: "a", source: "x", time, knownTime: time }]);
 * const { train, validation, test } = windowsOf(panel, {
 *   features: givenFeatures([{ name: "value", values: time }]),
 *   labels: pathLabels(panel, "value", 2),
 *   length: 4,
 *   split: { purge: 1, embargo: 3 },
 * });
 * // Train windows end before rows 4 … 67: the last label, row 68, is before 69.
 * assertEquals([train.count, train.ends[63]], [64, 67]);
 * // Validation windows begin at row 73, three behind the cut at 70.
 * assertEquals([validation.ends[0], test.ends[0]], [77, 92]);
 * ```
 */
export function windowsOf(
  panel: PanelRows,
  options: WindowsOptions,
): PanelWindows {
  const { features, labels, length = 60, scaling = "panel" } = options;
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(
      `Cannot make windows as their length must be a whole number >= 1: current value is ${length}`,
    );
  }
  const warmup = Math.max(0, ...features.warmups);
  const split = splitInTime(panel, options.split);
  const placed = { split, labels, length, warmup };
  const { partOfEnd, counts } = placeWindows(panel, placed);
  PARTS.forEach((part, k) => {
    if (counts[part] > 0) return;
    const rows = k === 0 ? length + warmup : length;
    throw emptyPartError(split, k, rows, labels.horizon);
  });
  const ahead = labels.target.kind === "path" ? labels.target.steps : 0;
  const learntFrom = rowsOfPart(partOfEnd, 0, length, ahead);
  const { values, scaler } = scaledTable(panel, features, {
    learntFrom,
    scaling,
  });
  const returns = returnsColumn(scaler);
  const partWindows = (partOfEnd: Int8Array, labels: Labels, k: number) => {
    const ends = endsOfPart(partOfEnd, k);
    return new Windows({
      values,
      features: features.names,
      length,
      ends,
      target: targetAt(ends, labels, features.names),
      horizon: labels.horizon,
      symbols: panel.symbols,
      symbolOf: ends.map((i) => panel.symbolOf[i]),
      time: Float64Array.from(ends, (i) => panel.knownTime[i - 1]),
      labelEnd: Float64Array.from(
        ends,
        (i) => panel.knownTime[labels.lastRow[i]],
      ),
      ...(returns === undefined ? {} : { returns }),
    });
  };
  const [train, validation, test] = PARTS.map((_, k) =>
    partWindows(partOfEnd, labels, k)
  );
  const { traded } = options;
  const tradedOf = (labels: Labels) => {
    const { partOfEnd } = placeWindows(panel, { ...placed, labels });
    return {
      validation: partWindows(partOfEnd, labels, 1),
      test: partWindows(partOfEnd, labels, 2),
    };
  };
  // Of the panel itself only this is kept: not its prices.
  const { rows, symbols, symbolOf, time, knownTime, segments } = panel;
  return {
    train,
    validation,
    test,
    ...(traded && { traded: tradedOf(traded) }),
    scaler,
    rows: { rows, symbols, symbolOf, time, knownTime, segments },
    split,
    counts,
  };
}

/** The labels of windows that end before these rows. */
function targetAt(
  ends: Int32Array,
  { target, values }: Labels,
  features: readonly string[],
): WindowTarget {
  if (target.kind !== "path") {
    return { ...target, values: Float32Array.from(ends, (i) => values[i]) };
  }
  const column = features.indexOf(target.column);
  if (column >= 0) return { kind: "path", column, steps: target.steps };
  throw new RangeError(
    `Cannot make windows as the path's column must be a feature: current value is ${target.column}, the nearest is ${
      nearestName(target.column, features)
    }`,
  );
}

/** The scale of one-bar returns, where all symbols share it. */
function returnsColumn(scaler: ColumnScaler): UnscaledColumn | undefined {
  const column = scaler.features.indexOf(RETURNS);
  if (column < 0 || scaler.symbols !== undefined) return undefined;
  return {
    column,
    mean: scaler.mean[column],
    deviation: scaler.deviation[column],
    log: true,
  };
}
