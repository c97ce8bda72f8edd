/**
 * The event core: one engine for history, replay and paper trading.
 *
 * What happens when the bars of a time arrive, in this order:
 *
 * 1. interest and borrow fees accrue from the last event to the open;
 * 2. options whose date has passed are settled at the last known prices;
 * 3. splits, then dividends, at the open;
 * 4. working orders trade: at the open, in the bar, at the close; interest and
 *    fees accrue over the bar on what is held then;
 * 5. history and marks take the close, options of that date are settled;
 * 6. equity is recorded, margin is checked;
 * 7. the strategy hears of its fills and of orders that ended unfilled, then of
 *    the bars, and places orders.
 *
 * @module
 */

import { SimulatedClock } from "lib/backtest/clock.ts";
import { EngineContext } from "lib/backtest/context.ts";
import { applyActions } from "lib/backtest/corporate_actions/apply_actions.ts";
import {
  accrueFinancing,
  type Financing,
} from "lib/backtest/costs/financing.ts";
import { Broker } from "lib/backtest/execution/broker.ts";
import type { ExecutionOptions } from "lib/backtest/execution/execution_options.ts";
import { liquidationOrders } from "lib/backtest/execution/margin_call.ts";
import type {
  BarSlice,
  ChainEvent,
  MarketEvent,
} from "lib/backtest/feeds/event_feed.ts";
import { History } from "lib/backtest/history.ts";
import type { Instrument } from "lib/backtest/instrument.ts";
import { InstrumentTable } from "lib/backtest/instrument_table.ts";
import { roundHalfEven } from "lib/backtest/ledger/cents.ts";
import { reconcile } from "lib/backtest/ledger/reconcile.ts";
import { OptionMarket } from "lib/backtest/options/option_market.ts";
import type { OptionRules } from "lib/backtest/options/option_terms.ts";
import { OrderBook } from "lib/backtest/orders/order_book.ts";
import { Portfolio } from "lib/backtest/portfolio.ts";
import { LivePortfolioView } from "lib/backtest/portfolio_view.ts";
import {
  type BacktestResult,
  EquityRecorder,
  type RefusedOrder,
} from "lib/backtest/result.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import type { OrderLimit } from "lib/risk/order_limit.ts";

/** How a run is set up. */
export interface BacktestOptions extends ExecutionOptions {
  /** What is paid in at the first event, in currency units. */
  readonly cash: number;
  /** Interest and borrow fees. @default none */
  readonly financing?: Financing;
  /** What an order must pass before it exists. @default none */
  readonly limits?: readonly OrderLimit[];
  /** How options trade and end. */
  readonly options?: OptionRules;
}

/** A run in the making; see `runBacktest` for the plain way to use it. */
export class Engine {
  readonly #strategy: Strategy;
  readonly #options: BacktestOptions;
  readonly #clock = new SimulatedClock();
  readonly #table: InstrumentTable;
  readonly #portfolio: Portfolio;
  readonly #book = new OrderBook();
  readonly #broker: Broker;
  readonly #market: OptionMarket;
  readonly #view: LivePortfolioView;
  readonly #context: EngineContext;
  readonly #histories: History[] = [];
  readonly #recorder = new EquityRecorder();
  readonly #refused: RefusedOrder[] = [];
  readonly #startCents: number;
  readonly #hasBars: boolean;
  #events = 0;
  #heard = 0;
  #marginCalls = 0;
  #lastTime = NaN;
  #lastEquity: number;

