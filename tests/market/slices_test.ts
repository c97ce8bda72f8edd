import { assertEquals } from "@std/assert";
import { chainFromRows } from "lib/market/option_chain.ts";
import { quoteDay, slicesOf } from "lib/market/slices.ts";

const DAY = 86_400_000;
const EXPIRY = Date.UTC(2025, 5, 20);
const quote = { strike: 100, isCall: true, spot: 100, expiry: EXPIRY };

Deno.test("slicesOf() keeps a snapshot together that goes past midnight in UTC", () => {
  const evening = Date.UTC(2025, 4, 1, 23, 59);
  const chain = chainFromRows("made", [
    { ...quote, eventTime: evening, tau: 50 / 365 },
    { ...quote, eventTime: evening + 120_000, tau: 50 / 365, strike: 90 },
  ]);
  assertEquals(slicesOf(chain).map(({ indices }) => indices), [[1, 0]]);
  assertEquals(quoteDay(chain, 0), EXPIRY / DAY - 50);
});

Deno.test("slicesOf() separates underlyings, quote dates and expiries, in that order", () => {
  const day = Date.UTC(2025, 4, 1);
  const chain = chainFromRows("made", [
    { ...quote, underlying: "B", eventTime: day, tau: 50 / 365 },
    { ...quote, underlying: "A", eventTime: day + DAY, tau: 49 / 365 },
    { ...quote, underlying: "A", eventTime: day, tau: 50 / 365 },
    {
      ...quote,
      underlying: "A",
      eventTime: day,
      expiry: EXPIRY - DAY,
      tau: 49 / 365,
    },
  ]);
  assertEquals(
    slicesOf(chain).map(({ indices }) => indices),
    [[3], [2], [1], [0]],
  );
});

Deno.test("slicesOf() separates equal maturities of different days where no expiry is known", () => {
  const chain = chainFromRows("made", [
    { ...quote, expiry: NaN, eventTime: 0, tau: 0.25 },
    { ...quote, expiry: NaN, eventTime: DAY, tau: 0.25 },
    { ...quote, expiry: NaN, eventTime: 100, tau: 0.25, isCall: false },
  ]);
  assertEquals(slicesOf(chain).map(({ indices }) => indices), [[2, 0], [1]]);
});
