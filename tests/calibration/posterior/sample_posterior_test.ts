import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { prepareNoise } from "lib/calibration/posterior/noise.ts";
import { drawsOf } from "lib/calibration/posterior/draws_of.ts";
import {
  type PosteriorOptions,
  samplePosterior,
} from "lib/calibration/posterior/sample_posterior.ts";
import { PosteriorTarget } from "lib/calibration/posterior/target.ts";
import { summarizeDraws } from "lib/math/sampling/diagnostics.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { noisyQuotes } from "./quotes.ts";

const TRUTH = { sigma: 0.2, nu: 0.3, theta: -0.15 };
const law = lawByName("variance-gamma");
const quotes = noisyQuotes("variance-gamma", TRUTH);
const FEW: PosteriorOptions = { draws: 40, warmup: 60, chains: 3, seed: 5 };

Deno.test("samplePosterior() agrees with quadrature in one dimension", async () => {
  const bs = lawByName("black-scholes");
  const few = noisyQuotes("black-scholes", { sigma: 0.2 }, {
    noise: 0.03,
    strikes: [90, 100, 110],
    maturities: [0.5],
  });
  const noise = { kind: "fixed", sd: 0.03 } as const;
  const priors = { sigma: { kind: "gamma", shape: 3, rate: 10 } } as const;
  const target = new PosteriorTarget(bs, few, prepareNoise(few, noise), priors);
  const [mean, sd] = momentsOnGrid(target, 0);
  const { parameters } = await samplePosterior(few, bs, { noise, priors });
  const { sigma } = parameters;
  assertAlmostEquals(sigma.mean, mean, 4 * sigma.mcseMean);
  assertAlmostEquals(sigma.sd, sd, 4 * sigma.mcseSd);
  assert(sigma.rHat < 1.01);
});

Deno.test("samplePosterior() agrees with quadrature in two dimensions", async () => {
  const bs = lawByName("black-scholes");
  const few = noisyQuotes("black-scholes", { sigma: 0.2 }, {
    noise: 0.01,
    strikes: [90, 100, 105, 110],
    maturities: [0.5],
  });
  const noise = { kind: "sampled", scale: 0.02 } as const;
  const target = new PosteriorTarget(bs, few, prepareNoise(few, noise));
  const { parameters } = await samplePosterior(few, bs, {
    noise,
    draws: 2000,
    targetAcceptance: 0.9,
  });
  for (const [j, name] of ["sigma", "noise"].entries()) {
    const [mean, sd] = momentsOnGrid(target, j);
    const summary = parameters[name];
    assertAlmostEquals(summary.mean, mean, 4 * summary.mcseMean, name);
    assertAlmostEquals(summary.sd, sd, 4 * summary.mcseSd, name);
  }
});

Deno.test("NUTS and the ensemble have the same posterior, around the truth", async () => {
  const noise = { kind: "fixed", sd: 0.003 } as const;
  const shared = { noise, workers: 2 };
  const byNuts = await samplePosterior(quotes, law, {
    ...shared,
    draws: 1000,
    chains: 2,
  });
  const byEnsemble = await samplePosterior(quotes, law, {
    ...shared,
    sampler: "ensemble",
    chains: 2,
    draws: 1500,
    warmup: 500,
  });
  assertEquals(byNuts.divergences, 0);
  for (const name of law.space.names) {
    const [a, b] = [byNuts.parameters[name], byEnsemble.parameters[name]];
    // Walkers of one ensemble lean on each other: 5 standard errors.
    const error = Math.hypot(a.mcseMean, b.mcseMean);
    assertAlmostEquals(a.mean, b.mean, 5 * error, name);
    assertAlmostEquals(a.sd / b.sd, 1, 0.15, name);
    const truth = TRUTH[name as keyof typeof TRUTH];
    assertAlmostEquals(a.mean, truth, 4 * a.sd, name);
  }
});

Deno.test("threads do not change a draw", async () => {
  const [here, one, two] = await Promise.all(
    [0, 1, 2].map((workers) =>
      samplePosterior(quotes, law, { ...FEW, workers })
    ),
  );
  assertEquals(one.values, here.values);
  assertEquals(two.values, here.values);
  assertEquals(two.parameters, here.parameters);
});

