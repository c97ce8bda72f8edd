import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import { trainingRegion } from "lib/calibration/neural/training_region.ts";
import { drawParameters } from "lib/calibration/synthetic/draw_parameters.ts";
import { SurfacePricer } from "lib/calibration/synthetic/surface_pricer.ts";
import { carrMadan } from "lib/pricing/engines/carr_madan.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { impliedVol } from "lib/pricing/implied_vol.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";

/** Volatility by an engine, a node on its own. */
function volBy(
  engine: typeof lewis,
  cf: CharacteristicFunction,
  strike: number,
  tau: number,
): number {
  const isCall = strike >= 1;
  const slice = {
    forward: 1,
    discount: 1,
    tau,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(isCall ? 1 : 0),
  };
  const { prices } = engine.price(cf, slice, { tolerance: 1e-14 });
  const result = impliedVol({
    forward: 1,
    strike,
    tau,
    price: prices[0],
    isCall,
  });
  return result.ok ? result.sigma : NaN;
}

for (const law of LAWS) {
  Deno.test(`SurfacePricer gives ${law.name}'s volatilities to 1e-5 of themselves`, () => {
    const { parameters, count } = drawParameters(
      law,
      trainingRegion(law.name),
      { start: 0, length: 12, seed: 8 },
    );
    const pricer = new SurfacePricer(law, STANDARD_GRID);
    const { maturities, moneyness } = STANDARD_GRID;
    const out = new Float64Array(200);
    for (let i = 0; i < count; ++i) {
      const cf = law.characteristicFunction(
        law.space.toParams(
          parameters.subarray(i * law.space.size, (i + 1) * law.space.size),
        ),
      );
      assert(pricer.volsInto(cf, out));
      // Corners, where prices are least, and the middle.
      for (const node of [0, 1, 19, 20, 90, 110, 180, 199]) {
        const tau = maturities[Math.floor(node / 20)];
        const exact = volBy(lewis, cf, moneyness[node % 20], tau);
        assertAlmostEquals(out[node] / exact, 1, 1e-5, `node ${node}`);
      }
    }
  });
}

Deno.test("SurfacePricer agrees with Carr and Madan's transform, another engine", () => {
  const law = lawByName("variance-gamma");
  const cf = law.characteristicFunction({ sigma: 0.2, nu: 0.4, theta: -0.2 });
  const grid: SurfaceGrid = {
    maturities: Float64Array.of(0.9, 1.7),
    moneyness: Float64Array.of(0.85, 1, 1.1),
  };
  const out = new Float64Array(6);
  new SurfacePricer(law, grid).volsInto(cf, out);
  for (let i = 0; i < 6; ++i) {
    const tau = grid.maturities[Math.floor(i / 3)];
    const slice = {
      forward: 1,
      discount: 1,
      tau,
      strikes: Float64Array.of(grid.moneyness[i % 3]),
      isCall: Uint8Array.of(grid.moneyness[i % 3] >= 1 ? 1 : 0),
    };
    const { prices } = carrMadan.price(cf, slice, { tolerance: 1e-9 });
    const vol = impliedVol({
      forward: 1,
      strike: slice.strikes[0],
      tau,
      price: prices[0],
      isCall: slice.isCall[0] === 1,
    });
    assert(vol.ok);
    assertAlmostEquals(out[i] / vol.sigma, 1, 1e-5);
  }
});

Deno.test("SurfacePricer keeps a wing whose price is below the first pass's error", () => {
  // Seven standard deviations out: the price is about 1e-13.
  const law = lawByName("black-scholes");
  const cf = law.characteristicFunction({ sigma: 0.1 });
  const grid: SurfaceGrid = {
    maturities: Float64Array.of(0.1),
    moneyness: Float64Array.of(0.8, 1.25),
  };
  for (const tolerance of [1e-3, 1e-6, 1e-8, 1e-12]) {
    const out = new Float64Array(2);
    assert(new SurfacePricer(law, grid, { tolerance }).volsInto(cf, out));
    assertAlmostEquals(out[0], 0.1, 1e-6);
    assertAlmostEquals(out[1], 0.1, 1e-6);
  }
});

Deno.test("SurfacePricer says where no volatility can be had", () => {
  // Forty standard deviations out no double can hold the price.
  const law = lawByName("black-scholes");
  const cf = law.characteristicFunction({ sigma: 0.01 });
  const grid: SurfaceGrid = {
    maturities: Float64Array.of(0.01),
    moneyness: Float64Array.of(0.9, 1),
  };
  const out = new Float64Array(2);
  assertEquals(new SurfacePricer(law, grid).volsInto(cf, out), false);
  assert(Number.isNaN(out[0]));
  assertAlmostEquals(out[1], 0.01, 1e-7);
});

Deno.test("SurfacePricer refuses a tolerance that is none", () => {
  for (const tolerance of [0, -1, NaN, 1]) {
    assertThrows(
      () =>
        new SurfacePricer(lawByName("heston"), STANDARD_GRID, { tolerance }),
      RangeError,
      "tolerance must be in (0, 1)",
    );
  }
});
