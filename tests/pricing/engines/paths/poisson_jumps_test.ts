import { assert, assertEquals } from "@std/assert";
import { normalCdf } from "lib/math/normal.ts";
import { PoissonJumps } from "lib/pricing/engines/paths/poisson_jumps.ts";

/** Counts at a grid of normals: variance per jump is 1, its mean 0. */
function counts(lambda: number, step: number, z: Float64Array): Float64Array {
  const jumps = new PoissonJumps({ lambda, muJ: 0, sigmaJ: 1 }, step);
  const [mean, variance] = [
    new Float64Array(z.length),
    new Float64Array(z.length),
  ];
  jumps.addInto(z, 0, z.length, mean, variance, 0);
  return variance;
}

Deno.test("numbers of jumps have Poisson's probabilities", () => {
  const z = Float64Array.from({ length: 120_001 }, (_, i) => -6 + i * 1e-4);
  for (const [lambda, step] of [[0.5, 1 / 12], [3, 1], [40, 1]]) {
    const found = counts(lambda, step, z);
    const rate = lambda * step;
    let probability = Math.exp(-rate);
    let below = 0;
    for (let n = 0; n < 3 * rate + 3; ++n) {
      below += probability;
      // The last normal that still gives n jumps.
      const edge = found.findIndex((count) => count > n);
      const at = edge < 0 ? 1 : normalCdf(z[edge]);
      assert(Math.abs(at - below) < 5e-5, `${rate}: P(N <= ${n})`);
      probability *= rate / (n + 1);
    }
  }
});

Deno.test("no intensity means no jumps", () => {
  assertEquals(
    counts(0, 1, Float64Array.of(-6, 0, 6)),
    Float64Array.of(0, 0, 0),
  );
});