  /**
   * Sets a run up.
   *
   * @param strategy What trades.
   * @param instruments Instruments known from the start.
   * @param options Money, costs, rules.
   * @throws {RangeError} If the cash is below 0 or not finite.
   */
  constructor(
    strategy: Strategy,
    instruments: readonly Instrument[],
    options: BacktestOptions,
  ) {
    if (!(options.cash >= 0 && options.cash < Infinity)) {
      throw new RangeError(
        `Cannot run a backtest as cash must be finite and >= 0: current value is ${options.cash}`,
      );
    }
    this.#strategy = strategy;
    this.#options = options;
    this.#startCents = roundHalfEven(options.cash * 100);
    this.#table = new InstrumentTable(instruments);
    this.#hasBars = instruments.some((each) =>
      each.kind === "equity" && each.pricedBy !== "chain"
    );
    this.#portfolio = new Portfolio(this.#table);
    this.#broker = new Broker(this.#portfolio, this.#book, options);
    this.#market = new OptionMarket(
      this.#portfolio,
      this.#book,
      this.#broker,
      options.options,
    );
    const now = () => this.#clock.now();
    this.#view = new LivePortfolioView(this.#portfolio, this.#book, now);
    this.#view.peakCents = this.#startCents;
    this.#view.previousCents = this.#startCents;
    this.#lastEquity = this.#startCents;
    for (let i = 0; i < instruments.length; ++i) {
      this.#histories.push(new History());
    }
    this.#context = new EngineContext({
      now,
      portfolio: this.#portfolio,
      book: this.#book,
      options: this.#market,
      historyOf: (instrument) => this.#history(instrument),
      view: this.#view,
      limits: options.limits ?? [],
      refused: this.#refused,
    });
  }

  /**
   * Takes the next event.
   *
   * @throws {DataQualityError} If it was known before the last one.
   */
  onEvent(event: MarketEvent): void {
    if (event.kind === "bars") this.#onBars(event);
    else this.#onChain(event);
  }

  /**
   * Ends the run and proves that its books agree.
   *
   * @throws {ReconciliationError} If they do not.
   */
  finish(): BacktestResult {
    if (Number.isNaN(this.#lastTime)) this.#begin(0);
    this.#strategy.onEnd?.(this.#context);
    return {
      strategy: this.#strategy.name,
      instruments: this.#table.list,
      startCents: this.#startCents,
      equity: this.#recorder.curve(),
      orders: this.#book.all,
      fills: this.#broker.fills,
      refused: this.#refused,
      ledger: this.#portfolio.ledger,
      reconciliation: reconcile(this.#portfolio, this.#broker.fills),
      events: this.#events,
      marginCalls: this.#marginCalls,
      positions: this.#portfolio.quantity,
      prices: this.#portfolio.price,
    };
  }

  #onBars(slice: BarSlice): void {
    if (Number.isNaN(this.#lastTime)) this.#begin(slice.time);
    this.#accrue(slice.time);
    const portfolio = this.#portfolio;
    this.#market.expire(slice.time);
    const { count, dividend, instrument, split } = slice;
    for (let row = 0; row < count; ++row) {
      if (split[row] !== 1 || dividend[row] !== 0) {
        applyActions(slice, row, portfolio, this.#book);
      }
    }
    this.#broker.match(slice);
    this.#clock.advance(slice.knownTime);
    this.#accrue(slice.knownTime);
    for (let row = 0; row < count; ++row) {
      this.#histories[instrument[row]].append(slice, row);
      portfolio.price[instrument[row]] = slice.close[row];
    }
    this.#market.expire(slice.knownTime);
    this.#events += count;
    this.#close(slice.knownTime);
    this.#tellOrders();
    this.#strategy.onBar?.(this.#context, slice);
  }

  #onChain({ chain, time }: ChainEvent): void {
    if (Number.isNaN(this.#lastTime)) this.#begin(time);
    this.#accrue(time);
    this.#market.expire(time);
    this.#clock.advance(time);
    this.#market.onChain(chain, time);
    ++this.#events;
    if (!this.#hasBars) this.#close(time);
    else this.#view.previousCents = this.#lastEquity;
    this.#tellOrders();
    this.#strategy.onChain?.(this.#context, chain);
    this.#market.afterChain(chain, time);
    this.#tellOrders();
  }

  #begin(time: number): void {
    this.#lastTime = time;
    this.#clock.advance(time);
    this.#portfolio.deposit(time, this.#startCents);
    this.#strategy.onStart?.(this.#context);
  }

  #accrue(time: number): void {
    const { financing } = this.#options;
    const elapsed = time - this.#lastTime;
    // A bar may open before the last event was known: that time is accounted.
    if (elapsed <= 0) return;
    this.#lastTime = time;
    if (financing === undefined) return;
    accrueFinancing(this.#portfolio, time, elapsed, financing);
  }

  /** Records the equity of a close and checks margin. */
  #close(time: number): void {
    const portfolio = this.#portfolio;
    const cash = portfolio.cashCents;
    const isFlat = portfolio.held.length === 0;
    const equity = isFlat ? cash : portfolio.equityCents();
    const gross = isFlat ? 0 : portfolio.grossCents();
    this.#recorder.add(time, equity, cash, gross);
    const { account } = this.#broker;
    if (!isFlat && equity < account.maintenanceCents(portfolio)) {
      ++this.#marginCalls;
      if (account.onCall === "liquidate") {
        liquidationOrders(portfolio, this.#book, account, this.#clock.now());
      }
    }
    this.#view.previousCents = this.#lastEquity;
    this.#lastEquity = equity;
    if (equity > this.#view.peakCents) this.#view.peakCents = equity;
  }

  /** Tells of fills, then of orders that ended unfilled. */
  #tellOrders(): void {
    const strategy = this.#strategy;
    const { fills } = this.#broker;
    while (this.#heard < fills.length) {
      const fill = fills[this.#heard++];
      strategy.onFill?.(this.#context, fill);
    }
    for (const order of this.#book.takeUnheard()) {
      strategy.onOrderEnd?.(this.#context, order);
    }
  }

  #history(instrument: number): History {
    const history = this.#histories[instrument];
    if (history !== undefined) return history;
    throw new RangeError(
      `Cannot show the history of instrument ${instrument} as it has no bars`,
    );
  }
}
