import { assertEquals, assertThrows } from "@std/assert";
import { perShare } from "lib/backtest/costs/commission.ts";
import { slippageFixed } from "lib/backtest/costs/price_cost.ts";
import {
  marginAccount,
  unlimitedAccount,
} from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { ledgerCsv } from "lib/backtest/ledger/export_ledger.ts";
import type { OrderRequest } from "lib/backtest/orders/order.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { StrategyContext } from "lib/backtest/strategy.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { DAY_MS } from "lib/market/bars/bars.ts";
import { fillTable, type HandBar, handBars, play } from "./play.ts";

/** Opens at 100, 102, 104 …; each bar spans two under to three over its open. */
const RISING = handBars(
  "XYZ",
  Array.from({ length: 8 }, (_, i): HandBar => {
    const open = 100 + 2 * i;
    return [open, open + 3, open - 2, open + 1];
  }),
);

Deno.test("The books of a round trip are those worked out by hand", () => {
  const result = play([RISING], {
    0: (c) => c.order({ instrument: 0, quantity: 10 }),
    2: (c) => c.order({ instrument: 0, quantity: -10 }),
  }, {
    commission: perShare(0.01, { minimum: 1 }),
    priceCosts: [slippageFixed(0.05)],
  });
  // Bought at 102 + .05, sold at 106 − .05; a dollar each way.
  const csv = [...ledgerCsv(result.ledger, result.instruments)].join("");
  assertEquals(
    csv,
    `transaction,time,kind,fill,account,instrument,amount,quantity
1,1970-01-01T00:00:00.000Z,deposit,0,cash,,10000.00,0
1,1970-01-01T00:00:00.000Z,deposit,0,capital,,-10000.00,0
2,1970-01-02T00:00:00.000Z,fill,1,position,XYZ,1020.50,10
2,1970-01-02T00:00:00.000Z,fill,1,cash,,-1021.50,0
2,1970-01-02T00:00:00.000Z,fill,1,commission,XYZ,1.00,0
3,1970-01-04T00:00:00.000Z,fill,2,position,XYZ,-1020.50,-10
3,1970-01-04T00:00:00.000Z,fill,2,cash,,1058.50,0
3,1970-01-04T00:00:00.000Z,fill,2,realised_pnl,XYZ,-39.00,0
3,1970-01-04T00:00:00.000Z,fill,2,commission,XYZ,1.00,0
`,
  );
  assertEquals(result.reconciliation.equityCents, 1_003_700);
  // Marked at the closes of 103 and 105 while it is held.
  assertEquals([...result.equity.equityCents.slice(0, 4)], [
    1_000_000,
    1_000_850,
    1_002_850,
    1_003_700,
  ]);
});

/** Orders placed at the first close and where they fill on RISING. */
const FILL_CASES: [string, Omit<OrderRequest, "instrument">, unknown][] = [
  ["market", { quantity: 1 }, [1, 1, 102]],
  ["market_on_open", { quantity: 1, type: "market_on_open" }, [1, 1, 102]],
  ["market_on_close", { quantity: 1, type: "market_on_close" }, [2, 1, 103]],
  [
    "a buy limit above the open",
    { quantity: 1, type: "limit", limitPrice: 103 },
    [1, 1, 102],
  ],
  [
    "a buy limit in the bar",
    { quantity: 1, type: "limit", limitPrice: 100.5 },
    [2, 1, 100.5],
  ],
  [
    "a buy limit below every bar",
    { quantity: 1, type: "limit", limitPrice: 99.5 },
    undefined,
  ],
  [
    "a sell limit below the open",
    { quantity: -1, type: "limit", limitPrice: 101 },
    [1, -1, 102],
  ],
  [
    "a sell limit in the bar",
    { quantity: -1, type: "limit", limitPrice: 104.5 },
    [2, -1, 104.5],
  ],
  [
    "a buy stop in the bar",
    { quantity: 1, type: "stop", stopPrice: 104 },
    [2, 1, 104],
  ],
  [
    "a buy stop that the open gaps over",
    { quantity: 1, type: "stop", stopPrice: 101.5 },
    [1, 1, 102],
  ],
  [
    "a sell stop in the bar",
    { quantity: -1, type: "stop", stopPrice: 101 },
    [2, -1, 101],
  ],
  [
    "a sell stop that the open gaps under",
    { quantity: -1, type: "stop", stopPrice: 102.5 },
    [1, -1, 102],
  ],
  [
    "a stop-limit whose limit allows the stop",
    { quantity: 1, type: "stop_limit", stopPrice: 104, limitPrice: 104.5 },
    [2, 1, 104],
  ],
  [
    "a stop-limit that must wait for a later bar",
    { quantity: 1, type: "stop_limit", stopPrice: 104.5, limitPrice: 103 },
    [3, 1, 103],
  ],
];

