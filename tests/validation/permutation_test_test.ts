import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  monteCarloPValue,
  monteCarloTest,
} from "lib/validation/monte_carlo_p_value.ts";
import {
  signFlipTest,
  timingTest,
  twoSampleTest,
} from "lib/validation/permutation_test.ts";
import { DARWIN } from "../reference/paired_tests.ts";

Deno.test("signFlipTest() is Fisher's of Darwin's plants", () => {
  // Fisher (1935), section 21: 863 of the 2^15 patterns of signs reach 314 or
  // more, 835 exceed it; one-sided .02634.
  const { pValue } = signFlipTest(DARWIN.differences, {
    rng: makeRng(1),
    permutations: 40_000,
  });
  const exact = 863 / 2 ** 15;
  assertAlmostEquals(pValue, exact, 4 * Math.sqrt(exact / 40_000));
});

Deno.test("Permutation tests keep their level", () => {
  const rng = makeRng(2);
  const trials = 400;
  const rejected = { timing: 0, samples: 0 };
  for (let t = 0; t < trials; ++t) {
    // Drift and a lasting exposure are no timing.
    const market = Float64Array.from({ length: 40 }, () => 0.3 + rng.normal());
    const positions = Float64Array.from(
      { length: 40 },
      () => 0.5 + rng.normal(),
    );
    const options = { rng, permutations: 99 };
    if (timingTest(positions, market, options).pValue <= 0.1) ++rejected.timing;
    const { pValue } = twoSampleTest(
      market,
      market.map(() => 0.3 + rng.normal()),
      {
        ...options,
        alternative: "two-sided",
      },
    );
    if (pValue <= 0.1) ++rejected.samples;
  }
  // The standard error of 10 % in 400 trials is 1.5 %.
  assertAlmostEquals(rejected.timing / trials, 0.1, 0.06);
  assertAlmostEquals(rejected.samples / trials, 0.1, 0.06);
});

Deno.test("twoSampleTest() takes any statistic", () => {
  const rng = makeRng(3);
  const a = Float64Array.from({ length: 60 }, () => 3 * rng.normal());
  const b = Float64Array.from({ length: 60 }, () => rng.normal());
  const spread = (v: Float64Array) => v.reduce((s, x) => s + Math.abs(x), 0);
  const options = { rng, permutations: 999 };
  const statistic = (x: Float64Array, y: Float64Array) => spread(x) - spread(y);
  assert(twoSampleTest(a, b, { ...options, statistic }).pValue === 0.001);
  assert(twoSampleTest(a, b, options).pValue > 0.01);
});

Deno.test("monteCarloPValue() counts the data as a draw, and ties as extreme", () => {
  assertEquals(monteCarloPValue(1, [1, 1, 1]), 1);
  assertEquals(monteCarloPValue(0.1 + 0.2, [0.3, 0, 0]), 0.5);
  assertEquals(monteCarloPValue(9, [1, 2, 3], "two-sided"), 0.5);
  const { simulated, pValue } = monteCarloTest(5, (i) => i, {
    simulations: 10,
  });
  assertEquals([simulated.length, pValue], [10, 6 / 11]);
  assertThrows(() => monteCarloPValue(1, []), RangeError, "at least one");
  assertThrows(
    () => monteCarloPValue(1, [0, NaN]),
    RangeError,
    "number 1 is NaN",
  );
  assertThrows(
    () => timingTest([1], [1, 2], { rng: makeRng(1) }),
    TypeError,
    "2 returns and 1 positions",
  );
});
