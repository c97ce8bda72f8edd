import { assert, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { priceAsianMonteCarlo } from "lib/pricing/engines/monte_carlo_asian.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  KIM_WEE_GEOMETRIC,
  ZHANG_ARITHMETIC,
} from "../../reference/asian_prices.ts";

const TERMS = { spot: 100, dividend: 0, isCall: true };

Deno.test("continuous arithmetic averages meet Zhang's table 1 within four standard errors of at most 1e-3", () => {
  const law = lawByName("black-scholes");
  for (const { sigma, rate, prices } of ZHANG_ARITHMETIC) {
    for (const [strike, published] of prices) {
      const { price, error } = priceAsianMonteCarlo(
        { law, params: { sigma } },
        { ...TERMS, strike, rate, maturity: 1 },
        { average: "arithmetic", fixings: "continuous" },
        { rng: makeRng(11), tolerance: 0, maxPaths: 2 ** 14 },
      );
      const miss = Math.abs(price - published);
      assert(error < 1e-3, `${error}`);
      // Seven decimals are printed.
      const allowed = 4 * error + 5e-8;
      assert(miss < allowed, `${sigma} ${rate} ${strike}: ${miss} ${error}`);
    }
  }
});

Deno.test("continuous geometric averages under Heston meet Kim and Wee's tables 1 and 4 within four standard errors", () => {
  const law = lawByName("heston");
  for (const { params, maturity, prices } of KIM_WEE_GEOMETRIC) {
    for (const [strike, published] of prices) {
      const { price, error } = priceAsianMonteCarlo(
        { law, params },
        { ...TERMS, strike, rate: 0.05, maturity },
        { average: "geometric", fixings: "continuous" },
        { rng: makeRng(12), tolerance: 0, maxPaths: 2 ** 13 },
      );
      const miss = Math.abs(price - published);
      assert(error < 0.02, `${error}`);
      // Four decimals are printed.
      assert(
        miss < 4 * error + 5e-5,
        `${maturity} ${strike}: ${miss} ${error}`,
      );
    }
  }
});

Deno.test("a case's fields and no others come back", () => {
  const law = lawByName("nig");
  const found = priceAsianMonteCarlo(
    { law, params: law.space.start() },
    { ...TERMS, strike: 100, rate: 0.02, maturity: 0.5 },
    { average: "arithmetic", fixings: 3 },
    { rng: makeRng(1), maxPaths: 2048, greeks: true },
  );
  assertEquals(
    Object.keys(found).sort(),
    ["error", "greeks", "paths", "price", "sensitivities"],
  );
  // NIG has a parameter of the name of a Greek.
  assert(found.greeks?.delta !== found.sensitivities?.["delta"]);
});
