/** Random order flows: whatever is traded, the books agree. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { perShare, perValueBps, sumOf } from "lib/backtest/costs/commission.ts";
import { slippageBps, spreadBps } from "lib/backtest/costs/price_cost.ts";
import type { BacktestOptions } from "lib/backtest/engine.ts";
import {
  cashAccount,
  marginAccount,
  unlimitedAccount,
} from "lib/backtest/execution/account_policy.ts";
import { ledgerCsv } from "lib/backtest/ledger/export_ledger.ts";
import type { OrderRequest } from "lib/backtest/orders/order.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import type { StrategyContext } from "lib/backtest/strategy.ts";
import { type HandBar, handBars, play } from "./play.ts";

const BARS = 12;

/** Prices in cents: the low, and how far open, close and high are above. */
const bar: fc.Arbitrary<HandBar> = fc.record({
  low: fc.integer({ min: 100, max: 20_000 }),
  first: fc.nat(500),
  last: fc.nat(500),
  over: fc.nat(300),
  volume: fc.nat(2000),
  dividend: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 4, nil: 0 }),
  split: fc.constantFrom(1, 1, 1, 1, 2, 1.5, 0.1, 3),
}).map(({ low, first, last, over, volume, dividend, split }) => [
  (low + first) / 100,
  (low + Math.max(first, last) + over) / 100,
  low / 100,
  (low + last) / 100,
  { volume, dividend: dividend / 100, split },
]);

interface Step {
  readonly bar: number;
  readonly request: OrderRequest;
}

const step: fc.Arbitrary<Step> = fc.record({
  bar: fc.nat(BARS - 1),
  instrument: fc.nat(1),
  quantity: fc.integer({ min: -80, max: 80 }).filter((q) => q !== 0),
  type: fc.constantFrom(
    "market",
    "limit",
    "stop",
    "stop_limit",
    "market_on_open",
    "market_on_close",
  ),
  limit: fc.integer({ min: 100, max: 20_000 }),
  stop: fc.integer({ min: 100, max: 20_000 }),
  timeInForce: fc.constantFrom("day", "gtc"),
}).map(({ bar, instrument, quantity, type, limit, stop, timeInForce }) => ({
  bar,
  request: {
    instrument,
    quantity,
    type,
    timeInForce,
    ...(type.endsWith("limit") ? { limitPrice: limit / 100 } : {}),
    ...(type.startsWith("stop") ? { stopPrice: stop / 100 } : {}),
  } as OrderRequest,
}));

const account = fc.constantFrom(
  () => cashAccount(),
  () => marginAccount(),
  () => marginAccount({ onCall: "report" }),
  () => unlimitedAccount(),
).map((make) => make());

const options: fc.Arbitrary<Partial<BacktestOptions>> = fc.record({
  account,
  shortfall: fc.constantFrom("reject", "reduce"),
  volumeShare: fc.constantFrom(Infinity, 0.1),
  commission: fc.constant(
    sumOf(perShare(0.007, { minimum: 0.35 }), perValueBps(1.3)),
  ),
  priceCosts: fc.constant([spreadBps(7), slippageBps(3)]),
  financing: fc.constant({
    creditRate: 0.031,
    debitRate: 0.083,
    borrowRate: 0.047,
  }),
});

const market = fc.array(bar, { minLength: BARS, maxLength: BARS });
const flow = fc.array(step, { minLength: 12, maxLength: 40 });

/** Runs a flow, and at every close finds equity again from the ledger. */
function run(
  bars: readonly HandBar[][],
  steps: readonly Step[],
  setup: Partial<BacktestOptions>,
  onClose: (context: StrategyContext) => void = () => {},
): BacktestResult {
  const script: Record<number, (context: StrategyContext) => void> = {};
  for (let i = 0; i < BARS; ++i) {
    script[i] = (context) => {
      onClose(context);
      for (const { bar, request } of steps) {
        if (bar === i) context.order(request);
      }
    };
  }
  const tables = bars.map((rows, k) => handBars(`S${k}`, rows));
  return play(tables, script, { cash: 20_000, ...setup });
}