for (const [name, request, expected] of FILL_CASES) {
  Deno.test(`Fill rule: ${name}`, () => {
    const result = play([RISING], {
      0: (c) => c.order({ instrument: 0, ...request }),
    }, { account: unlimitedAccount() });
    assertEquals(fillTable(result)[0], expected);
  });
}

Deno.test("A day order lives for one bar, a gtc order until it fills", () => {
  const order = { instrument: 0, quantity: 1, type: "limit" } as const;
  const result = play([RISING], {
    1: (c) => {
      c.order({ ...order, limitPrice: 101, timeInForce: "day" });
      c.order({ ...order, limitPrice: 101, timeInForce: "gtc" });
    },
  });
  assertEquals(result.orders.map(({ status }) => status), [
    "expired",
    "working",
  ]);
});

Deno.test("Slippage never takes a fill beyond its limit", () => {
  const result = play([RISING], {
    0: (c) =>
      c.order({
        instrument: 0,
        quantity: 1,
        type: "limit",
        limitPrice: 102.02,
      }),
  }, { priceCosts: [slippageFixed(0.05)] });
  assertEquals(fillTable(result), [[1, 1, 102.02]]);
});

Deno.test("Orders share a bar's volume, and a minimum commission is charged once", () => {
  const bars = handBars(
    "XYZ",
    Array.from(
      { length: 5 },
      (): HandBar => [10, 11, 9, 10, { volume: 1000 }],
    ),
  );
  const result = play([bars], {
    0: (c) => {
      c.order({ instrument: 0, quantity: 150 });
      c.order({ instrument: 0, quantity: 100 });
    },
  }, { volumeShare: 0.1, commission: perShare(0.005, { minimum: 1 }) });
  assertEquals(
    result.fills.map((f) => [f.orderId, f.quantity, f.commissionCents]),
    [[1, 100, 100], [1, 50, 0], [2, 50, 100], [2, 50, 0]],
  );
});

Deno.test("A share of a volume that no bar says is refused", () => {
  const bars = handBars(
    "XYZ",
    Array.from({ length: 2 }, (): HandBar => [10, 11, 9, 10, { volume: NaN }]),
  );
  assertThrows(
    () =>
      play([bars], { 0: (c) => c.order({ instrument: 0, quantity: 1 }) }, {
        volumeShare: 0.1,
      }),
    RangeError,
    "its bars must say it",
  );
});

Deno.test("A cash account rejects what it cannot pay, or buys what it can", () => {
  const buy = {
    0: (c: StrategyContext) => c.order({ instrument: 0, quantity: 100 }),
  };
  const rejected = play([RISING], buy);
  assertEquals(rejected.orders[0].status, "rejected");
  assertEquals(rejected.fills, []);
  const reduced = play([RISING], buy, { shortfall: "reduce" });
  assertEquals(fillTable(reduced), [[1, 98, 102]]);
  assertEquals(reduced.orders[0].status, "cancelled");
});

Deno.test("A strategy hears of orders that end unfilled, but for its own cancels", () => {
  const heard: [string, string][] = [];
  let bar = 0;
  runBacktest(
    {
      name: "listener",
      onBar(context) {
        if (bar++ > 0) return;
        context.order({ instrument: 0, quantity: -1, tag: "short" });
        context.order({
          instrument: 0,
          quantity: 1,
          type: "limit",
          limitPrice: 1,
          timeInForce: "day",
          tag: "far",
        });
        context.order({ instrument: 0, quantity: 1, tag: "fills" });
        const own = context.order({ instrument: 0, quantity: 1, tag: "own" });
        if (own.ok) context.cancel(own.id);
      },
      onOrderEnd(_context, { status, tag }) {
        heard.push([tag, status]);
      },
    },
    historyFeed([RISING]),
    { cash: 1000 },
  );
  assertEquals(heard, [["short", "rejected"], ["far", "expired"]]);
});

