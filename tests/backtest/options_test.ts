import { assertEquals, assertThrows } from "@std/assert";
import { perShare } from "lib/backtest/costs/commission.ts";
import type { BacktestOptions } from "lib/backtest/engine.ts";
import {
  marginAccount,
  unlimitedAccount,
} from "lib/backtest/execution/account_policy.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import {
  assignWithoutTimeValue,
  US_INDEX_OPTION,
} from "lib/backtest/options/option_terms.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { runBacktest } from "lib/backtest/run.ts";
import type { StrategyContext } from "lib/backtest/strategy.ts";
import { DAY_MS } from "lib/market/bars/bars.ts";
import {
  chainFromRows,
  type ChainRow,
  type OptionChain,
  selectRows,
} from "lib/market/option_chain.ts";
import { readChain } from "lib/market/read_chain.ts";
import { CHAINS, testOnFile } from "../market/shared_data.ts";
import { handBars } from "./play.ts";

/** Quotes of day `day` at 20:00 UTC. */
function chainOn(day: number, rows: readonly Partial<ChainRow>[]): {
  time: number;
  chain: OptionChain;
} {
  const time = day * DAY_MS + 20 * 3_600_000;
  return {
    time,
    chain: chainFromRows(
      `day ${day}`,
      rows.map((row): ChainRow => ({
        underlying: "XYZ",
        eventTime: time,
        expiry: 3 * DAY_MS,
        tau: (3 - day) / 365,
        strike: 100,
        isCall: true,
        spot: 101,
        ...row,
      })),
    ),
  };
}

type Steps = Readonly<
  Record<number, (context: StrategyContext, chain: OptionChain) => unknown>
>;

/** Plays steps by number of the chain. */
function playChains(
  chains: readonly { time: number; chain: OptionChain }[],
  steps: Steps,
  options: Partial<BacktestOptions> = {},
): BacktestResult {
  let at = 0;
  return runBacktest(
    {
      name: "script",
      onChain(context, chain) {
        steps[at++]?.(context, chain);
      },
    },
    historyFeed([], { chains }),
    { cash: 100_000, account: unlimitedAccount(), ...options },
  );
}

const QUOTES = [
  chainOn(0, [{ bid: 2, ask: 2.2 }]),
  chainOn(1, [{ bid: 3, ask: 3.2, spot: 102 }]),
  chainOn(2, [{ bid: 4, ask: 4.4, spot: 103 }]),
];

const prices = (result: BacktestResult) =>
  result.fills.map((fill) => Number(fill.price.toFixed(10)));

const order = (quantity: number) =>
(
  context: StrategyContext,
  chain: OptionChain,
) => context.order({ instrument: context.option(chain, 0), quantity });

Deno.test("An option is bought at the next ask and sold at the next bid", () => {
  const result = playChains(QUOTES, { 0: order(2), 1: order(-2) });
  assertEquals(prices(result), [3.2, 4]);
  assertEquals(result.fills.map((fill) => fill.referencePrice), [3.1, 4.2]);
  assertEquals(result.reconciliation.equityCents, 10_000_000 + 2 * 80 * 100);
});

Deno.test("With no latency it trades on the quotes that it was decided on", () => {
  const options = { options: { quoteFill: "same" } } as const;
  const result = playChains(QUOTES, { 0: order(1), 1: order(-1) }, options);
  assertEquals(prices(result), [2.2, 3]);
});

Deno.test("A quote of one side trades on it and is worth what it cost", () => {
  const chains = [0, 1].map((day) => chainOn(day, [{ ask: 2.2 }]));
  const result = playChains(chains, { 0: order(1) });
  assertEquals(prices(result), [2.2]);
  assertEquals(result.reconciliation.equityCents, 10_000_000);
});

Deno.test("A patient trader pays a share of the half spread", () => {
  const options = { options: { spreadShare: 0.5 } };
  const result = playChains(QUOTES, { 0: order(1), 1: order(-1) }, options);
  assertEquals(prices(result), [3.15, 4.1]);
});

Deno.test("A share of volume holds for bars, not for options met in quotes", () => {
  const result = playChains(QUOTES, { 0: order(7) }, { volumeShare: 0.1 });
  assertEquals(result.positions, [0, 7]);
});

