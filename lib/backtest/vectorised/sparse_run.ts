/**
 * Runs sides that are known beforehand through the parts of the event core, but
 * only at the bars where something can happen: where an order works, a split or
 * dividend falls due, or the side changes. Between them cash and units stand
 * still and equity is a product.
 *
 * The same portfolio, order book and broker fill, round and refuse as in
 * {@link "lib/backtest/engine.ts"}, so that both agree to the cent; what is left
 * out is what would need every bar (interest, margin calls, order limits).
 *
 * @module
 */

import { applyActions } from "lib/backtest/corporate_actions/apply_actions.ts";
import { Broker } from "lib/backtest/execution/broker.ts";
import type { ExecutionOptions } from "lib/backtest/execution/execution_options.ts";
import { SliceBuffer } from "lib/backtest/feeds/slice_buffer.ts";
import { equity } from "lib/backtest/instrument.ts";
import { InstrumentTable } from "lib/backtest/instrument_table.ts";
import { roundHalfEven, worthCents } from "lib/backtest/ledger/cents.ts";
import type { Fill } from "lib/backtest/orders/order.ts";
import { OrderBook } from "lib/backtest/orders/order_book.ts";
import {
  checkRequest,
  WorkingOrder,
} from "lib/backtest/orders/working_order.ts";
import { Portfolio } from "lib/backtest/portfolio.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** How sides are traded. */
export interface SparseRunOptions extends ExecutionOptions {
  /** What is paid in at the first bar, in currency units. */
  readonly cash: number;
  /** Share of equity that is put in. @default {0.98} */
  readonly invested?: number;
}

/** What a run leaves behind. */
export interface SparseRun {
  /** Equity at each close, cents, shape `[n]`. */
  readonly equityCents: Float64Array;
  /** Every fill, in order. */
  readonly fills: readonly Fill[];
  /** The portfolio at the end, with its ledger. */
  readonly portfolio: Portfolio;
}

/**
 * Trades a side: at the close by which it changes an order is placed for the
 * units that the invested share of equity pays for, and it trades from the next
 * open on.
 *
 * @param bars Bars of one share, n of them.
 * @param sides For each bar 1 (long), 0 or −1 (short) as known at its close,
 * shape `[n]`.
 * @param options Money and costs.
 * @returns Equity, fills, portfolio.
 * @throws {TypeError} If there is not a side for each bar.
 * @throws {RangeError} If there are no bars, the cash is below 0 or not finite,
 * or the account liquidates on margin calls.
 *
 * @example Long from the first close: bought at the second open
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runSides } from "lib/backtest/vectorised/sparse_run.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const bars = makeBars("XYZ", {
 *   time: [0, DAY_MS], open: [10, 10], high: [10, 11], low: [10, 10], close: [10, 11],
 * });
 * const run = runSides(bars, Int8Array.of(1, 1), { cash: 100, invested: 1 });
 * assertEquals([...run.equityCents], [10_000, 11_000]);
 * ```
 */
export function runSides(
  bars: Bars,
  sides: Int8Array,
  options: SparseRunOptions,
): SparseRun {
  const { cash, invested = 0.98 } = options;
  const n = bars.time.length;
  checkRun(n, sides, cash);
  const portfolio = new Portfolio(new InstrumentTable([equity(bars.symbol)]));
  const book = new OrderBook();
  const broker = new Broker(portfolio, book, options);
  if (broker.account.onCall === "liquidate") {
    throw new RangeError(
      `Cannot run sides on an account that liquidates (${broker.account.name}). Use the event core, or onCall "report"`,
    );
  }
  portfolio.deposit(bars.time[0], roundHalfEven(cash * 100));
  const worth = portfolio.instruments.centsPerPoint[0];
  const slice = new SliceBuffer(1);
  const equityCents = new Float64Array(n);
  const { close, dividend, split } = bars;
  let side = 0;
  let units = 0;
  let cashCents = portfolio.cashCents;
  let isWorking = false;
  for (let i = 0; i < n; ++i) {
    const hasActions = split[i] !== 1 || dividend[i] !== 0;
    if (isWorking || hasActions) {
      slice.start(bars.time[i], bars.knownTime[i]);
      slice.addRow(0, bars, i);
      if (hasActions) applyActions(slice, 0, portfolio, book);
      broker.match(slice);
      portfolio.price[0] = close[i];
      units = portfolio.quantity[0];
      cashCents = portfolio.cashCents;
      isWorking = book.working.length > 0;
    }
    const now = cashCents +
      (units === 0 ? 0 : worthCents(units, close[i], worth));
    equityCents[i] = now;
    if (sides[i] === side) continue;
    side = sides[i];
    portfolio.price[0] = close[i];
    // As wholeUnits(): a share of the equity, rounded towards 0.
    const unit = close[i] * worth / 100;
    const wanted = Math.trunc(side * invested * (now / 100) / unit);
    const quantity = wanted - units - book.pending(0);
    if (quantity === 0) continue;
    const tag = side > 0 ? "above" : "below";
    const request = { instrument: 0, quantity, tag };
    checkRequest(request, portfolio.instruments);
    book.add(new WorkingOrder(book.nextId, bars.knownTime[i], request));
    isWorking = true;
  }
  portfolio.price[0] = close[n - 1];
  return { equityCents, fills: broker.fills, portfolio };
}

function checkRun(n: number, sides: Int8Array, cash: number): void {
  if (n === 0) {
    throw new RangeError("Cannot run sides as there must be bars: none given");
  }
  if (sides.length !== n) {
    throw new TypeError(
      `Cannot run sides as there must be one for each of ${n} bars: there are ${sides.length}`,
    );
  }
  if (!(cash >= 0 && cash < Infinity)) {
    throw new RangeError(
      `Cannot run sides as cash must be finite and >= 0: current value is ${cash}`,
    );
  }
}
