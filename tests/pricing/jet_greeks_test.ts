import { assertAlmostEquals } from "@std/assert";
import { blackGreeks } from "lib/pricing/black.ts";
import { greeksFromJets, type JetFormula } from "lib/pricing/jet_greeks.ts";

Deno.test("Black-Scholes over jets has the Greeks of the closed formulas", () => {
  const terms = {
    spot: 100,
    strike: 110,
    rate: 0.05,
    dividend: 0.02,
    maturity: 0.7,
    isCall: true,
  };
  const formula: JetFormula = ({ spot, sigma, maturity, rate, dividend }) => {
    const s = sigma.mul(maturity.sqrt());
    const carry = rate.sub(dividend).mul(maturity);
    const d1 = spot.scale(1 / terms.strike).log().add(carry).div(s)
      .add(s.scale(0.5));
    const stock = spot.mul(dividend.mul(maturity).scale(-1).exp());
    const cash = rate.mul(maturity).scale(-1).exp().scale(terms.strike);
    return stock.mul(d1.normalCdf()).sub(cash.mul(d1.sub(s).normalCdf()));
  };
  const { price: _, ...expected } = blackGreeks({
    ...terms,
    tau: terms.maturity,
    sigma: 0.3,
  });
  const greeks = greeksFromJets(formula, terms, 0.3);
  for (const [name, value] of Object.entries(expected)) {
    const found = greeks[name as keyof typeof greeks];
    assertAlmostEquals(found, value, 1e-12 * (1 + Math.abs(value)), name);
  }
});
