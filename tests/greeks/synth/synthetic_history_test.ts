import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { YEAR_MS } from "lib/greeks/synth/market_path.ts";
import { closeOf, isTradingDay } from "lib/greeks/synth/new_york_session.ts";
import { makeSynthSettings } from "lib/greeks/synth/synth_settings.ts";
import {
  type SyntheticDay,
  syntheticHistory,
} from "lib/greeks/synth/synthetic_history.ts";
import { volatilityIndices } from "lib/greeks/synth/volatility_indices.ts";
import type { OptionQuote } from "lib/market/history/history_store.ts";
import { failedRule } from "lib/market/history/quote_rules.ts";
import { newYorkDate } from "lib/market/history/written_time.ts";
import { arbitrageReport, type CallSlice } from "lib/pricing/arbitrage.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const settings = makeSynthSettings({ days: 30, start: "2025-02-20" });
const days = [...syntheticHistory(settings)];

/** The two options of each strike, expiry by expiry. */
function pairsOf(day: SyntheticDay) {
  const byExpiry = new Map<number, { call: OptionQuote; put: OptionQuote }[]>();
  for (let i = 0; i < day.quotes.length; i += 2) {
    const [call, put] = [day.quotes[i], day.quotes[i + 1]];
    assertEquals([call.contractType, put.contractType], ["call", "put"]);
    assertEquals(
      [call.strike, call.expiration],
      [put.strike, put.expiration],
    );
    const pairs = byExpiry.get(call.expiration) ?? [];
    byExpiry.set(call.expiration, pairs);
    pairs.push({ call, put });
  }
  return [...byExpiry].map(([expiry, pairs]) => {
    const tau = (closeOf(expiry) - day.state.time) / YEAR_MS;
    const discount = Math.exp(-settings.rate * tau);
    const stock = day.state.spot * Math.exp(-settings.dividend * tau);
    return { tau, discount, stock, pairs };
  });
}

const half = ({ bid, ask }: OptionQuote) => (ask - bid) / 2;

Deno.test("Marks of calls and puts are at parity within their spreads", () => {
  for (const day of days) {
    for (const { discount, stock, pairs } of pairsOf(day)) {
      for (const { call, put } of pairs) {
        const gap = call.mark - put.mark - (stock - discount * call.strike);
        assert(Math.abs(gap) <= half(call) + half(put) + 1e-9);
      }
    }
  }
});

Deno.test("Deltas are in range, fall with the strike and differ by the yield factor", () => {
  for (const day of days) {
    for (const { stock, pairs } of pairsOf(day)) {
      const yieldFactor = stock / day.state.spot;
      pairs.forEach(({ call, put }, i) => {
        assert(call.delta >= 0 && call.delta <= 1);
        assert(put.delta >= -1 && put.delta <= 0);
        assertAlmostEquals(call.delta - put.delta, yieldFactor, 1.01e-5);
        if (i === 0) return;
        assert(call.delta <= pairs[i - 1].call.delta);
        assert(put.delta <= pairs[i - 1].put.delta);
      });
    }
  }
});

/**
 * Calls by strike at the mid of the side that is out of the money, whose
 * spreads are those of options, not of stock; the other side by parity.
 */
function slicesOf(day: SyntheticDay): { slices: CallSlice[]; room: number } {
  let room = 0;
  const slices = pairsOf(day).map(({ tau, discount, stock, pairs }) => {
    const calls = pairs.map(({ call, put }) => {
      const otm = stock < discount * call.strike ? call : put;
      room = Math.max(room, half(otm) / stock);
      return otm === call
        ? call.mark
        : put.mark + stock - discount * call.strike;
    });
    return {
      tau,
      forward: stock / discount,
      discount,
      strikes: Float64Array.from(pairs, ({ call }) => call.strike),
      calls: Float64Array.from(calls),
    };
  });
  return { slices, room };
}

Deno.test("Mids leave no static arbitrage beyond the spread", () => {
  for (const day of days) {
    const { slices, room } = slicesOf(day);
    // A butterfly has four half spreads, two of them at the middle strike; the
    // report gives the middle price's distance from the chord.
    const { free, violations } = arbitrageReport(slices, {
      tolerance: 2 * room,
    });
    assert(free, JSON.stringify(violations[0]));
  }
});

