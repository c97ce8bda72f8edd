/**
 * Bars of many symbols in one table, in prices that a holder lived through.
 *
 * Prices are adjusted forward. With c the raw close, k the new shares for one
 * old and d the dividend on a new share, the factor of row t is
 *
 *   F_0 = 1,   F_t = F_{t−1} · k_t · c_{t−1} / (c_{t−1} − k_t d_t),
 *
 * and a price of the panel is F_t times the one that was traded. Ratios of two
 * prices are those of the usual backward adjustment, so that returns are total
 * returns with dividends reinvested at the ex-date's open; but a row depends on
 * what came before it alone, where backward factors would tell it of splits to
 * come. Only ratios of prices mean anything: features must be free of scale.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import {
  joinTimes,
  type PanelOptions,
  type PanelRows,
} from "lib/features/panel_rows.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** Bars below each other; every array has shape `[rows]`. */
export interface Panel extends PanelRows {
  /** First prices, adjusted forward. */
  readonly open: Float64Array;
  /** Highest prices, adjusted forward. */
  readonly high: Float64Array;
  /** Lowest prices, adjusted forward. */
  readonly low: Float64Array;
  /** Last prices, adjusted forward. */
  readonly close: Float64Array;
  /** Volumes in shares of the symbol's first bar; NaN where not known. */
  readonly volume: Float64Array;
}

/**
 * Puts bars of symbols below each other.
 *
 * @param bars Bars as traded, one table a symbol.
 * @param options The longest gap, and the present.
 * @returns The panel, symbols in order of their names.
 * @throws {RangeError} If there are no rows, or `maxGap` is below 1.
 * @throws {DataQualityError} If a symbol stands there twice, times do not
 * increase, a row lies in the future, or a dividend is worth the whole share.
 *
 * @example A split of 2 for 1 is no loss
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { panelOfBars } from "lib/features/panel.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const price = [10, 5];
 * const bars = makeBars("XYZ", {
 *   time: [0, DAY_MS],
 *   open: price,
 *   high: price,
 *   low: price,
 *   close: price,
 *   split: [1, 2],
 * });
 * assertEquals([...panelOfBars([bars]).close], [10, 10]);
 * ```
 */
export function panelOfBars(
  bars: readonly Bars[],
  options: PanelOptions = {},
): Panel {
  const sorted = bars.toSorted((a, b) =>
    a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0
  );
  const rows = joinTimes(sorted, options);
  const panel: Panel = {
    ...rows,
    open: new Float64Array(rows.rows),
    high: new Float64Array(rows.rows),
    low: new Float64Array(rows.rows),
    close: new Float64Array(rows.rows),
    volume: new Float64Array(rows.rows),
  };
  let start = 0;
  for (const table of sorted) {
    adjustInto(panel, table, start);
    start += table.time.length;
  }
  return panel;
}

/** Writes a symbol's adjusted prices from row `start` on. */
function adjustInto(panel: Panel, bars: Bars, start: number): void {
  const { close, dividend, split } = bars;
  let factor = 1;
  let shares = 1;
  for (let i = 0; i < close.length; ++i) {
    if (i > 0) {
      const paid = split[i] * dividend[i];
      if (!(paid < close[i - 1])) {
        throw new DataQualityError(
          `A dividend of ${bars.symbol} must be worth less than the share: ${paid} is paid on ${
            close[i - 1]
          }. Mend it`,
          { file: bars.source, row: i + 1, column: "dividend", value: paid },
        );
      }
      factor *= split[i] * close[i - 1] / (close[i - 1] - paid);
      shares *= split[i];
    }
    const row = start + i;
    panel.open[row] = bars.open[i] * factor;
    panel.high[row] = bars.high[i] * factor;
    panel.low[row] = bars.low[i] * factor;
    panel.close[row] = close[i] * factor;
    panel.volume[row] = bars.volume[i] / shares;
  }
}
