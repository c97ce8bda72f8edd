import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { predictiveBands } from "lib/calibration/posterior/predictive.ts";
import {
  priceAtDraw,
  propagate,
  usualContracts,
} from "lib/calibration/posterior/propagate.ts";
import { thinDraws } from "lib/calibration/posterior/thin_draws.ts";
import { makeRng } from "lib/core/rng.ts";
import { noisyQuotes } from "./quotes.ts";

const quotes = noisyQuotes("black-scholes", { sigma: 0.2 }, { noise: 0.01 });

/** 4 chains of normal draws of σ, and of a noise. */
function posterior(sd: number, noise?: number, given = 0.01) {
  const rng = makeRng(12);
  const names = noise === undefined ? ["sigma"] : ["sigma", "noise"];
  const draw = () => {
    const sigma = 0.2 + sd * rng.normal();
    return noise === undefined ? [sigma] : [sigma, noise];
  };
  const values = Array.from(
    { length: 4 },
    () => Float64Array.from(Array.from({ length: 500 }, draw).flat()),
  );
  const model = noise === undefined
    ? { kind: "fixed", sd: given } as const
    : { kind: "sampled" } as const;
  return { law: "black-scholes", names, values, quotes, noise: model };
}

Deno.test("bands of the law are quantiles of its volatility", () => {
  const { expiries } = predictiveBands(
    posterior(0.01, undefined, 1e-9),
    { draws: 2000 },
  );
  assertEquals(expiries.map(({ maturity }) => maturity), [0.25, 1]);
  for (const { law: band, quote, strike } of expiries) {
    assertEquals([strike[0], strike.at(-1)], [80, 120]);
    for (let i = 0; i < strike.length; ++i) {
      // Quantiles of 2,000 normals: a standard error of 5e-4.
      assertAlmostEquals(band.low[i], 0.2 - 0.01645, 2e-3);
      assertAlmostEquals(band.median[i], 0.2, 2e-3);
      assertAlmostEquals(band.high[i], 0.2 + 0.01645, 2e-3);
      assertAlmostEquals(quote.low[i], band.low[i], 1e-6);
    }
  }
});

Deno.test("bands of quotes hold the noise too, given or sampled", () => {
  const width = Math.hypot(0.01, 0.02);
  const given = predictiveBands(
    posterior(0.01, undefined, 0.02),
    { draws: 2000 },
  );
  const sampled = predictiveBands(posterior(0.01, 0.02), { draws: 2000 });
  for (const { expiries } of [given, sampled]) {
    const { low, high } = expiries[0].quote;
    assertAlmostEquals((high[3] - low[3]) / 2, 1.645 * width, 3e-3);
  }
  // Noise of 0.01 is well inside a band that expects 0.02.
  assert(given.coverage > 0.9);
});

Deno.test("quotes outside the band are told", () => {
  const { coverage, expiries } = predictiveBands(
    posterior(1e-4, undefined, 1e-4),
  );
  assert(coverage < 0.3);
  const outside = expiries.flatMap((e) => e.quotes).filter((q) => !q.inside);
  assert(outside.every((q) => Math.abs(q.impliedVol - 0.2) > 1e-4));
});

Deno.test("thinDraws() spreads over all chains", () => {
  const values = [0, 1].map((c) =>
    Float64Array.from({ length: 10 }, (_, i) => 10 * c + i)
  );
  const thin = thinDraws({ names: ["a"], values }, 4);
  assertEquals(thin.map(([v]) => v), [2, 7, 12, 17]);
  assertEquals(thinDraws({ names: ["a"], values }, 99).length, 20);
});

Deno.test("propagate() gives the spread of the parameters, not of the paths", async () => {
  const market = { spot: 100, rate: 0.02, dividend: 0, maturity: 1 };
  const draws = posterior(0.005);
  const options = { draws: 12, paths: 4096 };
  const [barrier, asian] = await propagate(
    draws,
    usualContracts(market),
    options,
  );
  assertEquals([barrier.draws, barrier.prices.length], [12, 12]);
  // On the same paths the price is a smooth function of σ.
  const sigmas = thinDraws(draws, 12).map(([sigma]) => sigma);
  const order = sigmas.map((_, i) => i).sort((a, b) => sigmas[a] - sigmas[b]);
  const prices = order.map((i) => asian.prices[i]);
  assert(prices.every((price, i) => i === 0 || price > prices[i - 1]));
  assert(asian.q05 < asian.q50 && asian.q50 < asian.q95);
  assert(barrier.simulationError > 0);
  // Vega of the average of a year is about 0.6 of the plain one's 38.
  assertAlmostEquals(asian.sd / 0.005, 23, 9);
});

Deno.test("propagate() has the same prices in threads", async () => {
  const contracts = usualContracts({
    spot: 100,
    rate: 0,
    dividend: 0,
    maturity: 0.5,
  });
  const run = (workers: number) =>
    propagate(posterior(0.01), contracts, { draws: 6, paths: 1024, workers });
  assertEquals(await run(2), await run(0));
});

Deno.test("priceAtDraw() with a barrier never reached is the plain option", () => {
  const terms = {
    spot: 100,
    strike: 100,
    rate: 0,
    dividend: 0,
    maturity: 1,
    isCall: true,
  };
  const [{ price, error }] = priceAtDraw({
    law: "black-scholes",
    params: Float64Array.of(0.2),
    contracts: [{
      name: "far",
      terms,
      payoff: {
        kind: "barrier",
        barrier: { kind: "down-and-out", level: 1 },
        fixings: 4,
      },
    }],
    paths: 32768,
    seed: 3,
  });
  assertAlmostEquals(price, 7.965567455405804, 4 * error);
});
