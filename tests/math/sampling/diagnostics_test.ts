import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  bulkEss,
  rankRHat,
  summarizeDraws,
  tailEss,
} from "lib/math/sampling/diagnostics.ts";
import {
  DIAGNOSTICS,
  referenceChains,
} from "../../reference/mcmc_diagnostics.ts";

for (const { kind, ...expected } of DIAGNOSTICS) {
  Deno.test(`summarizeDraws() gives ArviZ's figures for chains "${kind}"`, () => {
    const summary = summarizeDraws(referenceChains(kind));
    for (const [name, value] of Object.entries(expected)) {
      const found = summary[name as keyof typeof expected];
      // Both sum in doubles; the inverse normal CDFs agree to 1e-15.
      const allowed = 1e-10 * Math.max(1, Math.abs(value));
      assertAlmostEquals(found, value, allowed, name);
    }
  });
}

Deno.test("independent draws are worth their number", () => {
  const rng = makeRng(3);
  const chains = Array.from(
    { length: 4 },
    () => Float64Array.from({ length: 2000 }, () => rng.normal()),
  );
  // The relative error of the estimate is a few per cent at 8,000 draws.
  assertAlmostEquals(bulkEss(chains) / 8000, 1, 0.15);
  assertAlmostEquals(tailEss(chains) / 8000, 1, 0.15);
  assertAlmostEquals(rankRHat(chains), 1, 0.003);
});

Deno.test("an autoregression is worth (1 − ρ)/(1 + ρ) of its draws", () => {
  const rng = makeRng(5);
  const chains = Array.from({ length: 4 }, () => {
    let x = 0;
    return Float64Array.from(
      { length: 5000 },
      () => x = 0.8 * x + rng.normal(),
    );
  });
  // The sum of the autocorrelations is known to about 15 %.
  assertAlmostEquals(bulkEss(chains) / 20000, 0.2 / 1.8, 0.02);
});

Deno.test("a chain that does not move is one draw for R-hat, constant ones all", () => {
  const still = Array.from({ length: 2 }, () => new Float64Array(50).fill(3));
  assertEquals(bulkEss(still), 100);
  const stuck = [new Float64Array(50).fill(3), new Float64Array(50).fill(4)];
  assert(!(rankRHat(stuck) < 1.01));
});

Deno.test("a single chain has no R-hat, and a value that is not finite no ESS", () => {
  const wave = Float64Array.from({ length: 50 }, (_, i) => Math.sin(5 * i));
  assertEquals(summarizeDraws([wave]).rHat, NaN);
  const broken = wave.slice();
  broken[7] = Infinity;
  assertEquals(summarizeDraws([broken]).mcseMean, NaN);
});

Deno.test("summarizeDraws() refuses ragged, short and no chains", () => {
  assertThrows(() => summarizeDraws([]), TypeError, "at least one");
  assertThrows(
    () => summarizeDraws([new Float64Array(9), new Float64Array(8)]),
    TypeError,
    "[9, 8]",
  );
  assertThrows(() => summarizeDraws([new Float64Array(3)]), TypeError, "[3]");
});