Deno.test("A cash account cannot be short", () => {
  const result = play([RISING], {
    0: (c) => c.order({ instrument: 0, quantity: -1 }),
  });
  assertEquals(result.orders[0].status, "rejected");
  assertEquals(result.positions, [0]);
});

Deno.test("A split multiplies shares and orders, and pays a fraction in cash", () => {
  const bars = handBars("XYZ", [
    [90, 90, 90, 90],
    [90, 90, 90, 90],
    [60, 60, 60, 60, { split: 1.5 }],
    [60, 60, 60, 60],
  ]);
  const result = play([bars], {
    0: (c) => c.order({ instrument: 0, quantity: 5 }),
    1: (c) =>
      c.order({
        instrument: 0,
        quantity: -4,
        type: "limit",
        limitPrice: 120,
      }),
  });
  // 7.5 shares at 60: seven and 30.00 in lieu, a fifteenth of the cost of 450.
  assertEquals(result.positions, [7]);
  assertEquals(result.ledger.balance("position"), 42_000);
  assertEquals(result.ledger.balance("realised_pnl"), 0);
  assertEquals(result.reconciliation.equityCents, 1_000_000);
  assertEquals(result.orders[1].quantity, -6);
  assertEquals(result.orders[1].limitPrice, 80);
});

Deno.test("Dividends go to who held over the close before, and shorts pay them", () => {
  const bars = handBars("XYZ", [
    [50, 50, 50, 50],
    [50, 50, 50, 50],
    [49, 49, 49, 49, { dividend: 1 }],
  ]);
  const dividends = (quantity: number, bar: number) =>
    -play([bars], {
      [bar]: (c) => c.order({ instrument: 0, quantity }),
    }, { account: unlimitedAccount() }).ledger.balance("dividends");
  assertEquals(dividends(10, 0), 1000);
  assertEquals(dividends(-10, 0), -1000);
  // Bought at the open of the ex-date: too late.
  assertEquals(dividends(10, 1), 0);
});

Deno.test("Interest and borrow fees accrue by the day over 360", () => {
  const bars = handBars("XYZ", [
    [100, 100, 100, 100],
    [100, 100, 100, 100],
    [100, 100, 100, 100],
  ]);
  const result = play([bars], {
    0: (c) => c.order({ instrument: 0, quantity: -50 }),
  }, {
    account: unlimitedAccount(),
    financing: { creditRate: 0.036, borrowRate: 0.072 },
  });
  // A day on 10,000.00, then two on 15,001.00 and what they bear; 5,000.00
  // short for two days.
  assertEquals(-result.ledger.balance("interest"), 100 + 150 + 150);
  assertEquals(result.ledger.balance("borrow_fees"), 200);
});

Deno.test("A margin call cuts positions at the next open to what equity opens", () => {
  const bars = handBars("XYZ", [
    [100, 100, 100, 100],
    [100, 100, 100, 100],
    [64, 64, 64, 64],
    [64, 64, 64, 64],
  ]);
  const result = play([bars], {
    0: (c) => c.order({ instrument: 0, quantity: 200 }),
  }, { account: marginAccount() });
  // Equity 2,800 of 12,800 held is under a quarter; 5,600 may be kept: 87.5.
  assertEquals(result.marginCalls, 1);
  assertEquals(result.fills.at(-1)?.tag, "margin_call");
  assertEquals(result.positions, [87]);
});

Deno.test("Margin lets twice the equity be bought and no more", () => {
  const flat = handBars("XYZ", Array(3).fill([100, 100, 100, 100]));
  const status = (quantity: number) =>
    play([flat], { 0: (c) => c.order({ instrument: 0, quantity }) }, {
      account: marginAccount(),
    }).orders[0].status;
  assertEquals([200, 201, -200, -201].map(status), [
    "filled",
    "rejected",
    "filled",
    "rejected",
  ]);
});

