/**
 * Where an options run's profit came from, close by close: Taylor's expansion of
 * every position (see {@link "lib/risk/attribution/greek.ts"}), what trading cost,
 * what rates did, and what none of these explains.
 *
 * The parts of a close sum to the change of equity in the ledger. That is no
 * definition alone: the marks of the chains must give the ledger's equity again
 * to the rounding of cents, or the run is refused.
 *
 * An option that a chain does not quote keeps its mark, and its step lasts until
 * it is quoted or settled. One without an implied volatility has the Greeks of
 * its exercise value.
 *
 * @module
 */

import {
  classOf,
  contractKey,
  type OptionMark,
  optionMarks,
} from "lib/backtest/attribution/option_states.ts";
import {
  centsPerPoint,
  type Instrument,
  type OptionContract,
} from "lib/backtest/instrument.ts";
import { intrinsicValue } from "lib/backtest/options/settle_option.ts";
import type { Fill } from "lib/backtest/orders/order.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { DAY_MS } from "lib/market/bars/bars.ts";
import type { OptionChain } from "lib/market/option_chain.ts";
import {
  attributeGreeks,
  type GreekState,
} from "lib/risk/attribution/greek.ts";

/** Sources of profit, in the order in which they are drawn. */
export const PNL_SOURCES = [
  "delta",
  "gamma",
  "vega",
  "theta",
  "vanna and volga",
  "costs",
  "unexplained",
  "rates",
] as const;

/** A source of profit. */
export type PnlSource = typeof PNL_SOURCES[number];

/** Profit by source. */
export interface GreekPnl {
  /** Closes, ms since 1970 UTC, shape `[n]`. */
  readonly time: Float64Array;
  /** Change of equity at each close, currency units, shape `[n]`. */
  readonly pnl: Float64Array;
  /**
   * The same by source: `delta` of options and hedge together, `costs` are
   * spread, slippage and commissions, `rates` are rho, interest, dividends and
   * borrow fees.
   */
  readonly sources: Readonly<Record<PnlSource, Float64Array>>;
}

/** A chain and when it was known. */
export interface TimedChain {
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** Its quotes. */
  readonly chain: OptionChain;
}

/** Cents by which marks and ledger may differ, a position or fill. */
const ROUNDING_CENTS = 1;
const YEAR_MS = 365 * DAY_MS;
const SETTLEMENTS = new Set(["expiry", "exercise", "assignment"]);

/**
 * Divides a run's profit by source.
 *
 * @param result A run whose underlyings are priced by its chains.
 * @param chains The chains that it was run on, in order of time.
 * @returns Profit by source at each close.
 * @throws {TypeError} If there is not a chain for each close.
 * @throws {DataQualityError} If the chains do not give the ledger's equity.
 *
 * @example A hundred shares: all of the profit is delta
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { greekPnl } from "lib/backtest/attribution/greek_pnl.ts";
 * import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
 * import { runBacktest } from "lib/backtest/run.ts";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 *
 * const chains = [50, 51, 53].map((spot, time) => ({
 *   time,
 *   chain: chainFromRows("by hand", [
 *     { underlying: "XYZ", tau: 0.5, strike: 50, isCall: true, bid: 3, ask: 4, spot },
 *   ]),
 * }));
 * const instruments = [{ kind: "equity", symbol: "XYZ", pricedBy: "chain" }] as const;
 * const result = runBacktest(
 *   { name: "hold", onChain: (context) => context.orderTo(0, 100) },
 *   historyFeed([], { chains, instruments }),
 *   { cash: 10_000 },
 * );
 * const { pnl, sources } = greekPnl(result, chains);
 * assertEquals([...pnl], [0, 0, 200]);
 * assertEquals([...sources.delta], [0, 0, 200]);
 * ```
 */
