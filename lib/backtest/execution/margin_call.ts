/**
 * A margin call: every working order is cancelled, and each position is cut at
 * the next open to the share that the equity could open anew.
 *
 * @module
 */

import type { AccountPolicy } from "lib/backtest/execution/account_policy.ts";
import type { OrderBook } from "lib/backtest/orders/order_book.ts";
import { WorkingOrder } from "lib/backtest/orders/working_order.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/**
 * Places the orders of a margin call; limits are not asked.
 *
 * @param portfolio Below its maintenance requirement.
 * @param book Orders are cancelled and added here.
 * @param account The requirements.
 * @param time Now, ms since 1970 UTC.
 */
export function liquidationOrders(
  portfolio: Portfolio,
  book: OrderBook,
  account: AccountPolicy,
  time: number,
): void {
  for (const order of book.working) book.end(order, "cancelled", "margin call");
  book.sweep();
  const share = Math.max(
    0,
    portfolio.equityCents() / account.initialCents(portfolio),
  );
  for (const instrument of portfolio.held) {
    const held = portfolio.quantity[instrument];
    const cut = Math.ceil(Math.abs(held) * (1 - Math.min(1, share)));
    if (cut === 0) continue;
    const quantity = held > 0 ? -cut : cut;
    const request = { instrument, quantity, tag: "margin_call" };
    book.add(new WorkingOrder(book.nextId, time, request));
  }
}
