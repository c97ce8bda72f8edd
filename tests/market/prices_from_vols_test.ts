import {
  assertAlmostEquals,
  assertEquals,
  assertStrictEquals,
} from "@std/assert";
import { withPricesFromVols } from "lib/market/prices_from_vols.ts";
import { chainFromRows } from "lib/market/option_chain.ts";
import { impliedVolFromSpot } from "lib/pricing/implied_vol.ts";
import { readChain } from "lib/market/read_chain.ts";

Deno.test("withPricesFromVols() gives prices whose volatilities are the DAX table's", async () => {
  const chain = withPricesFromVols(
    await readChain("data/raw/dax_2002-07-05.csv"),
  );
  for (let i = 0; i < chain.strike.length; ++i) {
    const result = impliedVolFromSpot({
      spot: chain.spot[i],
      strike: chain.strike[i],
      tau: chain.tau[i],
      rate: chain.rate[i],
      dividend: chain.dividend[i],
      price: chain.price[i],
      isCall: chain.isCall[i] === 1,
    });
    // Deep in the money, in two weeks, a double of 1080 holds 1e-11 of vol.
    assertAlmostEquals(
      result.ok ? result.sigma : NaN,
      chain.impliedVol[i],
      1e-9,
    );
  }
});

Deno.test("withPricesFromVols() leaves known prices and expired quotes alone", () => {
  const quote = { strike: 100, isCall: true, spot: 100, impliedVol: 0.2 };
  const full = chainFromRows("made", [{ ...quote, tau: 1, price: 3 }]);
  assertStrictEquals(withPricesFromVols(full), full);
  const expired = chainFromRows("made", [{ ...quote, tau: 0 }]);
  assertEquals(withPricesFromVols(expired).price[0], NaN);
});