export function greekPnl(
  result: BacktestResult,
  chains: readonly TimedChain[],
): GreekPnl {
  const { time, equityCents } = result.equity;
  const fits = time.length === chains.length &&
    chains.every((each, i) => each.time === time[i]);
  if (!fits) {
    throw new TypeError(
      `Cannot attribute a run as there must be a chain at each of its ${time.length} closes: there are ${chains.length} chains`,
    );
  }
  const book = new Book(result.instruments);
  const sources = Object.fromEntries(
    PNL_SOURCES.map((source) => [source, new Float64Array(time.length)]),
  ) as Record<PnlSource, Float64Array>;
  const pnl = new Float64Array(time.length);
  const carried = carryOf(result);
  let fill = 0;
  for (let i = 0; i < time.length; ++i) {
    const fills: Fill[] = [];
    while (fill < result.fills.length && result.fills[fill].time <= time[i]) {
      fills.push(result.fills[fill++]);
    }
    const count = book.positions + fills.length;
    const parts = book.step(chains[i], fills);
    parts.rates += (carried.get(time[i]) ?? 0) / 100;
    pnl[i] =
      (equityCents[i] - (i === 0 ? result.startCents : equityCents[i - 1])) /
      100;
    const sum = PNL_SOURCES.reduce((total, each) => total + parts[each], 0);
    const left = pnl[i] - sum;
    if (!(Math.abs(100 * left) <= ROUNDING_CENTS * (1 + count))) {
      throw new DataQualityError(
        `Cannot attribute ${result.strategy} as its chains must give the ledger's equity: at ${
          new Date(time[i]).toISOString()
        } they miss it by ${left}`,
      );
    }
    // The ledger's whole cents.
    parts.unexplained += left;
    for (const source of PNL_SOURCES) sources[source][i] = parts[source];
  }
  return { time, pnl, sources };
}

type Parts = Record<PnlSource, number>;

