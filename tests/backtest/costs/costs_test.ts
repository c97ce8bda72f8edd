import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  byKind,
  newCommissionCents,
  NO_COMMISSION,
  perOrder,
  perShare,
  perValueBps,
  scaledCommission,
  sumOf,
} from "lib/backtest/costs/commission.ts";
import {
  linearImpact,
  priceAfterCosts,
  scaledPriceCost,
  slippageBps,
  slippageFixed,
  spreadBps,
  spreadFixed,
  squareRootImpact,
} from "lib/backtest/costs/price_cost.ts";
import { equity, type OptionContract } from "lib/backtest/instrument.ts";

const instrument = equity("XYZ");

const option: OptionContract = {
  kind: "option",
  symbol: "XYZ 2025-01-17 C 100",
  underlying: "XYZ",
  expiry: Date.UTC(2025, 0, 17),
  strike: 100,
  isCall: true,
  exercise: "american",
  settlement: "physical",
  multiplier: 100,
};

const total = { shares: 300, notionalCents: 1_000_000, instrument };

Deno.test("Commissions are those of their schedule, and add up", () => {
  assertEquals(NO_COMMISSION.cents(total), 0);
  assertEquals(perShare(0.005).cents(total), 150);
  assertEquals(perShare(0.005, { minimum: 2 }).cents(total), 200);
  // The maximum wins over the minimum: half a per cent of 10.00.
  const small = { ...total, shares: 1, notionalCents: 1000 };
  const capped = perShare(0.005, { minimum: 1, maximumShare: 0.005 });
  assertEquals(capped.cents(small), 5);
  assertEquals(perOrder(7).cents(total), 700);
  assertEquals(perValueBps(5).cents(total), 500);
  assertEquals(sumOf(perOrder(7), perValueBps(5)).cents(total), 1200);
  assertEquals(scaledCommission(perOrder(7), 0.5).cents(total), 350);
});

Deno.test("Shares and options may have schedules of their own", () => {
  const commission = byKind(perShare(0.005), perShare(0.65));
  assertEquals(commission.cents({ ...total, shares: 100 }), 50);
  assertEquals(
    commission.cents({ ...total, shares: 2, instrument: option }),
    130,
  );
});

Deno.test("What a fill adds is what the order has cost so far less what was charged", () => {
  const commission = perShare(0.004, { minimum: 1 });
  const of = (shares: number, charged: number) =>
    newCommissionCents(commission, { ...total, shares }, charged);
  assertEquals([of(100, 0), of(250, 100), of(500, 100)], [100, 0, 100]);
});

const trade = { price: 50, shares: 400, volume: 10_000, isAuction: false };

Deno.test("Costs in the price are those of their formula", () => {
  assertAlmostEquals(spreadBps(10).perShare(trade), 0.025, 1e-15);
  assertEquals(spreadFixed(0.02).perShare(trade), 0.01);
  assertAlmostEquals(slippageBps(4).perShare(trade), 0.02, 1e-15);
  assertEquals(slippageFixed(0.03).perShare(trade), 0.03);
  // 4 % of the volume: a fifth, and a twenty-fifth, of 2 % of 50.
  const sigma = 0.02;
  assertAlmostEquals(squareRootImpact({ sigma }).perShare(trade), 0.2, 1e-15);
  assertAlmostEquals(linearImpact({ sigma }).perShare(trade), 0.04, 1e-15);
  const half = squareRootImpact({ sigma, coefficient: 0.5 });
  assertAlmostEquals(half.perShare(trade), 0.1, 1e-15);
  const scaled = scaledPriceCost(slippageFixed(0.03), 2);
  assertEquals(scaled.perShare(trade), 0.06);
});

Deno.test("An auction has no spread but impact", () => {
  const auction = { ...trade, isAuction: true };
  assertEquals(spreadBps(10).perShare(auction), 0);
  assertEquals(spreadFixed(0.02).perShare(auction), 0);
  assertAlmostEquals(
    squareRootImpact({ sigma: 0.02 }).perShare(auction),
    0.2,
    1e-15,
  );
});

Deno.test("Costs raise what a buyer pays and lower what a seller gets, not below 0", () => {
  const costs = [slippageFixed(0.5), spreadFixed(1)];
  assertEquals(priceAfterCosts(costs, trade, true), 51);
  assertEquals(priceAfterCosts(costs, trade, false), 49);
  assertEquals(priceAfterCosts(costs, { ...trade, price: 0.4 }, false), 0);
});

Deno.test("Impact without volume is refused, and so are figures below 0", () => {
  assertThrows(
    () => squareRootImpact({ sigma: 0.02 }).perShare({ ...trade, volume: NaN }),
    RangeError,
    "volume must be > 0",
  );
  assertThrows(() => perShare(-1), RangeError, "rate must be >= 0");
  assertThrows(() => slippageBps(NaN), RangeError, "bps must be finite");
});
