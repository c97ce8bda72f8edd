import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  drawPrior,
  type Prior,
  priorLogDensity,
  priorSlope,
} from "lib/pricing/laws/prior.ts";

const PRIORS: readonly Prior[] = [
  { kind: "uniform", lower: -1, upper: 2 },
  { kind: "normal", mean: -0.2, sd: 0.2 },
  { kind: "truncated-normal", mean: 1, sd: 0.3, lower: 0.5, upper: 1.2 },
  { kind: "lognormal", median: 0.2, logSd: 0.5 },
  { kind: "gamma", shape: 2, rate: 0.5 },
  { kind: "gamma", shape: 0.7, rate: 2 },
];

/** Mean and variance by the midpoint rule on a fine grid. */
function moments(prior: Prior): [number, number] {
  const [from, to, n] = [-4, 60, 640_000];
  let [total, first, second] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const x = from + (to - from) * (i + 0.5) / n;
    const weight = Math.exp(priorLogDensity(prior, x));
    total += weight;
    first += weight * x;
    second += weight * x * x;
  }
  const mean = first / total;
  return [mean, second / total - mean * mean];
}

for (const prior of PRIORS) {
  const name = JSON.stringify(prior);
  Deno.test(`draws of ${name} have the moments of its density`, () => {
    const [mean, variance] = moments(prior);
    const rng = makeRng(17);
    const n = 40_000;
    const draws = Array.from({ length: n }, () => drawPrior(prior, rng));
    const average = draws.reduce((sum, x) => sum + x, 0) / n;
    // 4 standard errors, and what the grid misses of a pole at 0.
    assertAlmostEquals(average, mean, 4 * Math.sqrt(variance / n) + 1e-3);
    const spread = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / n;
    assertAlmostEquals(spread / variance, 1, 0.08);
    assert(draws.every((x) => priorLogDensity(prior, x) > -Infinity));
  });

  Deno.test(`the slope of ${name} is that of its density`, () => {
    for (const x of [0.6, 0.9, 1.1]) {
      const h = 1e-5;
      const slope =
        (priorLogDensity(prior, x + h) - priorLogDensity(prior, x - h)) /
        (2 * h);
      assertAlmostEquals(priorSlope(prior, x), slope, 1e-6);
    }
  });
}

Deno.test("the usual priors of variance gamma and CGMY", () => {
  const priors = (name: string) =>
    lawByName(name).space.parameters.map((p) => p.prior);
  assertEquals(priors("variance-gamma"), [
    { kind: "lognormal", median: 0.2, logSd: 0.5 },
    { kind: "gamma", shape: 2, rate: 2 },
    { kind: "normal", mean: -0.2, sd: 0.2 },
  ]);
  const decay: Prior = { kind: "gamma", shape: 2, rate: 0.5 };
  assertEquals(priors("cgmy"), [
    { kind: "lognormal", median: 0.1, logSd: 0.5 },
    decay,
    decay,
    { kind: "truncated-normal", mean: 1, sd: 0.3, lower: 0, upper: 2 },
  ]);
});