/** Positions with the state at which each was last quoted. */
class Book {
  readonly #instruments: readonly Instrument[];
  readonly #quantity = new Map<number, number>();
  readonly #last = new Map<number, GreekState>();
  readonly #spot = new Map<string, number>();

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
  }

  /** Number of positions. */
  get positions(): number {
    return this.#quantity.size;
  }

  /** Profit from the last close to this one. */
  step({ chain, time }: TimedChain, fills: readonly Fill[]): Parts {
    const parts = Object.fromEntries(
      PNL_SOURCES.map((source) => [source, 0]),
    ) as Parts;
    const settled = this.#settle(fills, parts);
    const marks = this.#marks({ chain, time }, fills);
    for (const [instrument, quantity] of this.#quantity) {
      const state = this.#stateOf(instrument, marks, time);
      if (state === undefined) continue;
      this.#move(instrument, quantity, state, parts);
    }
    for (const fill of fills) {
      if (!settled.has(fill)) this.#trade(fill, marks, { time, parts });
      parts.costs -= fill.commissionCents / 100;
    }
    return parts;
  }

  /** Books what ended: at its exercise value, by the last price of the underlying. */
  #settle(fills: readonly Fill[], parts: Parts): Set<Fill> {
    const settled = new Set(
      fills.filter((each) => each.orderId === 0 && SETTLEMENTS.has(each.tag)),
    );
    for (const { instrument, quantity, price, time } of settled) {
      const terms = this.#instruments[instrument];
      const worth = centsPerPoint(terms) / 100;
      if (terms.kind === "equity") {
        // Shares at the strike: what the option was worth is paid here.
        const spot = this.#spot.get(terms.symbol)!;
        parts.costs -= quantity * worth * (price - spot);
        this.#add(instrument, quantity);
        this.#last.set(instrument, shareState(spot, time));
        continue;
      }
      const spot = this.#spot.get(terms.underlying)!;
      const last = this.#last.get(instrument)!;
      const value = intrinsicValue(terms, spot);
      const ended = Math.min(time, terms.expiry + DAY_MS) / YEAR_MS;
      const end = { ...last, spot, value, time: Math.max(last.time, ended) };
      this.#move(instrument, -quantity, end, parts);
      parts.costs -= quantity * worth * (price - value);
      this.#add(instrument, quantity);
    }
    return settled;
  }

  /** Books a position's way from its last state to this one. */
  #move(
    instrument: number,
    quantity: number,
    state: GreekState,
    parts: Parts,
  ): void {
    const last = this.#last.get(instrument);
    this.#last.set(instrument, state);
    if (last === undefined) return;
    const worth = centsPerPoint(this.#instruments[instrument]) / 100;
    const by = attributeGreeks([last, state], quantity * worth);
    parts.delta += by.delta;
    parts.gamma += by.gamma;
    parts.vega += by.vega;
    parts.theta += by.theta;
    parts["vanna and volga"] += by.vanna + by.volga;
    parts.rates += by.rho;
    parts.unexplained += by.unexplained;
  }

  /** Books a trade at the middle, its distance from there as a cost. */
  #trade(
    { instrument, quantity, price, referencePrice }: Fill,
    marks: ReadonlyMap<string, ReadonlyMap<string, OptionMark>>,
    { time, parts }: { readonly time: number; readonly parts: Parts },
  ): void {
    const worth = centsPerPoint(this.#instruments[instrument]) / 100;
    parts.costs -= quantity * worth * (price - referencePrice);
    const state = this.#stateOf(instrument, marks, time);
    if (state !== undefined) this.#last.set(instrument, state);
    const mark = this.#last.get(instrument)?.value ?? referencePrice;
    parts.unexplained += quantity * worth * (mark - referencePrice);
    this.#add(instrument, quantity);
  }

  /** Marks of the classes that are held or traded, and spots of underlyings. */
  #marks(
    { chain, time }: TimedChain,
    fills: readonly Fill[],
  ): Map<string, Map<string, OptionMark>> {
    const marks = new Map<string, Map<string, OptionMark>>();
    const wanted = [
      ...this.#quantity.keys(),
      ...fills.map(({ instrument }) => instrument),
    ];
    for (const instrument of wanted) {
      const terms = this.#instruments[instrument];
      if (terms.kind === "equity") {
        const row = chain.underlying.indexOf(terms.symbol);
        if (chain.spot[row] > 0) this.#spot.set(terms.symbol, chain.spot[row]);
        continue;
      }
      const name = classOf(terms);
      if (marks.has(name)) continue;
      const found = optionMarks(chain, name, time);
      marks.set(name, found);
      const [first] = found.values();
      if (first?.spot > 0) this.#spot.set(terms.underlying, first.spot);
    }
    return marks;
  }

  /** State of an instrument by new marks; undefined if it has none. */
  #stateOf(
    instrument: number,
    marks: ReadonlyMap<string, ReadonlyMap<string, OptionMark>>,
    time: number,
  ): GreekState | undefined {
    const terms = this.#instruments[instrument];
    if (terms.kind === "equity") {
      const spot = this.#spot.get(terms.symbol);
      return spot === undefined ? undefined : shareState(spot, time);
    }
    const mark = marks.get(classOf(terms))?.get(contractKey(terms));
    if (mark === undefined || !(mark.price > 0)) return undefined;
    return mark.state ?? exerciseState(terms, mark, time);
  }

  #add(instrument: number, quantity: number): void {
    const now = (this.#quantity.get(instrument) ?? 0) + quantity;
    if (now !== 0) this.#quantity.set(instrument, now);
    else {
      this.#quantity.delete(instrument);
      this.#last.delete(instrument);
    }
  }
}

function shareState(spot: number, time: number): GreekState {
  return { value: spot, spot, volatility: 0, time: time / YEAR_MS, delta: 1 };
}

/** An option that moves as its exercise value does. */
function exerciseState(
  terms: OptionContract,
  { price, spot }: OptionMark,
  time: number,
): GreekState {
  const inMoney = intrinsicValue(terms, spot) > 0;
  const delta = inMoney ? (terms.isCall ? 1 : -1) : 0;
  return { value: price, spot, volatility: 0, time: time / YEAR_MS, delta };
}

/** Interest, dividends and fees by time, cents gained. */
function carryOf({ ledger }: BacktestResult): Map<number, number> {
  const carried = new Map<number, number>();
  for (const { account, time, cents } of ledger.entries()) {
    const counts = account === "interest" || account === "dividends" ||
      account === "borrow_fees";
    if (counts) carried.set(time, (carried.get(time) ?? 0) - cents);
  }
  return carried;
}
