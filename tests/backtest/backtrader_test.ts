import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { perShare, perValueBps } from "lib/backtest/costs/commission.ts";
import { slippageBps } from "lib/backtest/costs/price_cost.ts";
import type { BacktestOptions } from "lib/backtest/engine.ts";
import { unlimitedAccount } from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { Strategy, StrategyContext } from "lib/backtest/strategy.ts";
import { type Bars, makeBars } from "lib/market/bars/bars.ts";
import { formatDate } from "lib/market/instant.ts";
import { loadSp500Bars } from "lib/market/providers/npm_samples.ts";
import {
  BACKTRADER_BLOCK,
  BACKTRADER_BREAKOUT,
  BACKTRADER_CROSS,
  BACKTRADER_MIXED,
  BACKTRADER_PROPORTIONAL,
  BACKTRADER_REVERSE,
  type BacktraderRun,
} from "../reference/backtrader_ledgers.ts";

const rounded = (price: number) => Math.floor(price * 100 + 0.5) / 100;

let loaded: Bars | undefined;

/** The bars as they went into backtrader. */
async function barsOf(span: readonly [string, string]): Promise<Bars> {
  loaded ??= (await loadSp500Bars()).bars[0];
  const all = loaded;
  const rows = Array.from(all.time, (_, i) => i).filter((i) => {
    const date = formatDate(all.time[i]);
    return span[0] <= date && date <= span[1];
  });
  const take = (column: Float64Array) => rows.map((i) => rounded(column[i]));
  return makeBars("SPX", {
    time: rows.map((i) => all.time[i]),
    open: take(all.open),
    high: take(all.high),
    low: take(all.low),
    close: take(all.close),
    volume: rows.map((i) => Math.floor(all.volume[i] / 1e6)),
  });
}

/** Runs a strategy and compares every fill with backtrader's. */
async function compare(
  strategy: Strategy,
  reference: BacktraderRun,
  options: Partial<BacktestOptions> = {},
): Promise<void> {
  const bars = await barsOf(reference.span);
  const result = runBacktest(strategy, historyFeed([bars]), {
    cash: reference.cash,
    commission: perShare(0.05),
    account: unlimitedAccount(),
    ...options,
  });
  const cash = new Map<number, number>();
  let balance = 0;
  for (const entry of result.ledger.entries()) {
    if (entry.account !== "cash") continue;
    balance += entry.cents;
    cash.set(entry.fill, balance);
  }
  // What trades in a bar or at its close is known, and dated, at its end: the
  // bar that opens then is the fill's own only if it trades at the open.
  const dateOf = ({ time, price }: { time: number; price: number }) => {
    const row = bars.time.findLastIndex((each) => each <= time);
    const isAtOpen = bars.time[row] === time && bars.open[row] === price;
    const own = bars.time[row] === time && !isAtOpen ? row - 1 : row;
    return formatDate(bars.time[own]);
  };
  const fills = result.fills.map((fill) => ({
    date: dateOf(fill),
    quantity: fill.quantity,
    price: fill.price,
    commissionCents: fill.commissionCents,
    cashCents: cash.get(fill.id),
  }));
  assertEquals(fills, [...reference.fills]);
  assertEquals(result.reconciliation.equityCents, reference.finalCents);
}

/** Means over whole cents, so that ties are ties in both engines. */
function meanCents(context: StrategyContext, count: number): number {
  const closes = context.history(0).last("close", count);
  return closes.reduce((sum, price) => sum + Math.round(price * 100), 0) /
    count;
}

function cross(fast: number, slow: number, low: number): Strategy {
  return {
    name: "crossover",
    onBar(context) {
      if (context.history(0).length < slow) return;
      const isUp = meanCents(context, fast) > meanCents(context, slow);
      context.orderTo(0, isUp ? 10 : low);
    },
  };
}

Deno.test("A crossover over twenty years has backtrader's ledger, fill by fill", async () => {
  assertEquals(BACKTRADER_CROSS.fills.length, 96);
  await compare(cross(20, 60, 0), BACKTRADER_CROSS);
});