Deno.test("chains differ, seeds matter, and the same seed repeats", async () => {
  const run = (seed: number) =>
    samplePosterior(quotes, law, { ...FEW, chains: 2, seed });
  const [a, again, b] = [await run(1), await run(1), await run(2)];
  assertEquals(a.values, again.values);
  assert(a.values[0][0] !== a.values[1][0]);
  assert(a.values[0][0] !== b.values[0][0]);
});

for (const workers of [0, 1]) {
  Deno.test(`aborting stops the chains, ${workers} threads`, async () => {
    const stop = new AbortController();
    let seen = 0;
    await assertRejects(
      () =>
        samplePosterior(quotes, law, {
          draws: 100_000,
          workers,
          signal: stop.signal,
          onProgress: ({ done }) => {
            seen = done;
            stop.abort(new Error("enough"));
          },
        }),
      Error,
      "enough",
    );
    assert(seen > 0);
  });
}

Deno.test("short chains are not sold as an answer", async () => {
  const { warnings } = await samplePosterior(quotes, law, {
    ...FEW,
    draws: 20,
  });
  assert(warnings.some((text) => text.includes("effective draws")));
});

Deno.test("a law that cannot follow the quotes says so where the noise is given", async () => {
  const { warnings, misfit } = await samplePosterior(
    quotes,
    lawByName("black-scholes"),
    { draws: 400, warmup: 200, noise: { kind: "fixed", sd: 0.002 } },
  );
  assert(misfit > 2);
  assert(warnings.some((text) => text.includes("too narrow")), warnings.join());
});

Deno.test("summaries are those of the draws", async () => {
  const posterior = await samplePosterior(quotes, law, FEW);
  const chains = drawsOf(posterior, "nu");
  assertEquals(chains.map((c) => c.length), [40, 40, 40]);
  assertEquals(posterior.parameters.nu, summarizeDraws(chains));
  assertEquals(posterior.names, ["sigma", "nu", "theta", "noise"]);
});

Deno.test("of very many quotes an even choice is used, and said", async () => {
  const posterior = await samplePosterior(quotes, law, {
    ...FEW,
    mostQuotes: 8,
  });
  assert(posterior.quotes.size <= 8);
  assertEquals(
    posterior.warnings[0],
    `${posterior.quotes.size} of 14 quotes are used, evenly chosen`,
  );
});

Deno.test("options out of range are named", async () => {
  const refuse = (options: PosteriorOptions, words: string) =>
    assertRejects(
      () => samplePosterior(quotes, law, options),
      RangeError,
      words,
    );
  await refuse({ draws: 3 }, "draws");
  await refuse({ chains: 0 }, "chains");
  await refuse({ warmup: -1 }, "warmup");
  await refuse({ seed: 1.5 }, "seed");
  await refuse({ ...FEW, sampler: "ensemble", walkers: 7 }, "even");
});

/** Mean and sd of parameter `j` by the trapezoid rule over all coordinates. */
function momentsOnGrid(target: PosteriorTarget, j: number): [number, number] {
  // Around σ = 0.2, with a step well below the width of the posterior.
  const [middle] = target.toUnconstrained([0.2, 0.01]);
  const axis = Array.from(
    { length: 401 },
    (_, i) => middle + 0.005 * (i - 200),
  );
  const points = target.size === 1
    ? axis.map((y) => Float64Array.of(y))
    : axis.flatMap((y) =>
      Array.from({ length: 81 }, (_, k) => Float64Array.of(y, -9 + 0.1 * k))
    );
  const logs = points.map((y) => target.evaluateInto(y));
  const most = logs.reduce((m, log) => Math.max(m, log), -Infinity);
  let [total, first, second] = [0, 0, 0];
  points.forEach((y, i) => {
    const weight = Math.exp(logs[i] - most);
    const value = target.fromUnconstrained(y)[j];
    total += weight;
    first += weight * value;
    second += weight * value * value;
  });
  const mean = first / total;
  return [mean, Math.sqrt(second / total - mean * mean)];
}
