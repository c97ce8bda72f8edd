/**
 * Triple-barrier labels: which of three comes first, a rise of `up` volatilities,
 * a fall of `down` volatilities, or the end of h bars.
 *
 * López de Prado (2018), "Advances in Financial Machine Learning", sections 3.2
 * to 3.4: barriers are multiples of a volatility that is known when the window
 * ends, and are touched by closes. The volatility is the standard deviation
 * (ddof 1) of one-bar log returns; the label ends where the first barrier is
 * touched, so spans differ in length.
 *
 * @module
 */

import { logReturns } from "lib/features/bars/return_features.ts";
import { rollingDeviation } from "lib/features/bars/rolling.ts";
import {
  type HorizonOptions,
  type Labels,
  lastRows,
} from "lib/features/labels.ts";
import type { Panel } from "lib/features/panel.ts";

/** Where the barriers are. */
export interface TripleBarrierOptions extends HorizonOptions {
  /** Height of the upper barrier in volatilities. @default {2} */
  readonly up?: number;
  /** Depth of the lower barrier in volatilities. @default {2} */
  readonly down?: number;
  /** Bars that the volatility is of. @default {20} */
  readonly volatilityBars?: number;
  /**
   * What a window is whose time runs out: neutral, a class between down and
   * up; up or down by the sign of its return; or left out.
   * @default {"neutral"}
   */
  readonly atTime?: "neutral" | "sign" | "drop";
}

/**
 * Labels windows by the barrier that is touched first. Windows without h bars
 * behind them have no label even if a barrier is touched: else the last labels
 * would be of touches alone.
 *
 * @param panel The panel.
 * @param options The barriers; `horizon` is the time barrier, in bars.
 * @returns Classes 0 down and 1 up, or 0 down, 1 neutral and 2 up.
 * @throws {RangeError} If a barrier is not > 0, or the horizon does not fit the
 * data.
 */
export function tripleBarrierLabels(
  panel: Panel,
  options: TripleBarrierOptions = {},
): Labels {
  const {
    horizon = 10,
    up = 2,
    down = 2,
    volatilityBars = 20,
    atTime = "neutral",
  } = options;
  checkBarriers(up, down, volatilityBars);
  const lastRow = lastRows(panel, horizon);
  const values = new Float32Array(panel.rows).fill(NaN);
  const top = atTime === "neutral" ? 2 : 1;
  for (const { start, end } of panel.segments) {
    const close = panel.close.subarray(start, end);
    const sigma = rollingDeviation(logReturns(close, 1), volatilityBars, 1);
    for (let i = 1; i < close.length; ++i) {
      const row = start + i;
      if (lastRow[row] < 0) continue;
      const last = lastRow[row] - start;
      const unit = sigma[i - 1];
      const touch = firstTouch(close, {
        i,
        last,
        up: up * unit,
        down: down * unit,
      });
      // Without volatility, every price is at both barriers.
      const isUsable = unit > 0 && (touch.side !== 0 || atTime !== "drop");
      lastRow[row] = isUsable ? start + touch.at : -1;
      if (!isUsable) continue;
      if (touch.side !== 0) values[row] = touch.side > 0 ? top : 0;
      else if (atTime === "neutral") values[row] = 1;
      else values[row] = close[last] > close[i - 1] ? 1 : 0;
    }
  }
  const classes = top + 1;
  return { target: { kind: "class", classes }, values, lastRow, horizon };
}

/** The first of closes i … last that is at a barrier, or the last: side 0. */
function firstTouch(
  close: Float64Array,
  { i, last, up, down }: {
    readonly i: number;
    readonly last: number;
    readonly up: number;
    readonly down: number;
  },
): { at: number; side: -1 | 0 | 1 } {
  for (let at = i; at <= last; ++at) {
    const gain = close[at] / close[i - 1] - 1;
    if (gain >= up) return { at, side: 1 };
    if (gain <= -down) return { at, side: -1 };
  }
  return { at: last, side: 0 };
}

function checkBarriers(up: number, down: number, volatilityBars: number): void {
  for (const [name, height] of [["up", up], ["down", down]] as const) {
    if (height > 0 && height < Infinity) continue;
    throw new RangeError(
      `Cannot set a barrier as ${name} must be a finite number > 0: current value is ${height}`,
    );
  }
  if (Number.isSafeInteger(volatilityBars) && volatilityBars >= 2) return;
  throw new RangeError(
    `Cannot set a barrier as volatilityBars must be a whole number >= 2: current value is ${volatilityBars}`,
  );
}
