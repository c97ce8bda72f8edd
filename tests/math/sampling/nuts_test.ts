import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { summarizeDraws } from "lib/math/sampling/diagnostics.ts";
import type { LogDensity } from "lib/math/sampling/log_density.ts";
import { nuts, type NutsOptions } from "lib/math/sampling/nuts.ts";
import { BANANA, CORRELATED, LOG_GAMMA, mapped } from "./targets.ts";

function chainsOf(target: LogDensity, options: Partial<NutsOptions> = {}) {
  return Array.from(
    { length: 4 },
    (_, c) =>
      nuts(target, new Float64Array(target.size).fill(c / 2), {
        rng: makeRng(11).child(`chain ${c}`),
        ...options,
      }),
  );
}

/** Asserts that the mean of a function of the draws is as expected. */
function assertMean(chains: readonly Float64Array[], expected: number) {
  const { mean, mcseMean, rHat } = summarizeDraws(chains);
  // 4 standard errors: one test in 16,000 would fail by chance.
  assertAlmostEquals(mean, expected, 4 * mcseMean);
  assert(rHat < 1.01, `R-hat is ${rHat}`);
}

for (const metric of ["diagonal", "dense"] as const) {
  Deno.test(`nuts() has the moments of a correlated normal, ${metric} mass`, () => {
    const chains = chainsOf(CORRELATED, { metric, draws: 3000 });
    assertMean(mapped(chains, 2, (q) => q[0]), 3);
    assertMean(mapped(chains, 2, (q) => q[1]), -5);
    assertMean(mapped(chains, 2, (q) => (q[0] - 3) ** 2), 1);
    assertMean(mapped(chains, 2, (q) => (q[1] + 5) ** 2), 100);
    assertMean(mapped(chains, 2, (q) => (q[0] - 3) * (q[1] + 5)), 9);
    assertEquals(chains.reduce((n, c) => n + c.divergences, 0), 0);
  });
}

Deno.test("nuts() has the moments of a curved density", () => {
  const chains = chainsOf(BANANA, { draws: 2000, targetAcceptance: 0.9 });
  assertMean(mapped(chains, 2, (q) => q[0]), 0);
  assertMean(mapped(chains, 2, (q) => q[0] ** 2), 1);
  assertMean(mapped(chains, 2, (q) => q[1]), 1);
  // Var(x²) + 1/4
  assertMean(mapped(chains, 2, (q) => (q[1] - 1) ** 2), 2.25);
});

Deno.test("nuts() has the moments of a skewed density in one dimension", () => {
  const chains = chainsOf(LOG_GAMMA);
  assertMean(mapped(chains, 1, (q) => Math.exp(q[0])), 1.5);
  assertMean(mapped(chains, 1, (q) => (Math.exp(q[0]) - 1.5) ** 2), 0.75);
  // ψ(3) − ln 2
  assertMean(mapped(chains, 1, (q) => q[0]), 0.9227843350984671 - Math.LN2);
});

Deno.test("the dense mass needs fewer gradients where parameters are correlated", () => {
  const leaps = (metric: "diagonal" | "dense") =>
    chainsOf(CORRELATED, { metric }).reduce((n, c) => n + c.evaluations, 0);
  assert(leaps("dense") < 0.8 * leaps("diagonal"));
});

Deno.test("the acceptance comes near its target", () => {
  for (const targetAcceptance of [0.6, 0.8, 0.95]) {
    const [{ acceptance }] = chainsOf(BANANA, { targetAcceptance });
    assertAlmostEquals(acceptance, targetAcceptance, 0.12);
  }
});

Deno.test("the gradients of a chain are exactly those it counts", () => {
  let calls = 0;
  const counted: LogDensity = {
    size: 2,
    evaluateInto(q, gradient) {
      ++calls;
      return CORRELATED.evaluateInto(q, gradient);
    },
  };
  const chain = nuts(counted, new Float64Array(2), {
    rng: makeRng(1),
    draws: 50,
    warmup: 50,
  });
  // The search for a first step size is counted too.
  assertEquals(chain.evaluations, calls);
});

Deno.test("a wall is reported as divergences", () => {
  const wall: LogDensity = {
    size: 1,
    evaluateInto(q, gradient) {
      if (gradient !== undefined) gradient[0] = -q[0];
      return q[0] > 0.2 ? -Infinity : -0.5 * q[0] * q[0];
    },
  };
  const chain = nuts(wall, Float64Array.of(-1), { rng: makeRng(2) });
  assert(chain.divergences > 10);
  assert(chain.values.every((q) => q <= 0.2));
  assertEquals(chain.diverged.reduce((n, d) => n + d, 0), chain.divergences);
});

Deno.test("the same stream gives the same chain", () => {
  const run = () =>
    nuts(BANANA, new Float64Array(2), { rng: makeRng(9), draws: 100 });
  assertEquals(run(), run());
});

Deno.test("nuts() reports progress and stops when told", () => {
  const seen: number[] = [];
  nuts(LOG_GAMMA, new Float64Array(1), {
    rng: makeRng(1),
    draws: 300,
    warmup: 200,
    onProgress: ({ done }) => seen.push(done),
  });
  assertEquals(seen.at(-1), 500);
  assert(seen.length <= 101);
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  assertThrows(
    () =>
      nuts(LOG_GAMMA, new Float64Array(1), {
        rng: makeRng(1),
        signal: stop.signal,
      }),
    Error,
    "enough",
  );
});

Deno.test("nuts() names what is out of range", () => {
  const run = (options: Partial<NutsOptions>, start = 0) => () =>
    nuts(LOG_GAMMA, Float64Array.of(start), { rng: makeRng(1), ...options });
  assertThrows(run({ draws: 0 }), RangeError, "draws");
  assertThrows(run({ warmup: 1.5 }), RangeError, "warmup");
  assertThrows(run({ targetAcceptance: 1 }), RangeError, "targetAcceptance");
  assertThrows(run({ maxDepth: 21 }), RangeError, "maxDepth");
  assertThrows(run({}, NaN), RangeError, "start");
});