Deno.test("A limit on an option waits until a quote meets it", () => {
  const result = playChains(QUOTES, {
    0: (c, chain) =>
      c.order({
        instrument: c.option(chain, 0),
        quantity: -1,
        type: "limit",
        limitPrice: 3.5,
      }),
  });
  assertEquals(prices(result), [4]);
  assertEquals(result.fills[0].time, QUOTES[2].time);
});

Deno.test("An order waits for a chain that quotes its option, and a missing bid buys nothing", () => {
  const chains = [
    QUOTES[0],
    chainOn(1, [{ strike: 105, bid: 1, ask: 2 }, { bid: 3 }]),
    chainOn(2, [{ bid: 4, ask: 4.4 }]),
  ];
  const result = playChains(chains, { 0: order(1) });
  assertEquals(prices(result), [4.4]);
});

/** XYZ closes at 100, 100, 100, and at `last` on the expiry's day. */
function underlying(last: number) {
  return handBars("XYZ", [
    [100, 100, 100, 100],
    [100, 100, 100, 100],
    [100, 100, 100, 100],
    [last, last, last, last],
    [120, 120, 120, 120],
  ]);
}

/** Buys or writes the options of the first chain and holds them to the end. */
function toExpiry(
  last: number,
  quantity: number,
  options: Partial<BacktestOptions> = {},
  row: Partial<ChainRow> = {},
): BacktestResult {
  let isDone = false;
  return runBacktest(
    {
      name: "hold",
      onChain(context, chain) {
        if (isDone) return;
        isDone = true;
        order(quantity)(context, chain);
      },
    },
    historyFeed([underlying(last)], {
      chains: [0, 1].map((day) =>
        chainOn(day, [{ bid: 2, ask: 2, spot: 100, ...row }])
      ),
    }),
    { cash: 100_000, account: unlimitedAccount(), ...options },
  );
}

const inCash = { options: { terms: () => US_INDEX_OPTION } };

Deno.test("A European index option is settled in cash at the close of its day", () => {
  const result = toExpiry(107, 3, inCash);
  assertEquals(prices(result), [2, 7]);
  assertEquals(result.fills[1].time, 4 * DAY_MS);
  assertEquals(result.fills[1].tag, "exercise");
  assertEquals(result.reconciliation.equityCents, 10_000_000 + 3 * 50_000);
  assertEquals(toExpiry(107, -3, inCash).reconciliation.equityCents, 9_850_000);
});

Deno.test("A put pays below its strike and lapses above it", () => {
  const equity = (last: number) =>
    toExpiry(last, 1, inCash, { isCall: false }).reconciliation.equityCents;
  assertEquals(equity(91), 10_000_000 + 70_000);
  assertEquals(equity(101), 10_000_000 - 20_000);
});

Deno.test("An American share option in the money delivers at the strike", () => {
  const held = toExpiry(107, 1);
  assertEquals(held.fills.slice(1).map((f) => [f.tag, f.quantity, f.price]), [
    ["exercise", -1, 0],
    ["exercise", 100, 100],
  ]);
  // 100 shares at 120 on the last day for 100 each, and the premium.
  assertEquals(held.positions, [100, 0]);
  assertEquals(held.reconciliation.equityCents, 10_000_000 + 200_000 - 20_000);
  const written = toExpiry(107, -1);
  assertEquals(written.fills[2].tag, "assignment");
  assertEquals(written.positions, [-100, 0]);
  assertEquals(
    written.reconciliation.equityCents,
    10_000_000 - 200_000 + 20_000,
  );
});

Deno.test("Exercise by exception begins at one cent", () => {
  const kinds = (last: number) => toExpiry(last, 1).fills.at(-1)?.tag;
  assertEquals(kinds(100.01), "exercise");
  assertEquals(kinds(100.009), "expiry");
});

Deno.test("American options may be exercised early, European ones not", () => {
  const early = playChains(QUOTES, {
    0: order(2),
    1: (c, chain) => c.exercise(c.option(chain, 0), 1),
  });
  assertEquals(early.positions, [100, 1]);
  playChains(QUOTES, {
    0: order(1),
    1: (c, chain) =>
      assertThrows(
        () => c.exercise(c.option(chain, 0), 1),
        RangeError,
        "American",
      ),
  }, inCash);
  playChains(QUOTES, {
    1: (c, chain) =>
      assertThrows(
        () => c.exercise(c.option(chain, 0), 1),
        RangeError,
        "1 to 0",
      ),
  });
});

