import { assert } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { priceMonteCarlo } from "lib/pricing/engines/monte_carlo.ts";
import { priceAsianMonteCarlo } from "lib/pricing/engines/monte_carlo_asian.ts";
import { priceLewis } from "lib/pricing/engines/lewis.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { LEWIS_HESTON } from "../../reference/published_prices.ts";

const TERMS = {
  spot: 100,
  strike: 100,
  rate: 0.09,
  dividend: 0,
  maturity: 1,
  isCall: true,
};

Deno.test("continuous averages meet Vecer's prices within four standard errors", () => {
  // Vecer (2001), J. Computational Finance 4(4), 105–113: S = 100, r = 0.09.
  for (
    const [sigma, strike, published] of [
      [0.05, 95, 8.8088392],
      [0.05, 100, 4.3082350],
      [0.05, 105, 0.9583841],
      [0.3, 100, 8.8287588],
    ]
  ) {
    const model = { law: lawByName("black-scholes"), params: { sigma } };
    const { price, error } = priceAsianMonteCarlo(
      model,
      { ...TERMS, strike },
      { average: "arithmetic", fixings: "continuous" },
      { rng: makeRng(5), maxPaths: 2 ** 14, tolerance: 0 },
    );
    assert(error < 2e-3);
    // The printed price has seven decimals.
    assert(Math.abs(price - published) < 4 * error + 5e-7);
  }
});

Deno.test("every law's Europeans are the Fourier prices within five standard errors", () => {
  for (const law of LAWS) {
    const params = law.space.start();
    const forward = 100 * Math.exp(0.09);
    const exact = priceLewis(law.characteristicFunction(params), {
      forward,
      discount: Math.exp(-0.09),
      tau: 1,
      strikes: Float64Array.of(100),
      isCall: Uint8Array.of(1),
    }).prices[0];
    const { price, error } = priceMonteCarlo({ law, params }, TERMS, {
      kind: "european",
    }, { rng: makeRng(8), maxPaths: 2 ** 15, tolerance: 0 });
    assert(error < 0.05, law.name);
    assert(Math.abs(price - exact) < 5 * error, `${law.name}: ${price}`);
  }
});

Deno.test("Heston meets Alan Lewis's prices within four standard errors", () => {
  const model = { law: lawByName("heston"), params: LEWIS_HESTON.params };
  for (const { strike, call } of LEWIS_HESTON.rows) {
    const terms = { ...TERMS, strike, rate: 0.01, dividend: 0.02 };
    const { price, error } = priceMonteCarlo(model, terms, {
      kind: "european",
    }, { rng: makeRng(9), maxPaths: 2 ** 14, tolerance: 0 });
    assert(error < 0.1);
    assert(Math.abs(price - call) < 4 * error);
  }
});

Deno.test("two standard errors hold the price in about 95 runs of 100", () => {
  const model = { law: lawByName("black-scholes"), params: { sigma: 0.2 } };
  const terms = { ...TERMS, rate: 0.05 };
  for (const sampler of ["sobol", "pseudo"] as const) {
    let inside = 0;
    for (let seed = 0; seed < 100; ++seed) {
      const { price, error } = priceMonteCarlo(model, terms, {
        kind: "european",
      }, { rng: makeRng(seed), sampler, maxPaths: 4096, tolerance: 0 });
      if (Math.abs(price - 10.450583572185565) < 2 * error) ++inside;
    }
    // Student's t with 15 degrees: 93.6 expected, standard deviation 2.4.
    assert(inside >= 86 && inside <= 100, `${sampler}: ${inside}`);
  }
});