Deno.test("Whatever is ordered, the books agree and repeat byte for byte", () => {
  fc.assert(
    fc.property(market, market, flow, options, (a, b, steps, setup) => {
      // reconcile() throws inside if a balance differs.
      const first = run([a, b], steps, setup);
      const second = run([a, b], steps, setup);
      const text = (result: BacktestResult) =>
        [...ledgerCsv(result.ledger, result.instruments)].join("");
      assertEquals(text(first), text(second));
    }),
    { numRuns: 300, seed: 5 },
  );
});

Deno.test("The equity path is the sum of entries and of what positions gained", () => {
  fc.assert(
    fc.property(market, market, flow, options, (a, b, steps, setup) => {
      const marks: number[] = [];
      const result = run([a, b], steps, setup, (context) => {
        const value = [0, 1].map((i) =>
          Math.round(context.portfolio.value(`S${i}`) * 100)
        );
        marks.push(value[0] + value[1]);
      });
      const { time, equityCents, cashCents } = result.equity;
      const entries = [...result.ledger.entries()];
      time.forEach((close, i) => {
        // What a bar's open books belongs to its close; the next open is later
        // in the ledger but at the same time, so cash is cut by its fills.
        assertEquals(equityCents[i], cashCents[i] + marks[i]);
        const before = entries.filter((entry) =>
          entry.account === "cash" && entry.time < close
        ).reduce((sum, entry) => sum + entry.cents, 0);
        const upTo = entries.filter((entry) =>
          entry.account === "cash" && entry.time <= close
        ).reduce((sum, entry) => sum + entry.cents, 0);
        const atClose = entries.filter((entry) =>
          entry.account === "cash" && entry.time === close
        );
        let running = before;
        const reachable = new Set([
          running,
          ...atClose.map((entry) => running += entry.cents),
        ]);
        assert(reachable.has(cashCents[i]));
        if (i === time.length - 1) assertEquals(cashCents[i], upTo);
      });
    }),
    { numRuns: 100, seed: 6 },
  );
});

Deno.test("A cash account is never short and never owes for what it bought", () => {
  fc.assert(
    fc.property(market, market, flow, (a, b, steps) => {
      const seen: number[] = [];
      const result = run(
        [a, b],
        steps,
        { account: cashAccount() },
        (context) => {
          seen.push(context.position(0), context.position(1), context.cash);
        },
      );
      assert(seen.every((value) => value >= 0));
      assert(result.positions.every((units) => units >= 0));
    }),
    { numRuns: 200, seed: 7 },
  );
});

Deno.test("What a run books does not depend on what comes after", () => {
  fc.assert(
    fc.property(
      market,
      market,
      flow,
      options,
      fc.integer({ min: 1, max: BARS - 1 }),
      (a, b, steps, setup, cut) => {
        const lines = (count: number) => {
          const result = run(
            [a.slice(0, count), b.slice(0, count)],
            steps,
            setup,
          );
          return [...ledgerCsv(result.ledger, result.instruments)].join("")
            .trimEnd().split("\n");
        };
        const short = lines(cut);
        assertEquals(lines(BARS).slice(0, short.length), short);
      },
    ),
    { numRuns: 100, seed: 9 },
  );
});

Deno.test("A fill is never beyond its limit nor larger than its order", () => {
  fc.assert(
    fc.property(market, market, flow, options, (a, b, steps, setup) => {
      // Splits rescale prices and units, so they are left out here.
      const unsplit = (rows: HandBar[]): HandBar[] =>
        rows.map(([o, h, l, c, rest]) => [o, h, l, c, { ...rest, split: 1 }]);
      const result = run([unsplit(a), unsplit(b)], steps, setup);
      for (const fill of result.fills) {
        const order = result.orders[fill.orderId - 1];
        if (order.quantity > 0) assert(!(fill.price > order.limitPrice));
        else assert(!(fill.price < order.limitPrice));
        assertEquals(Math.sign(fill.quantity), Math.sign(order.quantity));
      }
      for (const order of result.orders) {
        const filled = result.fills.filter((f) => f.orderId === order.id)
          .reduce((sum, f) => sum + f.quantity, 0);
        assertEquals(filled, order.filled);
        assert(Math.abs(filled) <= Math.abs(order.quantity));
      }
    }),
    { numRuns: 200, seed: 8 },
  );
});
