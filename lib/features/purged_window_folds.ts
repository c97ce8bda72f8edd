/**
 * Folds of windows in time, purged: a window is learnt from if it shares no bar
 * with what is tested, rows and label alike, and does not follow it within the
 * embargo.
 *
 * A window's span runs from the bar of its first row to the bar at which its
 * label is known. Bars are counted over all symbols together, by the times at
 * which any window ends or any label is known, so that a fold is a stretch of
 * time of the whole panel. López de Prado (2018), "Advances in Financial Machine
 * Learning", section 7.4; here the rows of a window count as well as its label.
 *
 * @module
 */

import { makeRng } from "lib/core/rng.ts";
import {
  type SpannedWindows,
  windowSpans,
} from "lib/models/windows/window_spans.ts";
import type { Split } from "lib/validation/splitter.ts";
import { purgedKFold } from "lib/validation/splitters/purged_k_fold.ts";

/** How to divide. */
export interface WindowFoldsOptions {
  /** Number of folds. @default {5} */
  readonly folds?: number;
  /** Bars behind each fold that no window learnt from may begin in. @default {0} */
  readonly embargo?: number;
}

/**
 * Divides windows into purged folds.
 *
 * @param windows Windows in order of symbol and time.
 * @param options Folds and embargo.
 * @returns For each fold the windows to learn from and those to test on, as
 * places among the windows, ascending.
 * @throws {RangeError} If there are fewer than two folds, fewer windows than
 * folds, or a fold leaves nothing to learn from; the message says what to change.
 *
 * @example Twelve windows of three bars, each labelled by the next bar
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { purgedWindowFolds } from "lib/features/purged_window_folds.ts";
 *
 * const time = Float64Array.from({ length: 12 }, (_, i) => i + 2);
 * const [, second] = purgedWindowFolds({
 *   count: 12,
 *   length: 3,
 *   ends: Int32Array.from(time, (t) => t + 1),
 *   symbolOf: new Int32Array(12),
 *   time,
 *   labelEnd: time.map((t) => t + 1),
 * }, { folds: 3, embargo: 1 });
 * assertEquals([...second.test], [4, 5, 6, 7]);
 * // Window 0 is known at bars 0 … 2, its label at 3; the fold begins at bar 4.
 * assertEquals([...second.train], [0]);
 * ```
 */
export function purgedWindowFolds(
  windows: SpannedWindows,
  options: WindowFoldsOptions = {},
): readonly Split[] {
  const { folds = 5, embargo = 0 } = options;
  if (!Number.isSafeInteger(embargo) || embargo < 0) {
    throw new RangeError(
      `Cannot divide windows into folds as embargo must be a whole number of bars >= 0: current value is ${embargo}`,
    );
  }
  const splitter = purgedKFold({ folds, embargo: { time: embargo } });
  const { count, length } = windows;
  try {
    return splitter.split(
      { count, spans: windowSpans(windows) },
      makeRng(0), // Purged folds draw nothing.
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `Cannot divide ${count} windows of ${length} bars into ${folds} purged folds with an embargo of ${embargo} bars as each must leave some to learn from. Set more folds, a shorter embargo or shorter windows`,
      { cause: error },
    );
  }
}
