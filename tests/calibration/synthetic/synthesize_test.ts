import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import {
  isArbitrageFree,
  synthesize,
} from "lib/calibration/synthetic/synthesize.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";

const SMALL: SurfaceGrid = {
  maturities: Float64Array.of(0.25, 1),
  moneyness: Float64Array.of(0.8, 0.9, 1, 1.1, 1.2),
};

for (const law of LAWS) {
  Deno.test(`synthesize() gives whole surfaces of ${law.name} without arbitrage`, () => {
    const set = synthesize(law, 40, { seed: 2 });
    assertEquals(set.drawn, 40);
    assertEquals(set.count + set.invalid + set.incomplete, 40);
    assertEquals([set.incomplete, set.withArbitrage], [0, 0]);
    assertEquals(set.parameters.length, set.count * law.space.size);
    assertEquals(set.vols.length, set.count * 200);
    assert(set.vols.every((vol) => vol > 0.01 && vol < 5));
  });
}

Deno.test("synthesize() in parts gives what it gives in one", () => {
  for (const noise of [{ kind: "none" }, { kind: "proportional" }] as const) {
    const law = lawByName("heston");
    const whole = synthesize(law, 12, { seed: 4, noise });
    const parts = [[0, 5], [5, 7]].flatMap(([start, length]) => [
      ...synthesize(law, length, { seed: 4, start, noise }).vols,
    ]);
    assertEquals(parts, [...whole.vols]);
  }
});

Deno.test("synthesize() counts the arbitrage that noise brings", () => {
  const law = lawByName("variance-gamma");
  const noise = { kind: "proportional", level: 0.05 } as const;
  const set = synthesize(law, 30, { noise });
  assertEquals(set.count, 30);
  assertEquals(set.withArbitrage, 30);
  assertThrows(
    () => synthesize(law, 1, { noise: { ...noise, level: -0.1 } }),
    RangeError,
    "level must be in [0, 1]: current value is -0.1",
  );
});

Deno.test("isArbitrageFree() tells a calendar from a flat surface", () => {
  const flat = new Float32Array(200).fill(0.2);
  assert(isArbitrageFree(flat, STANDARD_GRID));
  // Total variance falls from the first maturity to the second.
  const calendar = flat.map((vol, i) => i < 20 ? 0.5 : vol);
  assert(!isArbitrageFree(calendar, STANDARD_GRID));
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

Deno.test("The noise of a point does not depend on where its chunk begins, where points before it gave none", () => {
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

Deno.test("isArbitrageFree() tells a broken smile", () => {
  const smile = new Float64Array(10).fill(0.2);
  smile[2] = 0.3;
  assert(!isArbitrageFree(smile, SMALL));
});

Deno.test("synthesize() stops when it is told to", () => {
  const signal = AbortSignal.abort(new Error("enough"));
  const law = lawByName("variance-gamma");
  assertThrows(() => synthesize(law, 3, { signal }), Error, "enough");
});