Deno.test("A written option without time value may be assigned early", () => {
  const chains = [
    chainOn(0, [{ bid: 2, ask: 2.2, spot: 101 }]),
    chainOn(1, [{ bid: 3, ask: 3.2, spot: 102 }]),
    chainOn(2, [{ bid: 6.9, ask: 7.1, spot: 107 }]),
  ];
  const options = { options: { assignment: assignWithoutTimeValue } };
  const result = playChains(chains, { 0: order(-1) }, options);
  assertEquals(result.fills.map((f) => [f.tag, f.quantity, f.price]), [
    ["", -1, 3],
    ["assignment", 1, 0],
    ["assignment", -100, 100],
  ]);
  assertEquals(playChains(chains, { 0: order(-1) }).positions, [0, -1]);
});

Deno.test("An underlying without bars trades at the spot of the chain", () => {
  const result = playChains(QUOTES, {
    0: (c, chain) => {
      c.option(chain, 0);
      c.order({ instrument: c.instrumentOf("XYZ"), quantity: -50 });
    },
  }, { commission: perShare(0.01) });
  assertEquals(prices(result), [102]);
  assertEquals(result.fills[0].commissionCents, 50);
  // Covered by nothing: 50 short from 102 to 103, and 50 cents.
  assertEquals(result.reconciliation.equityCents, 10_000_000 - 5000 - 50);
});

Deno.test("Margin for a written call is its proceeds and a fifth of the spot", () => {
  // 100 × .2 × 100 of equity.
  const status = (cash: number) =>
    toExpiry(100, -1, { account: marginAccount(), cash }).orders[0].status;
  assertEquals(status(2000), "filled");
  assertEquals(status(1999.99), "rejected");
});

Deno.test("A split of the underlying of an option held is refused, not guessed", () => {
  const bars = handBars("XYZ", [
    [100, 100, 100, 100],
    [100, 100, 100, 100],
    [50, 50, 50, 50, { split: 2 }],
  ]);
  let isDone = false;
  assertThrows(
    () =>
      runBacktest(
        {
          name: "hold",
          onChain(context, chain) {
            if (!isDone) order(1)(context, chain);
            isDone = true;
          },
        },
        historyFeed([bars], {
          chains: [0, 1].map((day) => chainOn(day, [{ bid: 2, ask: 2 }])),
        }),
        { cash: 1000 },
      ),
    RangeError,
    "adjusted option contracts are not modelled",
  );
});

Deno.test("An option whose day is over does not trade any more", () => {
  const late = [chainOn(4, [{ bid: 1, ask: 1.1 }])];
  const options = { options: { quoteFill: "same" } } as const;
  const result = playChains(late, { 0: order(1) }, options);
  assertEquals(result.orders[0].status, "expired");
  assertEquals(result.fills, []);
});

testOnFile(
  CHAINS.spx,
  "Ten chains of SPY, traded every twentieth quote, leave books that agree",
  async () => {
    const all = await readChain(CHAINS.spx, { underlying: "SPY" });
    const times = [...new Set(all.eventTime)].sort((a, b) => a - b);
    const chains = times.map((time) => ({
      time,
      chain: selectRows(
        all,
        Array.from(all.eventTime, (_, i) => i).filter((i) =>
          all.eventTime[i] === time
        ),
      ),
    }));
    const steps: Record<
      number,
      (context: StrategyContext, chain: OptionChain) => void
    > = {};
    times.forEach((_, k) => {
      steps[k] = (context, chain) => {
        for (let row = k; row < chain.strike.length; row += 20) {
          if (!(chain.bid[row] > 0) || chain.tau[row] <= 0) continue;
          const instrument = context.option(chain, row);
          context.order({ instrument, quantity: row % 40 < 20 ? 1 : -1 });
        }
      };
    });
    const result = playChains(chains, steps, {
      options: { assignment: assignWithoutTimeValue },
      commission: perShare(0.65),
    });
    const tags = new Set(result.fills.map(({ tag }) => tag));
    assertEquals([...tags].sort(), ["", "assignment", "exercise", "expiry"]);
    assertEquals(result.equity.time.length, 10);
    assertEquals(result.fills.length > 500, true);
  },
);

Deno.test("Quotes may be taken to be worse than they are written", () => {
  const options = { options: { spreadShare: 2 } };
  const result = playChains(QUOTES, { 0: order(1), 1: order(-1) }, options);
  assertEquals(prices(result), [3.3, 3.8]);
});
