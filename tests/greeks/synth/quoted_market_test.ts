import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { quotedMarket } from "lib/greeks/synth/quoted_market.ts";

const amount = (max: number) => fc.double({ min: 0, max, noNaN: true });

Deno.test("The value lies inside the market, whose ends stand on ticks", () => {
  fc.assert(fc.property(
    amount(60),
    amount(400),
    amount(1),
    (timeValue, depth, share) => {
      const value = timeValue + depth;
      const market = { value, timeValue, depth, spot: 500 };
      const { bidCents, askCents } = quotedMarket(market, share);
      const cents = 100 * value;
      assert(0 <= bidCents && bidCents < askCents);
      assert(bidCents <= cents + 1e-3 && cents <= askCents + 1e-3);
      for (const price of [bidCents, askCents]) {
        assertEquals(price % (price < 300 ? 1 : 5), 0);
      }
    },
  ));
});

Deno.test("Markets are a cent wide for cents and dollars wide deep in the money", () => {
  const width = (timeValue: number, depth: number) => {
    const value = timeValue + depth;
    const market = { value, timeValue, depth, spot: 550 };
    const { bidCents, askCents } = quotedMarket(market, 0.5);
    return (askCents - bidCents) / 100;
  };
  assert(width(0.045, 0) <= 0.03);
  assert(width(5, 0) >= 0.05 && width(5, 0) <= 0.15);
  assert(width(0.9, 100) > 2 && width(0.9, 100) < 3);
});

Deno.test("What is worth less than a tick has an ask and no bid", () => {
  for (const value of [0, 1e-7, 0.004]) {
    const market = { value, timeValue: value, depth: 0, spot: 500 };
    const { bidCents, askCents } = quotedMarket(market, 0.7);
    assertEquals(bidCents, 0);
    assert(askCents >= 1);
  }
});
