/**
 * Trades what a law says is rich or cheap: the law is fitted to each snapshot's
 * surface; options whose bid is above the fit by more than a threshold are
 * sold, those whose ask is below it by more are bought, and the delta of the
 * whole book under the law is hedged with the underlying.
 *
 * A position is closed when the mid has come back to the fit, or after some
 * days. Both gates are measured on the side of the market that would be traded,
 * so a spread is never mistaken for an opportunity.
 *
 * @module
 */

import type { Strategy, StrategyContext } from "lib/backtest/strategy.ts";
import {
  quotesOf,
  quotesToFit,
  type ValuedQuote,
  valueQuotes,
} from "lib/backtest/strategies/smile_quotes.ts";
import { calibrate } from "lib/calibration/calibrate.ts";
import { makeRng } from "lib/core/rng.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** What is traded and when. */
export interface SmileValueOptions {
  /** Symbol of the underlying. */
  readonly underlying: string;
  /** Law that is fitted. @default {"heston"} */
  readonly law?: string;
  /** Relative mispricing beyond which an option is traded. @default {0.05} */
  readonly threshold?: number;
  /** Relative mispricing of the mid below which it is closed. @default {0.01} */
  readonly exit?: number;
  /** Shortest maturity, in days. @default {7} */
  readonly minDays?: number;
  /** Longest maturity, in days. @default {120} */
  readonly maxDays?: number;
  /** Largest |ln(K/F)|. @default {0.15} */
  readonly maxLogMoneyness?: number;
  /** Cheapest option, in the currency of the spot. @default {0.5} */
  readonly minPrice?: number;
  /** Contracts a position. @default {1} */
  readonly contracts?: number;
  /** Positions at once. @default {20} */
  readonly maxPositions?: number;
  /** Days after which a position is closed. @default {20} */
  readonly maxHoldingDays?: number;
  /** Quotes that are fitted, at most. @default {200} */
  readonly maxQuotes?: number;
  /** Told of each fit. */
  readonly onFit?: (fit: SmileFit) => void;
}

/** One snapshot's fit, and what it had to offer. */
export interface SmileFit {
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** Parameters. */
  readonly params: Readonly<Record<string, number>>;
  /** Root mean squared error of the volatilities, null without any. */
  readonly rmseImpliedVol: number | null;
  /** Options beyond the threshold, on either side. */
  readonly rich: number;
  /** Options beyond the threshold below. */
  readonly cheap: number;
  /** Positions after the orders of this snapshot. */
  readonly positions: number;
}

interface Held {
  readonly instrument: number;
  readonly quantity: number;
  readonly opened: number;
}

interface Opportunity {
  readonly value: ValuedQuote;
  /** 1 buys, −1 sells. */
  readonly sign: 1 | -1;
  /** How far beyond the fit it would trade. */
  readonly edge: number;
}

const DAY_MS = 86_400_000;

/**
 * Makes the strategy.
 *
 * @param options What is traded and when.
 * @throws {RangeError} If the law is unknown or a number out of range.
 */
export function smileValue(options: SmileValueOptions): Strategy {
  const settings = { ...DEFAULTS, ...options };
  const { underlying, threshold, exit, maxPositions, maxHoldingDays } =
    settings;
  if (!(threshold > 0 && exit >= 0 && exit < threshold)) {
    throw new RangeError(
      `Cannot trade the smile as 0 ≤ exit < threshold must hold: current values are ${exit} and ${threshold}`,
    );
  }
  const law = lawByName(settings.law);
  const book = new Map<string, Held>();
  let last: Readonly<Record<string, number>> | undefined;
  return {
    name: `smile value by ${law.name}`,
    onChain(context, chain) {
      const all = quotesOf(chain, underlying);
      const fitted = all && quotesToFit(all, settings);
      if (all === undefined || fitted === undefined) return;
      const report = calibrate(fitted, law, {
        weights: "vega",
        starts: last === undefined ? 4 : 1,
        global: false,
        rng: makeRng(1),
        ...(last && { start: last }),
      });
      last = report.params;
      const values = valueQuotes(all, chain, {
        underlying,
        cf: law.characteristicFunction(report.params),
      });
      closePositions(context, values, { book, exit, maxHoldingDays });
      const found = opportunities(values, settings);
      for (const { value, sign } of found) {
        if (book.size >= maxPositions) break;
        if (book.has(value.symbol)) continue;
        const instrument = context.option(chain, value.row);
        const quantity = sign * settings.contracts;
        const ticket = context.order({
          instrument,
          quantity,
          timeInForce: "day",
          tag: sign > 0 ? "cheap" : "rich",
        });
        if (!ticket.ok) continue;
        book.set(value.symbol, { instrument, quantity, opened: context.time });
      }
      hedge(context, { underlying, book, values });
      const rich = found.filter(({ sign }) => sign < 0).length;
      settings.onFit?.({
        time: context.time,
        params: report.params,
        rmseImpliedVol: report.rmseImpliedVol,
        rich,
        cheap: found.length - rich,
        positions: book.size,
      });
    },
  };
}

