/**
 * Splits and dividends at a bar's open, before anything trades there.
 *
 * A split multiplies the units held and divides the prices of working orders;
 * a fraction of a unit becomes cash at the new share's open (cash in lieu). A
 * dividend is paid in cash on its ex-date for the shares held over the close
 * before, and is owed by who is short.
 *
 * @module
 */

import type { BarSlice } from "lib/backtest/feeds/event_feed.ts";
import { worthCents } from "lib/backtest/ledger/cents.ts";
import type { OrderBook } from "lib/backtest/orders/order_book.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/**
 * Applies the actions of row `row`.
 *
 * @param slice The bars; the row's split is not 1 or its dividend not 0.
 * @param row Its row.
 * @param portfolio Changed.
 * @param book Working orders, changed by a split.
 * @throws {RangeError} If an option is held on a share that splits.
 */
export function applyActions(
  slice: BarSlice,
  row: number,
  portfolio: Portfolio,
  book: OrderBook,
): void {
  const instrument = slice.instrument[row];
  const ratio = slice.split[row];
  if (ratio !== 1) {
    refuseOptions(portfolio, instrument);
    if (portfolio.quantity[instrument] !== 0) {
      portfolio.split(slice.time, instrument, ratio, slice.open[row]);
    }
    splitOrders(book, instrument, ratio);
  }
  const dividend = slice.dividend[row];
  const held = portfolio.quantity[instrument];
  if (dividend === 0 || held === 0) return;
  const worth = portfolio.instruments.centsPerPoint[instrument];
  const cents = worthCents(held, dividend, worth);
  portfolio.flow("dividend", slice.time, "dividends", cents, instrument);
}

/** Orders keep their value: units times the ratio, prices over it. */
function splitOrders(book: OrderBook, instrument: number, ratio: number): void {
  for (const order of book.working) {
    if (order.instrument !== instrument) continue;
    const rescale = (units: number) =>
      Math.trunc(Math.round(units * ratio * 1e6) / 1e6);
    order.quantity = rescale(order.quantity);
    order.filled = rescale(order.filled);
    order.limitPrice /= ratio;
    order.stopPrice /= ratio;
    if (order.remaining === 0) {
      book.end(order, "cancelled", "nothing is left of it after a split");
    }
  }
  book.sweep();
}

function refuseOptions(portfolio: Portfolio, instrument: number): void {
  const { list } = portfolio.instruments;
  const { symbol } = list[instrument];
  for (const index of portfolio.held) {
    const terms = list[index];
    if (terms.kind !== "option" || terms.underlying !== symbol) continue;
    throw new RangeError(
      `Cannot split ${symbol} while ${terms.symbol} is held: adjusted option contracts are not modelled. Close it before the split`,
    );
  }
}