Deno.test("An order that a limit refuses never exists", () => {
  const tickets: unknown[] = [];
  const result = play([RISING], {
    0: (c) => tickets.push(c.order({ instrument: 0, quantity: 10 })),
  }, {
    limits: [{
      name: "no_more_than_nine",
      check: (order) =>
        order.quantity > 9
          ? { ok: false, reason: "more than nine" }
          : { ok: true },
    }],
  });
  assertEquals(tickets, [{
    ok: false,
    limit: "no_more_than_nine",
    reason: "more than nine",
  }]);
  assertEquals(result.orders, []);
  assertEquals(result.refused.map(({ limit }) => limit), ["no_more_than_nine"]);
});

Deno.test("With limits an order that has no price yet is refused", () => {
  const tickets: unknown[] = [];
  runBacktest(
    {
      name: "early",
      onStart(context) {
        tickets.push(context.order({ instrument: 0, quantity: 1 }));
      },
    },
    historyFeed([RISING]),
    { cash: 1000, limits: [{ name: "any", check: () => ({ ok: true }) }] },
  );
  assertEquals(tickets, [{
    ok: false,
    limit: "known_price",
    reason: "no price is known yet, so no limit can judge the order",
  }]);
});

Deno.test("History shows nothing ahead of now", () => {
  const seen: number[] = [];
  play([RISING], {
    1: (c) => {
      const history = c.history(0);
      seen.push(history.length, history.at("close", 0));
      assertThrows(() => history.at("close", -1), RangeError, "bars known");
      assertThrows(() => history.last("close", 3), RangeError, "bars known");
      // A copy: what lies behind it is not the engine's memory.
      assertEquals(history.last("close", 2).buffer.byteLength, 16);
    },
  });
  assertEquals(seen, [2, 103]);
});

Deno.test("Two instruments with different sessions are played in order of time", () => {
  const a = handBars("A", Array(4).fill([10, 10, 10, 10]));
  const all = handBars("B", Array(4).fill([20, 20, 20, 20]));
  const b = { ...all, time: all.time.map((t) => t + DAY_MS) };
  const late = { ...b, knownTime: b.time.map((t) => t + DAY_MS) };
  const rows: [number, number[]][] = [];
  runBacktest(
    {
      name: "watch",
      onBar: (_c, bars) =>
        rows.push([
          bars.time / DAY_MS,
          [...bars.instrument.slice(0, bars.count)],
        ]),
    },
    historyFeed([a, late]),
    { cash: 1 },
  );
  assertEquals(rows, [
    [0, [0]],
    [1, [0, 1]],
    [2, [0, 1]],
    [3, [0, 1]],
    [4, [1]],
  ]);
});

Deno.test("Events that come out of order are refused", () => {
  const slice = historyFeed([RISING]);
  const first = slice.next();
  if (first === undefined || first instanceof Promise) throw new Error("none");
  const events = [{ ...first, knownTime: 2 * DAY_MS }, first];
  assertThrows(
    () =>
      runBacktest(
        { name: "idle" },
        { instruments: slice.instruments, next: () => events.shift() },
        { cash: 1 },
      ),
    DataQualityError,
    "order in which they are known",
  );
});

Deno.test("Requests that make no sense are refused with the fix", () => {
  const bad = (request: Partial<OrderRequest>, message: string) =>
    play([RISING], {
      0: (c) =>
        assertThrows(
          () => c.order({ instrument: 0, quantity: 1, ...request }),
          RangeError,
          message,
        ),
    });
  bad({ instrument: 1 }, "index below 1");
  bad({ quantity: 0 }, "other than 0");
  bad({ quantity: 1.5 }, "whole number");
  bad({ type: "limit" }, "limitPrice must be");
  bad({ type: "stop", stopPrice: -1 }, "stopPrice must be");
  bad({ limitPrice: 5 }, "takes no limitPrice");
});

Deno.test("The same run twice gives the same bytes", () => {
  const csv = () => {
    const result = play([RISING], {
      0: (c) => c.order({ instrument: 0, quantity: 7 }),
      3: (c) => c.order({ instrument: 0, quantity: -3 }),
    }, { priceCosts: [slippageFixed(0.013)] });
    return [...ledgerCsv(result.ledger, result.instruments)].join("");
  };
  assertEquals(csv(), csv());
});
