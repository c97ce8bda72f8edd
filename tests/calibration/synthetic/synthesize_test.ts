import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import {
  isArbitrageFree,
  synthesize,
} from "lib/calibration/synthetic/synthesize.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import { PricingError } from "lib/core/errors.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const SMALL: SurfaceGrid = {
  maturities: Float64Array.of(0.25, 1),
  moneyness: Float64Array.of(0.8, 0.9, 1, 1.1, 1.2),
};

Deno.test("Surfaces without noise admit no arbitrage, whatever the law", () => {
  for (const name of ["variance-gamma", "cgmy", "nig", "heston", "bates"]) {
    const set = synthesize(lawByName(name), 24, { seed: 2 });
    assertEquals(set.withArbitrage, 0, name);
    assertEquals(set.drawn, 24);
    assertEquals(set.count + set.invalid + set.incomplete, 24);
    assertEquals(set.vols.length, 200 * set.count);
    const size = lawByName(name).space.size;
    assertEquals(set.parameters.length, size * set.count);
  }
});

Deno.test("A surface stands beside the parameters that make it, where others before it gave none", () => {
  const law = lawByName("nig");
  const set = synthesize(law, 40, { seed: 3, grid: SMALL });
  assert(set.invalid > 0);
  const pricer = new SurfacePricer(law, SMALL, { tolerance: 1e-8 });
  const vols = new Float32Array(10);
  for (let i = 0; i < set.count; ++i) {
    const params = law.space.toParams(
      set.parameters.subarray(3 * i, 3 * i + 3),
    );
    assert(pricer.volsInto(law.characteristicFunction(params), vols));
    assertEquals([...set.vols.subarray(10 * i, 10 * i + 10)], [...vols]);
  }
});

Deno.test("Points whose surface is not complete are counted and leave no gap", () => {
  const law = lawByName("black-scholes");
  // Below a volatility of about .01 nothing is left of a price at 80 %.
  const region = { sigma: [1e-3, 0.2] as const };
  const set = synthesize(law, 128, { seed: 1, grid: SMALL, region });
  assert(set.incomplete > 0 && set.incomplete < 64, `${set.incomplete}`);
  assertEquals(set.count, 128 - set.incomplete);
  for (let i = 0; i < set.count; ++i) {
    for (const vol of set.vols.subarray(10 * i, 10 * i + 10)) {
      assert(Math.abs(vol / set.parameters[i] - 1) < 1e-5);
    }
  }
});

Deno.test("Noise brings arbitrage about, and is the same for a seed", () => {
  const law = lawByName("variance-gamma");
  const draw = (seed: number) =>
    synthesize(law, 12, {
      seed,
      noise: { kind: "proportional", level: 0.05 },
    });
  const noisy = draw(1);
  assertEquals(noisy.count, 12);
  assertEquals(noisy.withArbitrage, 12);
  assertEquals(draw(1).vols, noisy.vols);
  const clean = synthesize(law, 12, { seed: 1 });
  assertEquals(clean.parameters, noisy.parameters);
  assert(noisy.vols.some((v, i) => v !== clean.vols[i]));
});

Deno.test("The noise of a point does not depend on where its chunk begins", () => {
  const law = lawByName("nig");
  const draw = (start: number, points: number) =>
    synthesize(law, points, {
      seed: 3,
      start,
      grid: SMALL,
      noise: { kind: "outliers", level: 0.01 },
    });
  const whole = draw(0, 60);
  const parts = [draw(0, 37), draw(37, 23)];
  assert(parts[0].invalid > 0 && parts[1].invalid > 0);
  assertEquals(parts.flatMap((p) => [...p.vols]), [...whole.vols]);
});

Deno.test("isArbitrageFree() sees a broken smile and a broken calendar", () => {
  const flat = new Float64Array(10).fill(0.2);
  assert(isArbitrageFree(flat, SMALL));
  const smile = flat.slice();
  smile[2] = 0.3;
  assert(!isArbitrageFree(smile, SMALL));
  // Total variance falls from .25 · .16 to 1 · .01.
  const calendar = flat.map((_, i) => i < 5 ? 0.4 : 0.1);
  assert(!isArbitrageFree(calendar, SMALL));
});

Deno.test("A law without a region and an aborted draw are refused", () => {
  assertThrows(() => trainingRegion("sabr"), PricingError, "those that have");
  const error = assertThrows(
    () =>
      synthesize(lawByName("variance-gamma"), 3, {
        signal: AbortSignal.abort(new Error("enough")),
      }),
    Error,
  );
  assertEquals(error.message, "enough");
  assertEquals(STANDARD_GRID.maturities.length, 10);
});
