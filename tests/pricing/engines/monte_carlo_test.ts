import { assert, assertEquals, assertThrows } from "@std/assert";
import { PricingError } from "lib/core/errors.ts";
import type { Progress } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { normalPdf } from "lib/math/normal.ts";
import { blackPrice } from "lib/pricing/black.ts";
import { geometricAsianPrice } from "lib/pricing/engines/asian_geometric.ts";
import { levyGeometricAsian } from "lib/pricing/engines/asian_geometric_levy.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import {
  type MonteCarloOptions,
  priceMonteCarlo,
} from "lib/pricing/engines/monte_carlo.ts";
import type { Payoff } from "lib/pricing/engines/monte_carlo_payoffs.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";

const TERMS = {
  spot: 100,
  strike: 103,
  rate: 0.03,
  dividend: 0.01,
  maturity: 0.7,
  isCall: true,
};
const EUROPEAN: Payoff = { kind: "european" };

function run(
  law: string,
  params: LawParams,
  payoff: Payoff,
  options: Partial<MonteCarloOptions> = {},
  terms = TERMS,
) {
  const model = { law: lawByName(law), params };
  const all = { rng: makeRng(6), tolerance: 0, maxPaths: 2 ** 14, ...options };
  return priceMonteCarlo(model, terms, payoff, all);
}

function asian(
  fixings: number | "continuous",
  average: "arithmetic" | "geometric" = "arithmetic",
): Payoff {
  return { kind: "asian", average, fixings };
}

function europeanPrice(law: string, params: LawParams): number {
  const { spot, strike, rate, dividend, maturity: tau, isCall } = TERMS;
  return lewis.price(lawByName(law).characteristicFunction(params), {
    forward: spot * Math.exp((rate - dividend) * tau),
    discount: Math.exp(-rate * tau),
    tau,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(isCall ? 1 : 0),
  }, { tolerance: 1e-10 }).prices[0];
}

Deno.test("an average of one fixing is the European: exactly where nothing else is drawn", () => {
  for (const law of LAWS) {
    const params = law.space.start();
    const exact = europeanPrice(law.name, params);
    const { price, error } = run(law.name, params, asian(1));
    const drawn = ["merton", "heston", "bates"].includes(law.name);
    assert(drawn ? error < 5e-3 : error < 2e-8, `${law.name}: ${error}`);
    assert(Math.abs(price - exact) < 4 * error, `${law.name}: ${price}`);
  }
});

Deno.test("geometric averages without controls are their closed forms in standard errors", () => {
  for (const law of LAWS.filter((one) => one.levy)) {
    const params = law.space.start();
    const exact = law.name === "black-scholes"
      ? geometricAsianPrice(TERMS, { fixings: 12, sigma: params["sigma"] })
      : levyGeometricAsian({ law, params }, TERMS, {
        fixings: 12,
        tolerance: 1e-9,
      }).price;
    const { price, error } = run(law.name, params, asian(12, "geometric"), {
      controls: false,
    });
    assert(error < 0.02, `${law.name}: ${error}`);
    assert(Math.abs(price - exact) < 4 * error, `${law.name}: ${price}`);
  }
});

Deno.test("a tail that carries the forward leaves averages right, and is owned to elsewhere", () => {
  // The moment strip ends at 1.2: draws leave out 1 % of a month's forward.
  const law = lawByName("kou");
  const params = { sigma: 0.1, lambda: 1, p: 0.5, eta1: 1.2, eta2: 5 };
  const put = { ...TERMS, isCall: false };
  const options = { fixings: 4, tolerance: 1e-9 };
  const exact = levyGeometricAsian({ law, params }, put, options).price;
  const free = { controls: false, maxPaths: 2 ** 16 };
  const found = run("kou", params, asian(4, "geometric"), free, put);
  assert(found.error < 0.05);
  assert(Math.abs(found.price - exact) < 4 * found.error);
  const call = run("kou", params, asian(4), { maxPaths: 2 ** 16 });
  const sold = run("kou", params, asian(4), { maxPaths: 2 ** 16 }, put);
  const { spot, strike, rate, dividend, maturity } = TERMS;
  const mean = [1, 2, 3, 4].reduce(
    (sum, i) => sum + Math.exp((rate - dividend) * maturity * i / 4) / 4,
    0,
  );
  const parity = Math.exp(-rate * maturity) * (spot * mean - strike);
  assert(Math.abs(call.price - sold.price - parity) < 1e-9);
  assert(run("kou", params, EUROPEAN).error > 1);
});

Deno.test("both samplers agree on arithmetic averages of every law", () => {
  for (const law of LAWS) {
    const params = law.space.start();
    const sobol = run(law.name, params, asian(6));
    const pseudo = run(law.name, params, asian(6), { sampler: "pseudo" });
    const error = Math.hypot(sobol.error, pseudo.error);
    assert(Math.abs(sobol.price - pseudo.price) < 4 * error, law.name);
    assert(sobol.error < pseudo.error, law.name);
  }
});

Deno.test("calls less puts on an average are worth its discounted mean less the strike", () => {
  for (const law of ["kou", "bates"]) {
    const params = lawByName(law).space.start();
    const call = run(law, params, asian(4));
    const put = run(law, params, asian(4), {}, { ...TERMS, isCall: false });
    const { spot, strike, rate, dividend, maturity } = TERMS;
    const mean = [1, 2, 3, 4].reduce(
      (sum, i) => sum + Math.exp((rate - dividend) * maturity * i / 4) / 4,
      0,
    );
    const parity = Math.exp(-rate * maturity) * (spot * mean - strike);
    const error = Math.hypot(call.error, put.error);
    assert(error < 0.05, law);
    assert(Math.abs(call.price - put.price - parity) < 4 * error, law);
  }
});

