import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { bootstrapInterval, meanOf } from "lib/validation/bootstrap.ts";

/** How often a 90 % interval holds the mean 0, and its mean width. */
function coverage(persistence: number, block: number) {
  const rng = makeRng(17);
  const trials = 300;
  let held = 0;
  for (let trial = 0; trial < trials; ++trial) {
    let last = rng.normal() / Math.sqrt(1 - persistence ** 2);
    const series = Float64Array.from({ length: 100 }, () => {
      last = persistence * last + rng.normal();
      return last;
    });
    const { low, high } = bootstrapInterval(series, meanOf, {
      rng: rng.child(`${trial}`),
      resamples: 300,
      level: 0.9,
      block,
    });
    if (low <= 0 && 0 <= high) ++held;
  }
  return held / trials;
}

Deno.test("bootstrapInterval() holds the mean as often as it says", () => {
  // The standard error of 90 % in 300 trials is 1.7 %.
  const share = coverage(0, 1);
  assert(Math.abs(share - 0.9) < 4 * 0.017, `${share}`);
});

Deno.test("bootstrapInterval() needs blocks where neighbours are alike", () => {
  const [alone, blocks] = [coverage(0.6, 1), coverage(0.6, 12)];
  // A hundred values are few for blocks of twelve: some width is still lost.
  assert(alone < 0.65, `${alone}`);
  assert(blocks > 0.7, `${blocks}`);
});

Deno.test("bootstrapInterval() is the same for a seed and gives the estimate itself", () => {
  const values = Float64Array.of(3, 1, 4, 1, 5, Math.E, Math.PI);
  const at = (seed: number) =>
    bootstrapInterval(values, meanOf, { rng: makeRng(seed), block: 2 });
  assertEquals(at(1), at(1));
  assert(at(1).low !== at(2).low || at(1).high !== at(2).high);
  assertEquals(at(1).estimate, meanOf(values));
  const rng = makeRng(1);
  assertThrows(
    () => bootstrapInterval(new Float64Array(0), meanOf, { rng }),
    RangeError,
    "values must be",
  );
  assertThrows(
    () => bootstrapInterval(values, meanOf, { rng, block: 8 }),
    RangeError,
    "block must be a whole number in [1, 7]: current value is 8",
  );
});
