import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Greeks } from "lib/pricing/contract.ts";
import { geometricAsianGreeks } from "lib/pricing/engines/asian_geometric.ts";
import {
  type MonteCarloResult,
  priceMonteCarlo,
} from "lib/pricing/engines/monte_carlo.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { priceEuropeanCase } from "lib/pricing/styles/european.ts";

const TERMS = {
  spot: 100,
  strike: 103,
  rate: 0.03,
  dividend: 0.01,
  maturity: 0.7,
  isCall: true,
};

/** Every Greek within standard errors and the bias of its difference. */
function assertGreeks(
  name: string,
  found: MonteCarloResult,
  exact: Greeks,
  bias: number,
): void {
  for (const [greek, value] of Object.entries(found.greeks ?? {})) {
    const want = exact[greek as keyof Greeks] ?? NaN;
    const error = found.greekErrors?.[greek] ?? NaN;
    const allowed = 4 * error + bias * (1e-3 + Math.abs(want));
    assert(
      Math.abs(value - want) < allowed,
      `${name} ${greek}: ${value} for ${want}, standard error ${error}`,
    );
  }
}

Deno.test("Greeks and sensitivities of one fixing are the European's under every law", () => {
  for (const law of LAWS) {
    const params = law.space.start();
    const exact = priceEuropeanCase({
      law: law.name,
      params,
      terms: TERMS,
      style: "european",
      tolerance: 1e-10,
      greeks: true,
    });
    const found = priceMonteCarlo({ law, params }, TERMS, {
      kind: "asian",
      average: "arithmetic",
      fixings: 1,
    }, { rng: makeRng(3), tolerance: 0, maxPaths: 2 ** 12, greeks: true });
    // Differences are of order h⁴ in the spot and h² elsewhere.
    assertGreeks(law.name, found, exact.greeks as Greeks, 8e-3);
    for (const name of law.space.names) {
      const want = exact.sensitivities?.[name] ?? NaN;
      const error = found.sensitivityErrors?.[name] ?? NaN;
      const miss = Math.abs((found.sensitivities?.[name] ?? NaN) - want);
      assert(
        miss < 5 * error + 1e-3 * Math.abs(want),
        `${law.name} ${name}: ${miss} off ${want}, standard error ${error}`,
      );
    }
  }
});

Deno.test("Greeks of a geometric average without controls are the closed form's", () => {
  const params = { sigma: 0.25 };
  const exact = geometricAsianGreeks(TERMS, { fixings: 12, ...params });
  const found = priceMonteCarlo(
    { law: lawByName("black-scholes"), params },
    TERMS,
    { kind: "asian", average: "geometric", fixings: 12 },
    {
      rng: makeRng(1),
      controls: false,
      greeks: true,
      tolerance: 0,
      maxPaths: 2 ** 14,
    },
  );
  assertGreeks("geometric", found, exact, 1e-3);
});

Deno.test("delta and gamma of a kinked payoff come within standard errors and 1 %", () => {
  const params = { sigma: 0.25 };
  const model = { law: lawByName("black-scholes"), params };
  const found = priceMonteCarlo(model, TERMS, { kind: "european" }, {
    rng: makeRng(2),
    greeks: true,
    tolerance: 0,
    maxPaths: 2 ** 16,
  });
  const exact = priceEuropeanCase({
    law: "black-scholes",
    params,
    terms: TERMS,
    style: "european",
    tolerance: 1e-10,
    greeks: true,
  }).greeks as Greeks;
  for (const greek of ["delta", "gamma", "vega", "theta"] as const) {
    const want = exact[greek] ?? NaN;
    const error = found.greekErrors?.[greek] ?? NaN;
    const miss = Math.abs((found.greeks?.[greek] ?? NaN) - want);
    assert(miss < 4 * error + 0.01 * Math.abs(want), `${greek}: ${miss}`);
  }
});