Deno.test("A mid that is moved by more than the spread shows", () => {
  const { slices, room } = slicesOf(days[0]);
  const { calls, strikes, forward } = slices[10];
  const at = strikes.findIndex((strike) => strike > forward);
  calls[at] += 8 * room * forward;
  assert(!arbitrageReport(slices, { tolerance: 2 * room }).free);
});

Deno.test("Every quote passes the rules of a history", () => {
  let withoutBid = 0;
  for (const quote of days.flatMap(({ quotes }) => quotes)) {
    assertEquals(failedRule(quote, true), undefined);
    assert(quote.mark > 0 && quote.ask > quote.bid);
    if (quote.bid === 0) ++withoutBid;
  }
  // Worthless wings are there, as in life.
  assert(withoutBid > 100);
});

Deno.test("Chains have the size of a vendor's day and each key once", () => {
  for (const { quotes } of days) {
    assert(quotes.length > 1000 && quotes.length < 3000, `${quotes.length}`);
    const keys = quotes.map((q) =>
      `${q.expiration} ${q.contractType} ${q.strike}`
    );
    assertEquals(new Set(keys).size, keys.length);
  }
});

Deno.test("Quotes bear the close of a trading day in New York", () => {
  for (const { state, quotes } of days) {
    assert(isTradingDay(state.date));
    assertEquals(newYorkDate(state.time), state.date);
    assert(
      quotes.every(({ validTime, underlyingPrice }) =>
        validTime === state.time && underlyingPrice === state.spot
      ),
    );
  }
});

Deno.test("Indices are those of the day's law and smile", () => {
  const law = lawByName(settings.law);
  for (const { state, indices } of days) {
    const cf = law.characteristicFunction({ ...state.params });
    const exact = volatilityIndices(cf, state.params);
    for (const name of ["VIX", "VIX9D", "VVIX", "SKEW"] as const) {
      assertAlmostEquals(indices[name], exact[name], 0.0050001);
    }
  }
});

Deno.test("VIX follows from the chain's own quotes by Cboe's sum", () => {
  for (const day of days) {
    // Interpolated in total variance between the expiries around 30 days.
    const month = 30 / 365;
    const sums = pairsOf(day).filter(({ tau }) => tau > 14 / 365)
      .map(({ tau, discount, stock, pairs }) => {
        const forward = stock / discount;
        let sum = 0;
        for (let i = 1; i + 1 < pairs.length; ++i) {
          const { call, put } = pairs[i];
          const k = call.strike;
          const step = (pairs[i + 1].call.strike - pairs[i - 1].call.strike) /
            2;
          const quote = k < forward ? put : call;
          if (quote.bid === 0) continue;
          sum += 2 * step / k ** 2 * quote.mark / discount;
        }
        return { tau, total: sum };
      });
    const after = sums.findIndex(({ tau }) => tau >= month);
    const [a, b] = [sums[after - 1], sums[after]];
    const w = (month - a.tau) / (b.tau - a.tau);
    const total = a.total + w * (b.total - a.total);
    const vix = 100 * Math.sqrt(total / month);
    // Strikes end and are steps apart, and marks are rounded: half a point.
    assertAlmostEquals(vix, day.indices.VIX, 0.5);
  }
});

Deno.test("The same seed makes the same history, another one another", () => {
  const again = [...syntheticHistory(makeSynthSettings({
    days: 3,
    start: "2025-02-20",
  }))];
  assertEquals(again, days.slice(0, 3));
  const other = [...syntheticHistory(makeSynthSettings({
    days: 2,
    start: "2025-02-20",
    seed: 2,
  }))];
  assert(other[1].state.spot !== days[1].state.spot);
});

Deno.test("Heston makes a history too, with deltas of the law if asked for", () => {
  const make = (delta: string) => [
    ...syntheticHistory(makeSynthSettings({ days: 2, law: "heston", delta })),
  ];
  const [vendor, law] = [make("black-scholes"), make("law")];
  assertEquals(vendor[1].state, law[1].state);
  let apart = 0;
  vendor[1].quotes.forEach((quote, i) => {
    const { delta } = law[1].quotes[i];
    assertEquals({ ...quote, delta }, law[1].quotes[i]);
    apart = Math.max(apart, delta - quote.delta);
  });
  assert(apart > 0.02);
});