const DEFAULTS = {
  law: "heston",
  threshold: 0.05,
  exit: 0.01,
  minDays: 7,
  maxDays: 120,
  maxLogMoneyness: 0.15,
  minPrice: 0.5,
  contracts: 1,
  maxPositions: 20,
  maxHoldingDays: 20,
  maxQuotes: 200,
};

type Settings = typeof DEFAULTS & SmileValueOptions;

/** Orders that close what has come back, or has been held long enough. */
function closePositions(
  context: StrategyContext,
  values: ReadonlyMap<string, ValuedQuote>,
  { book, exit, maxHoldingDays }: {
    readonly book: Map<string, Held>;
    readonly exit: number;
    readonly maxHoldingDays: number;
  },
): void {
  for (const [symbol, { instrument, quantity, opened }] of book) {
    if (context.position(instrument) === 0) {
      // Expired, exercised, or its order never traded.
      if (context.time > opened) book.delete(symbol);
      continue;
    }
    const value = values.get(symbol);
    if (value === undefined) continue;
    const edge = Math.sign(quantity) * (value.model - value.mid) / value.model;
    const isOld = context.time - opened >= maxHoldingDays * DAY_MS;
    if (edge > exit && !isOld) continue;
    const ticket = context.order({
      instrument,
      quantity: -context.position(instrument),
      timeInForce: "day",
      tag: isOld ? "held long enough" : "back at its value",
    });
    if (ticket.ok) book.delete(symbol);
  }
}

/** What may be traded now, on the side of the market that it would trade. */
function opportunities(
  values: ReadonlyMap<string, ValuedQuote>,
  settings: Settings,
): Opportunity[] {
  const { threshold, minPrice, maxLogMoneyness, minDays, maxDays } = settings;
  const found: Opportunity[] = [];
  for (const value of values.values()) {
    const { bid, ask, model, logMoneyness, days } = value;
    if (!(model >= minPrice && bid > 0 && ask > bid)) continue;
    if (Math.abs(logMoneyness) > maxLogMoneyness) continue;
    if (days < minDays || days > maxDays) continue;
    const rich = bid / model - 1;
    const cheap = 1 - ask / model;
    if (rich > threshold) found.push({ value, sign: -1, edge: rich });
    else if (cheap > threshold) found.push({ value, sign: 1, edge: cheap });
  }
  return found.sort((a, b) =>
    b.edge - a.edge || (a.value.symbol < b.value.symbol ? -1 : 1)
  );
}

/** Brings the delta of the book, orders of now included, to nought. */
function hedge(
  context: StrategyContext,
  { underlying, book, values }: {
    readonly underlying: string;
    readonly book: ReadonlyMap<string, Held>;
    readonly values: ReadonlyMap<string, ValuedQuote>;
  },
): void {
  let shares = 0;
  for (const [symbol, { instrument, quantity }] of book) {
    const value = values.get(symbol);
    const terms = context.instruments[instrument];
    if (value === undefined || terms.kind !== "option") continue;
    shares += quantity * terms.multiplier * value.delta;
  }
  const target = Math.round(-shares);
  context.orderTo(context.instrumentOf(underlying), target, "delta hedge");
}