Deno.test("A crossover that turns from long to short has backtrader's ledger", async () => {
  await compare(cross(10, 30, -10), BACKTRADER_REVERSE);
});

Deno.test("Limit, stop and closing orders and cancels have backtrader's ledger", async () => {
  let id = 0;
  let trades = 0;
  let days = 0;
  const strategy: Strategy = {
    name: "mixed",
    onBar(context) {
      const isWorking = context.workingOrders().some((each) => each.id === id);
      const place = (request: Parameters<typeof context.order>[0]) => {
        const ticket = context.order(request);
        if (ticket.ok) id = ticket.id;
      };
      if (context.position(0) === 0) {
        if (isWorking) return;
        days = 0;
        const limitPrice = rounded(context.price(0) * 0.985);
        place({ instrument: 0, quantity: 10, type: "limit", limitPrice });
        return;
      }
      ++days;
      if (!isWorking) {
        ++trades;
        place(
          trades % 2 === 1
            ? {
              instrument: 0,
              quantity: -10,
              type: "stop",
              stopPrice: rounded(paid * 0.96),
            }
            : {
              instrument: 0,
              quantity: -10,
              type: "limit",
              limitPrice: rounded(paid * 1.03),
            },
        );
      } else if (days === 15) {
        context.cancel(id);
        place({ instrument: 0, quantity: -10, type: "market_on_close" });
      }
    },
    onFill(_context, fill) {
      if (fill.quantity > 0) paid = fill.price;
    },
  };
  let paid = NaN;
  await compare(strategy, BACKTRADER_MIXED);
});

Deno.test("A large order is filled in backtrader's parts by share of volume", async () => {
  let bar = 0;
  await compare(
    {
      name: "block",
      onBar(context) {
        ++bar;
        if (bar === 1) context.order({ instrument: 0, quantity: 1500 });
        if (bar === 20) context.order({ instrument: 0, quantity: -1500 });
      },
    },
    BACKTRADER_BLOCK,
    { volumeShare: 0.1 },
  );
});

Deno.test("Entries at a stop and exits at a stop-limit have backtrader's ledger", async () => {
  let id = 0;
  await compare({
    name: "breakout",
    onBar(context) {
      const history = context.history(0);
      if (history.length < 20) return;
      context.cancel(id);
      const high = Math.max(...history.last("high", 20));
      const low = Math.min(...history.last("low", 20));
      const ticket = context.position(0) === 0
        ? context.order({
          instrument: 0,
          quantity: 10,
          type: "stop",
          stopPrice: high,
        })
        : context.order({
          instrument: 0,
          quantity: -10,
          type: "stop_limit",
          stopPrice: low,
          limitPrice: rounded(low * 0.995),
        });
      if (ticket.ok) id = ticket.id;
    },
  }, BACKTRADER_BREAKOUT);
});

Deno.test("Costs in proportion to value are backtrader's but for whole cents", async () => {
  const { cash, fills, finalCents, span } = BACKTRADER_PROPORTIONAL;
  const bars = await barsOf(span);
  const result = runBacktest(cross(50, 200, 0), historyFeed([bars]), {
    cash,
    commission: perValueBps(10),
    priceCosts: [slippageBps(5)],
  });
  assertEquals(result.fills.length, 11);
  result.fills.forEach((fill, i) => {
    assertEquals(formatDate(fill.time), fills[i].date);
    assertEquals(fill.quantity, fills[i].quantity);
    // The reference has six decimals.
    assertAlmostEquals(fill.price, fills[i].price, 5e-7);
    // Half a cent of rounding, and a hundredth of the reference's.
    const difference = fill.commissionCents - fills[i].commissionCents;
    assert(Math.abs(difference) <= 0.51);
  });
  // Two amounts are rounded a fill: what is paid and its commission.
  const difference = result.reconciliation.equityCents - finalCents;
  assert(Math.abs(difference) <= 0.51 * 2 * 11);
});
