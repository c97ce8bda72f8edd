/** Greeks of any Black–Scholes price by differences, to check formulas by. */

import { assertAlmostEquals } from "@std/assert";
import { centralDifferences } from "lib/math/difference.ts";
import type { ContractTerms, Greeks } from "lib/pricing/contract.ts";

/** Asserts that Greeks are the derivatives of a price. */
export function assertGreeksOf(
  price: (terms: ContractTerms, sigma: number) => number,
  at: { readonly terms: ContractTerms; readonly sigma: number },
  greeks: Greeks,
  tolerance: number,
): void {
  const { terms, sigma } = at;
  const { spot, maturity } = terms;
  const along = (
    name: keyof ContractTerms,
    h: number,
    f: (t: ContractTerms) => number = (t) => price(t, sigma),
  ) =>
    centralDifferences(
      (x) => [f({ ...terms, [name]: x })],
      terms[name] as number,
      h,
    );
  const h = 0.004 * spot;
  const delta = (t: ContractTerms, volatility = sigma) =>
    centralDifferences(
      (x) => [price({ ...t, spot: x }, volatility)],
      t.spot,
      h,
    ).first[0];
  const gamma = (t: ContractTerms) =>
    centralDifferences((x) => [price({ ...t, spot: x }, sigma)], t.spot, h)
      .second[0];
  const bySpot = along("spot", h);
  const bySigma = centralDifferences(
    (x) => [price(terms, x), delta(terms, x)],
    sigma,
    0.01 * sigma,
  );
  const expected: Required<Greeks> = {
    delta: bySpot.first[0],
    gamma: bySpot.second[0],
    speed: along("spot", h, gamma).first[0],
    theta: -along("maturity", 0.01 * maturity).first[0],
    charm: -along("maturity", 0.01 * maturity, delta).first[0],
    rho: along("rate", 1e-3).first[0],
    rhoDividend: along("dividend", 1e-3).first[0],
    vega: bySigma.first[0],
    volga: bySigma.second[0],
    vanna: bySigma.first[1],
  };
  for (const [name, value] of Object.entries(expected)) {
    const found = greeks[name as keyof Greeks] ?? NaN;
    const allowed = tolerance * (1 + Math.abs(value));
    assertAlmostEquals(found, value, allowed, `${name}: ${found}, ${value}`);
  }
}
