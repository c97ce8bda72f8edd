import { assert, assertAlmostEquals } from "@std/assert";
import { parseCase } from "lib/pricing/case.ts";
import { priceEuropeanCase } from "lib/pricing/styles/european.ts";
import { GREEKS_MPMATH } from "../../reference/greeks_mpmath.ts";

for (const row of GREEKS_MPMATH) {
  Deno.test(`${row.case.law} Greeks agree with differences of 30-digit prices`, () => {
    const { price, greeks, sensitivities } = priceEuropeanCase(
      parseCase({ ...row.case, greeks: true, tolerance: 1e-10 }),
    );
    assert(greeks !== undefined && sensitivities !== undefined);
    assertAlmostEquals(price, row.price, 1e-12);
    for (const [name, value] of Object.entries(row.greeks)) {
      const actual = greeks[name as keyof typeof row.greeks];
      assertAlmostEquals(actual, value, 1e-9, name);
    }
    for (const [name, value] of Object.entries(row.sensitivities)) {
      assertAlmostEquals(sensitivities[name], value, 1e-9, name);
    }
  });
}

Deno.test("vega, vanna and volga come with Black-Scholes alone", () => {
  const terms = { spot: 100, strike: 90, rate: 0.02, dividend: 0, maturity: 1 };
  const greeksOf = (law: string, params: Record<string, number>) =>
    priceEuropeanCase(
      parseCase({ ...terms, law, params, type: "put", greeks: true }),
    ).greeks;
  const black = greeksOf("black-scholes", { sigma: 0.2 });
  assert(black?.vega !== undefined && black.volga !== undefined);
  const nig = greeksOf("nig", { alpha: 10, beta: -4, delta: 0.4 });
  assert(nig !== undefined && !("vega" in nig));
});
