import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { slippageBps } from "lib/backtest/costs/price_cost.ts";
import type { EventFeed } from "lib/backtest/feeds/event_feed.ts";
import { type EventRecord, recordOf } from "lib/backtest/feeds/event_record.ts";
import { historyFeed } from "lib/backtest/feeds/history_feed.ts";
import { paperFeed } from "lib/backtest/feeds/paper_feed.ts";
import { recordFeed, replayFeed } from "lib/backtest/feeds/replay_feed.ts";
import { equity } from "lib/backtest/instrument.ts";
import { ledgerJsonl } from "lib/backtest/ledger/export_ledger.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import { runBacktest, runLive } from "lib/backtest/run.ts";
import type { Strategy } from "lib/backtest/strategy.ts";
import { DataQualityError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { DAY_MS } from "lib/market/bars/bars.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { type HandBar, handBars } from "../play.ts";

const DAYS = 60;

function walk(symbol: string): ReturnType<typeof handBars> {
  const rng = makeRng(3).child(symbol);
  let price = 100;
  return handBars(
    symbol,
    Array.from({ length: DAYS }, (_, i): HandBar => {
      const open = price;
      price *= Math.exp(0.02 * rng.normal());
      const high = Math.max(open, price) * 1.01;
      const low = Math.min(open, price) * 0.99;
      const dividend = i % 20 === 7 ? 0.31 : 0;
      return [open, high, low, price, { dividend, split: i === 30 ? 2 : 1 }];
    }),
  );
}

const BARS = [walk("A"), walk("B")];

/** A chain every tenth day, with one call on A. */
const CHAINS = [0, 10, 20].map((day) => ({
  time: day * DAY_MS + 20 * 3_600_000,
  chain: chainFromRows(`day ${day}`, [{
    underlying: "A",
    expiry: 25 * DAY_MS,
    tau: (25 - day) / 365,
    strike: 100,
    isCall: true,
    bid: 4,
    ask: 4.2,
    spot: 100,
  }]),
}));

const makeHistory = (): EventFeed => historyFeed(BARS, { chains: CHAINS });

/** One object for all feeds: it keeps nothing between runs. */
const strategy: Strategy = {
  name: "momentum with a call",
  onBar(context, bars) {
    for (let row = 0; row < bars.count; ++row) {
      const i = bars.instrument[row];
      const history = context.history(i);
      if (history.length < 6) continue;
      const isUp = history.at("close", 0) > history.at("close", 5);
      context.orderTo(i, isUp ? 20 : 0);
    }
  },
  onChain(context, chain) {
    const call = context.option(chain, 0);
    if (context.position(call) === 0) context.orderTo(call, 1);
  },
};

const OPTIONS = { cash: 20_000, priceCosts: [slippageBps(3)] };

const bytesOf = (result: BacktestResult) =>
  [...ledgerJsonl(result.ledger, result.instruments)].join("");

const reference = () => runBacktest(strategy, makeHistory(), OPTIONS);

Deno.test("History, a replayed stream and paper trading leave the same ledger", async () => {
  const expected = bytesOf(reference());
  const instruments = BARS.map(({ symbol }) => equity(symbol));

  const lines = await Array.fromAsync(recordFeed(makeHistory()));
  const replayed = await runLive(
    strategy,
    replayFeed(lines, instruments),
    OPTIONS,
  );
  assertEquals(bytesOf(replayed), expected);

  let now = 0;
  const feed = paperFeed(instruments, { now: () => now });
  const running = runLive(strategy, feed, OPTIONS);
  for (const line of lines) {
    const record: EventRecord = JSON.parse(line);
    now = record.kind === "bars" ? record.knownTime : record.time;
    feed.push(record);
    // The engine takes each event before the next one happens.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  feed.close();
  assertEquals(bytesOf(await running), expected);
  assertEquals(reference().fills.length > 20, true);
});

Deno.test("A recorded event reads back as it was", () => {
  const feed = makeHistory();
  const event = feed.next();
  if (event === undefined || event instanceof Promise) throw new Error("none");
  const record = recordOf(event, feed.instruments);
  assertEquals(record, {
    kind: "chain",
    time: CHAINS[0].time,
    source: "day 0",
    rows: [{
      underlying: "A",
      expiry: 25 * DAY_MS,
      tau: 25 / 365,
      strike: 100,
      isCall: true,
      bid: 4,
      ask: 4.2,
      price: 4.1,
      spot: 100,
    }],
  });
});

Deno.test("Paper trading refuses what is not known yet, and what is late", () => {
  const feed = paperFeed([equity("A")], { now: () => 5 * DAY_MS });
  const bar = (day: number): EventRecord => ({
    kind: "bars",
    time: (day - 1) * DAY_MS,
    knownTime: day * DAY_MS,
    rows: [{ symbol: "A", open: 1, high: 1, low: 1, close: 1 }],
  });
  feed.push(bar(5));
  assertThrows(() => feed.push(bar(6)), DataQualityError, "known by now");
  assertThrows(() => feed.push(bar(4)), DataQualityError, "in order");
  feed.close();
  assertThrows(() => feed.push(bar(5)), TypeError, "closed");
});

Deno.test("A broken line of a stream is named", async () => {
  const run = (line: string) =>
    runLive({ name: "idle" }, replayFeed(["", line], [equity("A")]), {
      cash: 1,
    });
  const bar = (symbol: string, open: number) =>
    JSON.stringify({
      kind: "bars",
      time: 0,
      knownTime: 1,
      rows: [{ symbol, open, high: 1, low: 1, close: 1 }],
    });
  await assertRejects(() => run("{"), DataQualityError, "row 2: The line");
  await assertRejects(() => run('{"kind":"x"}'), DataQualityError, '"x"');
  await assertRejects(() => run(bar("B", 1)), DataQualityError, '"B" is no');
  await assertRejects(
    () => run(bar("A", 0)),
    DataQualityError,
    'column "open"',
  );
});

Deno.test("A feed that makes one wait is not for runBacktest", () => {
  const feed = replayFeed([], []);
  assertThrows(
    () => runBacktest({ name: "idle" }, feed, { cash: 1 }),
    TypeError,
    "Use runLive",
  );
});

Deno.test("A run can be stopped", async () => {
  const lines = await Array.fromAsync(recordFeed(makeHistory()));
  const instruments = BARS.map(({ symbol }) => equity(symbol));
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () =>
      runLive(strategy, replayFeed(lines, instruments), { ...OPTIONS, signal }),
    Error,
    "enough",
  );
});

Deno.test("From and to cut history by what was known", () => {
  const times: number[] = [];
  const feed = historyFeed(BARS, { from: 10 * DAY_MS, to: 13 * DAY_MS });
  runBacktest(
    {
      name: "watch",
      onBar: (_c, { time }) => {
        times.push(time / DAY_MS);
      },
    },
    feed,
    { cash: 1 },
  );
  assertEquals(times, [10, 11, 12]);
});
