import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  americanAtLevel,
  americanPrice,
} from "lib/pricing/engines/american.ts";
import { americanGreeks } from "lib/pricing/engines/american_greeks.ts";
import { americanTree } from "lib/pricing/engines/american_tree.ts";
import { AMERICAN_PRICES, PREMIUM } from "../../reference/american_prices.ts";
import { assertGreeksOf } from "./spot_differences.ts";

const PUT: ContractTerms = {
  spot: 100,
  strike: 100,
  rate: 0.05,
  dividend: 0.05,
  maturity: 1,
  isCall: false,
};

const european = (terms: ContractTerms, sigma: number) =>
  blackGreeks({ ...terms, tau: terms.maturity, sigma }).price;

Deno.test("the published premium comes out to its twelve decimals", () => {
  for (const isCall of [false, true]) {
    const terms = { ...PUT, isCall };
    const { price } = americanPrice(terms, { sigma: 0.25, tolerance: 1e-11 });
    assertAlmostEquals(price - european(terms, 0.25), PREMIUM, 1e-12);
  }
});

Deno.test("the error stays within what was asked for, and what is said", () => {
  for (const row of AMERICAN_PRICES) {
    const terms = { spot: 100, maturity: row.days / 365, ...row };
    for (const tolerance of [1e-4, 1e-6, 1e-8]) {
      const result = americanPrice(terms, { sigma: row.sigma, tolerance });
      const miss = Math.abs(result.price - row.price);
      const note = `${JSON.stringify(row)} at ${tolerance}: ${miss}`;
      // The reference itself moves by `miss` between its two schemes.
      const reference = 10 * row.miss + 1e-12;
      assert(result.error <= tolerance, note);
      assert(miss <= tolerance + reference, note);
      assert(miss <= 2 * result.error + reference, note);
    }
  }
});

Deno.test("random contracts lie in their bounds and meet their twin", () => {
  const rng = makeRng(20160101);
  for (let i = 0; i < 60; ++i) {
    const terms = {
      spot: 100,
      strike: 60 + 80 * rng.uniform(),
      rate: 0.1 * rng.uniform(),
      dividend: 0.1 * rng.uniform(),
      maturity: 0.01 + 3 * rng.uniform(),
      isCall: rng.uniform() < 0.5,
    };
    const sigma = 0.05 + 0.6 * rng.uniform();
    const { price, error } = americanPrice(terms, { sigma, tolerance: 1e-6 });
    const { spot, strike, rate, dividend, isCall } = terms;
    const intrinsic = isCall ? spot - strike : strike - spot;
    assert(price >= Math.max(intrinsic, european(terms, sigma)) - error);
    assert(price <= (isCall ? spot : strike));
    // McDonald and Schroder: spot and strike, rate and yield change places.
    const twin = americanPrice({
      ...terms,
      spot: strike,
      strike: spot,
      rate: dividend,
      dividend: rate,
      isCall: !isCall,
    }, { sigma, tolerance: 1e-6 });
    assertAlmostEquals(twin.price, price, 2e-6);
  }
});

Deno.test("a binomial tree agrees within its own error", () => {
  for (const row of AMERICAN_PRICES) {
    const terms = { spot: 100, maturity: row.days / 365, ...row };
    const { price, error } = americanTree(terms, row.sigma);
    assert(Math.abs(price - row.price) < 3 * error + 1e-5, JSON.stringify(row));
    assert(error < 5e-3);
  }
});

Deno.test("without a reason to exercise the European price is returned", () => {
  const cases: Partial<ContractTerms>[] = [
    { isCall: true, dividend: 0 },
    { rate: 0, dividend: 0.02 },
    { rate: -0.01, dividend: 0.02 },
    { rate: -0.02, dividend: -0.01 },
    { isCall: true, rate: 0.03, dividend: -0.02 },
  ];
  for (const change of cases) {
    const terms = { ...PUT, ...change };
    const { price, method } = americanPrice(terms, { sigma: 0.3 });
    assertEquals(method, "european");
    assertEquals(price, european(terms, 0.3));
  }
});

Deno.test("where exercise is due at once the intrinsic value is exact", () => {
  const terms = { ...PUT, spot: 40.1 };
  const { price, method } = americanPrice(terms, { sigma: 0.25 });
  assertEquals([price, method], [100 - 40.1, "exercise"]);
  const greeks = americanGreeks(terms, 0.25);
  assertEquals([greeks.delta, greeks.gamma, greeks.theta], [-1, 0, 0]);
  const call = { ...PUT, isCall: true, spot: 300 };
  assertEquals(americanPrice(call, { sigma: 0.25 }).price, 200);
  assertEquals(americanGreeks(call, 0.25).delta, 1);
});

Deno.test("extremes settle: a day and thirty years, 1% and 200%", () => {
  for (const maturity of [1 / 365, 30]) {
    for (const sigma of [0.01, 0.2, 2]) {
      for (const [rate, dividend] of [[0.05, 0], [1e-4, 0.02], [0.2, 0.01]]) {
        for (const isCall of [false, true]) {
          const terms = { ...PUT, rate, dividend, maturity, isCall };
          const { price } = americanPrice(terms, { sigma, tolerance: 1e-5 });
          assert(price >= european(terms, sigma) - 1e-5 && price <= 100);
        }
      }
    }
  }
});

Deno.test("two boundaries are left to the tree, which says its error", () => {
  const terms = { ...PUT, rate: -0.01, dividend: -0.04 };
  const result = americanPrice(terms, { sigma: 0.2 });
  assertEquals(result.method, "tree");
  assert(result.price > european(terms, 0.2) + 2 * result.error);
});

Deno.test("every Greek is the derivative of the price", () => {
  const rows: Partial<ContractTerms>[] = [
    {},
    { isCall: true, strike: 105, rate: 0.02 },
    { dividend: 0, strike: 110, maturity: 2 },
    { rate: 0.03, dividend: 0.08 },
  ];
  for (const change of rows) {
    const terms = { ...PUT, ...change };
    assertGreeksOf(
      (t, sigma) => americanAtLevel(t, sigma, 3).price,
      { terms, sigma: 0.25 },
      americanGreeks(terms, 0.25),
      2e-5,
    );
  }
});