Deno.test("barriers watched at the fixings add up, and equal the same as a path payoff", () => {
  const params = lawByName("heston").space.start();
  const barrier = (kind: "up-and-out" | "up-and-in"): Payoff => ({
    kind: "barrier",
    barrier: { kind, level: 115 },
    fixings: 8,
  });
  const out = run("heston", params, barrier("up-and-out"));
  const inward = run("heston", params, barrier("up-and-in"));
  const exact = europeanPrice("heston", params);
  // The European is a control, so in and out add up to it.
  assert(Math.abs(out.price + inward.price - exact) < 1e-9);
  const path = run("heston", params, {
    kind: "path",
    fixings: 8,
    value: (spots, { strike }) =>
      spots.some((spot) => spot >= 115)
        ? 0
        : Math.max(0, spots[spots.length - 1] - strike),
  });
  assertEquals(path.price, out.price);
  assertEquals(path.error, out.error);
});

Deno.test("a barrier watched twice is the integral of Black's formula over the first look", () => {
  const sigma = 0.25;
  const { spot, strike, rate, dividend, maturity } = TERMS;
  const half = maturity / 2;
  const growth = Math.exp((rate - dividend) * half);
  const deviation = sigma * Math.sqrt(half);
  // Simpson's rule above the level; a last price at or below 95 pays nothing.
  const low = (Math.log(95 / (spot * growth)) + deviation ** 2 / 2) / deviation;
  const pieces = 2000;
  const width = (9 - low) / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; ++i) {
    const z = low + i * width;
    const first = spot * growth * Math.exp(deviation * z - deviation ** 2 / 2);
    const weight = i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * normalPdf(z) * blackPrice({
      forward: first * growth,
      strike,
      tau: half,
      sigma,
      discount: Math.exp(-rate * maturity),
      isCall: true,
    });
  }
  const exact = sum * width / 3;
  for (const sampler of ["sobol", "pseudo"] as const) {
    const { price, error } = run("black-scholes", { sigma }, {
      kind: "barrier",
      barrier: { kind: "down-and-out", level: 95 },
      fixings: 2,
    }, { sampler, maxPaths: 2 ** 16 });
    assert(error < 0.05);
    assert(Math.abs(price - exact) < 4 * error, `${price} for ${exact}`);
  }
});

Deno.test("the same seed gives the same result, another seed another", () => {
  const params = { sigma: 0.2 };
  const first = run("black-scholes", params, asian(5));
  assertEquals(run("black-scholes", params, asian(5)), first);
  const other = run("black-scholes", params, asian(5), { rng: makeRng(7) });
  assert(other.price !== first.price);
});

Deno.test("paths double until the tolerance is met, and stop at the cap", () => {
  const params = { sigma: 0.2 };
  const loose = run("black-scholes", params, EUROPEAN, {
    sampler: "pseudo",
    tolerance: 0.02,
    maxPaths: 2 ** 22,
  });
  assert(loose.error <= 0.02 && loose.paths < 2 ** 20);
  const capped = run("black-scholes", params, EUROPEAN, { maxPaths: 5000 });
  assert(capped.paths <= 5000 && capped.error > 0);
});

Deno.test("a standard error holds for averages under Heston: 2 of them in about 94 of 100 runs", () => {
  const params = lawByName("heston").space.start();
  const exact = run("heston", params, asian(2), { maxPaths: 2 ** 19 }).price;
  let inside = 0;
  for (let seed = 0; seed < 60; ++seed) {
    const { price, error } = run("heston", params, asian(2), {
      rng: makeRng(seed),
      maxPaths: 2048,
      stepsPerYear: 8,
    });
    if (Math.abs(price - exact) < 2 * error) ++inside;
  }
  // 56 expected of 60, standard deviation 1.9.
  assert(inside >= 50, `${inside}`);
});

Deno.test("progress is told and a signal stops the run", () => {
  const seen: Progress[] = [];
  run("black-scholes", { sigma: 0.2 }, EUROPEAN, {
    maxPaths: 2 ** 18,
    onProgress: (progress) => seen.push(progress),
  });
  assert(seen.length > 1 && seen.length < 50);
  assertEquals(seen[seen.length - 1].done, seen[seen.length - 1].total);
  const signal = AbortSignal.abort(new Error("enough"));
  assertThrows(
    () => run("black-scholes", { sigma: 0.2 }, EUROPEAN, { signal }),
    Error,
    "enough",
  );
});

Deno.test("what cannot be simulated is refused with its value", () => {
  const bs = { sigma: 0.2 };
  assertThrows(
    () => run("black-scholes", { sigma: -1 }, EUROPEAN),
    PricingError,
    "sigma",
  );
  assertThrows(() => run("black-scholes", bs, asian(0)), RangeError, "fixings");
  assertThrows(
    () => run("black-scholes", bs, EUROPEAN, { maxPaths: NaN }),
    RangeError,
    "maxPaths",
  );
  assertThrows(
    () => run("black-scholes", bs, EUROPEAN, { tolerance: -1 }),
    RangeError,
    "tolerance",
  );
  assertThrows(
    () =>
      run(
        "nig",
        lawByName("nig").space.start(),
        asian("continuous", "geometric"),
      ),
    PricingError,
    "levyGeometricAsian",
  );
  const broken: Payoff = { kind: "path", fixings: 2, value: () => NaN };
  assertThrows(() => run("black-scholes", bs, broken), RangeError, "NaN");
});
