import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { capacityOf } from "lib/backtest/metrics/capacity.ts";
import { exposureOf } from "lib/backtest/metrics/exposure.ts";
import { hitRate } from "lib/backtest/metrics/hit_rate.ts";
import { profitFactor } from "lib/backtest/metrics/profit_factor.ts";
import { roundTrips, type TripFill } from "lib/backtest/metrics/round_trips.ts";
import { turnover } from "lib/backtest/metrics/turnover.ts";

const fill = (
  time: number,
  quantity: number,
  price: number,
  commissionCents = 0,
  instrument = 0,
): TripFill => ({ time, quantity, price, commissionCents, instrument });

Deno.test("roundTrips() joins partial fills and parts one that goes through zero", () => {
  const trips = roundTrips([
    fill(1, 100, 10, 50),
    fill(2, 100, 11, 50),
    fill(3, -50, 12, 30),
    // Closes 150 and opens 50 short: three quarters of the commission close.
    fill(4, -200, 13, 80),
    fill(5, 50, 12, 10),
  ]);
  assertEquals(trips, [
    {
      instrument: 0,
      side: 1,
      entryTime: 1,
      exitTime: 4,
      units: 200,
      profitCents: 100 * (50 * 12 + 150 * 13 - 100 * 10 - 100 * 11) -
        50 - 50 - 30 - 60,
    },
    {
      instrument: 0,
      side: -1,
      entryTime: 4,
      exitTime: 5,
      units: 50,
      profitCents: 100 * 50 * (13 - 12) - 20 - 10,
    },
  ]);
});

Deno.test("roundTrips() add up to the cash of all fills once everything is flat", () => {
  const trade = fc.record({
    quantity: fc.integer({ min: -50, max: 50 }).filter((q) => q !== 0),
    price: fc.integer({ min: 1, max: 500 }).map((cents) => cents / 4),
    commissionCents: fc.nat(200),
    instrument: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 40 }), (trades) => {
      const fills = trades.map((each, time) => ({ ...each, time }));
      for (let instrument = 0; instrument < 3; ++instrument) {
        const held = fills.filter((f) => f.instrument === instrument)
          .reduce((sum, f) => sum + f.quantity, 0);
        if (held !== 0) fills.push({ ...fill(99, -held, 7, 3, instrument) });
      }
      const cash = fills.reduce(
        (sum, f) => sum - 100 * f.quantity * f.price - f.commissionCents,
        0,
      );
      const profit = roundTrips(fills)
        .reduce((sum, { profitCents }) => sum + profitCents, 0);
      assertAlmostEquals(profit, cash, 1e-6);
    }),
    { numRuns: 300, seed: 6 },
  );
});

Deno.test("roundTrips() knows what a point is worth, and leaves open trips out", () => {
  const fills = [fill(0, 2, 5, 0, 1), fill(1, -2, 6, 0, 1), fill(2, 1, 9)];
  const trips = roundTrips(fills, (instrument) => instrument === 1 ? 1e4 : 100);
  assertEquals(trips.map(({ profitCents }) => profitCents), [20_000]);
});

Deno.test("hitRate() and profitFactor() are null where nothing was lost or won", () => {
  assertEquals([hitRate([]), hitRate([0, 0])], [null, null]);
  assertEquals(hitRate([1, 2]), 1);
  assertEquals([profitFactor([]), profitFactor([3])], [null, null]);
  assertEquals(profitFactor([-3]), 0);
});

Deno.test("turnover() counts a round trip once and is per year", () => {
  const equity = new Float64Array(127).fill(1000);
  // Half a year: all of the equity in and out three times.
  const traded = [1000, -1000, 1000, -1000, 1000, -1000];
  assertEquals(turnover(traded, equity), 6);
  assertThrows(() => turnover([1], [1]), RangeError, "two values");
  assertThrows(() => turnover([1], [-1, 0]), RangeError, "mean of -0.5");
  assertThrows(() => turnover([NaN], [1, 1]), RangeError, "NaN");
});

Deno.test("exposureOf() averages over closes", () => {
  assertEquals(
    exposureOf({
      gross: [0, 150, 50, 0],
      net: [0, -150, 50, 0],
      equity: [100, 100, 50, 200],
    }),
    { timeInMarket: 0.5, gross: 0.625, net: -0.125, mostGross: 1.5 },
  );
  assertThrows(
    () => exposureOf({ gross: [], net: [], equity: [] }),
    RangeError,
    "there is none",
  );
  assertThrows(
    () => exposureOf({ gross: [1], net: [1], equity: [0] }),
    RangeError,
    "value 0 is 0",
  );
  assertThrows(
    () => exposureOf({ gross: [1], net: [], equity: [1] }),
    TypeError,
    "net 0",
  );
});

Deno.test("capacityOf() finds where impact eats the profit and where profit is largest", () => {
  const trades = [
    { shares: -500, value: -50_000, dayVolume: 50_000, dailySigma: 0.02 },
    { shares: 300, value: 33_000, dayVolume: 20_000, dailySigma: 0.01 },
  ];
  const options = { capital: 1e6, profit: 4000, coefficient: 0.8 };
  const capacity = capacityOf(trades, options)!;
  assertAlmostEquals(
    capacity.impact,
    0.8 * (50_000 * 0.02 * Math.sqrt(0.01) + 33_000 * 0.01 * Math.sqrt(0.015)),
    1e-12,
  );
  // Profit after impact, s times the capital, by the trades themselves.
  const profitAt = (s: number) => {
    const larger = trades.map((t) => ({
      ...t,
      shares: s * t.shares,
      value: s * t.value,
    }));
    return s * options.profit - capacityOf(larger, options)!.impact;
  };
  assertAlmostEquals(profitAt(capacity.breakEven / 1e6) / 1e6, 0, 1e-9);
  const best = capacity.mostProfit / 1e6;
  for (const other of [0.9, 1.1]) {
    assertEquals(profitAt(best) > profitAt(other * best), true);
  }
  assertEquals(capacityOf([], options), null);
  assertEquals(capacityOf(trades, { ...options, profit: -1 }), null);
  assertThrows(
    () => capacityOf([{ ...trades[0], dayVolume: 0 }], options),
    RangeError,
    "volume > 0",
  );
  assertThrows(
    () => capacityOf(trades, { ...options, capital: 0 }),
    RangeError,
    "capital",
  );
});
