/**
 * Forecasts as positions: what a model says of each symbol becomes a signal in
 * [−1, 1], and signals become shares of the equity, equal over symbols.
 *
 * A signal is of the close at which it was known and trades at the next open.
 * Forecasts of h bars overlap: each is given 1/h of the symbol's share for h
 * bars, so that the position is the mean of the last h signals (Jegadeesh and
 * Titman 1993, J. Finance 48, 65); or one is held for h bars, then the next.
 */

import type { BarSlice } from "lib/backtest/feeds/event_feed.ts";
import type { Strategy, StrategyContext } from "lib/backtest/strategy.ts";
import { wholeUnits } from "lib/backtest/strategies/whole_units.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import type { Bars } from "lib/market/bars/bars.ts";
import type { PredictionOutput } from "lib/models/forecast/prediction_output.ts";

/** How forecasts become positions. */
export interface PositionRules {
  /**
   * `sign`: all or nothing by the sign of a number or the likeliest class (the
   * middle one of three is flat). `scaled`: the probability of up less that of
   * down; a number over its uncertainty, at most 1. @default {"sign"}
   */
  readonly sizing?: "sign" | "scaled";
  /** Whether positions may be short. @default {"long-short"} */
  readonly side?: "long-short" | "long";
  /** Whether signals share a position, or follow each other. @default {"overlapping"} */
  readonly holding?: "overlapping" | "one by one";
  /** A signal of this size or less is flat. @default {0} */
  readonly threshold?: number;
  /**
   * Part of a symbol's share that a position may be off before it is traded.
   * @default {0.02}
   */
  readonly band?: number;
}

/** Signals of a symbol by the time at which they are known, ms since 1970 UTC. */
export type Signals = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * The signals of forecasts.
 *
 * @param output Forecasts of returns or classes.
 * @param rules How they become signals.
 * @throws {TypeError} If they are of paths.
 * @throws {RangeError} If there are none, a symbol has two of one time, or one is
 * not finite.
 */
export function signalsOf(
  output: PredictionOutput,
  rules: PositionRules = {},
): Signals {
  const { threshold = 0, side = "long-short" } = rules;
  if (output.horizons.length !== 1) {
    throw new TypeError(
      `Cannot trade forecasts as they must be of one horizon: current number is ${output.horizons.length}`,
    );
  }
  const signals = new Map<string, Map<number, number>>();
  for (let i = 0; i < output.count; ++i) {
    const raw = signalAt(output, i, rules.sizing ?? "sign");
    const [symbol, time] = [output.symbols[i], output.timestamps[i]];
    const own = signals.get(symbol) ?? new Map<number, number>();
    if (!Number.isFinite(raw) || own.has(time)) {
      throw new RangeError(
        `Cannot trade a forecast as there must be one finite signal a symbol and time: ${symbol} at ${time} has ${
          own.has(time) ? "two" : raw
        }`,
      );
    }
    const flat = Math.abs(raw) <= threshold || (side === "long" && raw < 0);
    own.set(time, flat ? 0 : raw);
    signals.set(symbol, own);
  }
  if (signals.size > 0) return signals;
  throw new RangeError("Cannot trade forecasts as there must be some");
}

function signalAt(
  output: PredictionOutput,
  i: number,
  sizing: "sign" | "scaled",
): number {
  const { probabilities, classes, predictions, uncertainty } = output;
  if (probabilities === null) {
    const value = predictions[i];
    if (sizing === "sign") return Math.sign(value);
    if (value === 0) return 0;
    return Math.max(-1, Math.min(1, value / uncertainty[i]));
  }
  // Classes from down to up: the middle one of an odd number is flat.
  const middle = (classes - 1) / 2;
  if (sizing === "sign") return Math.sign(predictions[i] - middle);
  let sum = 0;
  for (let c = 0; c < classes; ++c) {
    sum += probabilities[i * classes + c] * (c - middle) / middle;
  }
  return Math.max(-1, Math.min(1, sum));
}

/**
 * Refuses signals that are not of the closes of their symbols: one of another
 * time would trade on what was not known, or never.
 *
 * @throws {RangeError} If a symbol has no bars, or a signal's time is not when
 * one of its bars became known.
 */
export function checkSignals(signals: Signals, bars: readonly Bars[]): void {
  for (const [symbol, own] of signals) {
    const table = bars.find((each) => each.symbol === symbol);
    if (table === undefined) {
      const names = bars.map((each) => each.symbol);
      throw new RangeError(
        `Cannot trade forecasts of ${symbol} as there must be bars of it: the nearest is ${
          nearestName(symbol, names.length > 0 ? names : ["none"])
        }`,
      );
    }
    const known = new Set(table.knownTime);
    for (const time of own.keys()) {
      if (known.has(time)) continue;
      throw new RangeError(
        `Cannot trade a forecast of ${symbol} as its time must be when one of its bars became known: current value is ${time}, ${
          new Date(time).toISOString()
        }`,
      );
    }
  }
}

/**
 * A strategy that holds what signals say.
 *
 * @param signals Signals by symbol and time.
 * @param horizon Bars that each is held.
 * @param rules How positions are taken.
 */
export function signalStrategy(
  signals: Signals,
  horizon: number,
  rules: PositionRules = {},
): Strategy {
  const { holding = "overlapping", band = 0.02 } = rules;
  const share = 1 / signals.size;
  const targets = new Map<string, (signal: number | undefined) => number>();
  for (const symbol of signals.keys()) {
    targets.set(
      symbol,
      holding === "overlapping" ? meanOfLast(horizon) : oneByOne(horizon),
    );
  }
  const trade = (context: StrategyContext, instrument: number) => {
    const { symbol } = context.instruments[instrument];
    const next = targets.get(symbol);
    if (next === undefined) return;
    const target = share * next(signals.get(symbol)!.get(context.time));
    const position = context.position(instrument);
    const held = position * context.price(instrument) / context.equity;
    const isEnd = target === 0 && position !== 0;
    if (!isEnd && Math.abs(target - held) <= band * share) return;
    context.orderTo(instrument, wholeUnits(context, instrument, target));
  };
  return {
    name: `signals held ${horizon} bars`,
    onBar: (context: StrategyContext, bars: BarSlice) => {
      if (!(context.equity > 0)) return;
      for (let row = 0; row < bars.count; ++row) {
        trade(context, bars.instrument[row]);
      }
    },
  };
}

/** The mean of the last h signals, a missing one being flat. */
function meanOfLast(horizon: number): (signal: number | undefined) => number {
  const last = new Float64Array(horizon);
  let at = 0;
  return (signal = 0) => {
    last[at] = signal;
    at = (at + 1) % horizon;
    return last.reduce((sum, each) => sum + each, 0) / horizon;
  };
}

/** A signal for h bars, then the next. */
function oneByOne(horizon: number): (signal: number | undefined) => number {
  let held = 0;
  let left = 0;
  return (signal) => {
    if (left === 0) {
      held = signal ?? 0;
      left = signal === undefined ? 0 : horizon;
    }
    if (left > 0) --left;
    return held;
  };
}
