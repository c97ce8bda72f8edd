import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
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
import type { Law } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** A few nodes of every kind, the wings at short maturities among them. */
const GRID: SurfaceGrid = {
  maturities: Float64Array.of(0.1, 0.5, 2),
  moneyness: Float64Array.of(0.8, 0.9, 0.97, 1, 1.04, 1.12, 1.2),
};

/** Volatilities by a contour for each strike, to as many digits as it has. */
function volsByLewis(
  law: Law,
  params: Record<string, number>,
  grid: SurfaceGrid,
): number[] {
  const cf = law.characteristicFunction(params);
  return [...grid.maturities].flatMap((tau) =>
    [...grid.moneyness].map((strike) => {
      const at = (tolerance: number) =>
        lewis.price(cf, {
          forward: 1,
          discount: 1,
          tau,
          strikes: Float64Array.of(strike),
          isCall: Uint8Array.of(strike >= 1 ? 1 : 0),
        }, { tolerance }).prices[0];
      // A far wing is worth little: its price is wanted to nine digits.
      const price = at(Math.max(1e-9 * at(1e-9), 1e-15));
      const isCall = strike >= 1;
      const quote = { forward: 1, strike, tau, discount: 1, price, isCall };
      const found = impliedVol(quote);
      return found.ok ? found.sigma : NaN;
    })
  );
}

const CASES: readonly [string, Record<string, number>, string][] = [
  ["variance-gamma", { sigma: 0.1, nu: 0.1, theta: 0 }, "thin tails"],
  ["variance-gamma", { sigma: 0.1, nu: 1, theta: -0.5 }, "a fat left tail"],
  ["nig", { alpha: 40, beta: -20, delta: 0.3 }, "a thin right tail"],
  ["cgmy", { c: 0.05, g: 5, m: 10, y: 0.5 }, "finite variation"],
  ["cgmy", { c: 0.3, g: 4, m: 8, y: 1.6 }, "infinite variation"],
  ["meixner", { a: 0.1, b: -1, d: 2 }, "thin tails"],
  [
    "heston",
    { v0: 0.01, kappa: 4, theta: 0.02, xi: 1.5, rho: -0.95 },
    "next to no right wing",
  ],
  [
    "heston",
    { v0: 0.04, kappa: 1.5, theta: 0.05, xi: 0.3, rho: -0.95 },
    "a strong skew",
  ],
  [
    "kou",
    { sigma: 0.1, lambda: 1, p: 0.4, eta1: 10, eta2: 5 },
    "two kinds of jumps",
  ],
  [
    "merton",
    { sigma: 0.05, lambda: 0.1, muJ: -0.3, sigmaJ: 0.1 },
    "rare jumps",
  ],
];

for (const [name, params, what] of CASES) {
  Deno.test(`SurfacePricer gives volatilities of ${name} with ${what} to a relative 1e-5`, () => {
    const law = lawByName(name);
    const vols = new Float64Array(21);
    const pricer = new SurfacePricer(law, GRID);
    assert(pricer.volsInto(law.characteristicFunction(params), vols));
    const wanted = volsByLewis(law, params, GRID);
    wanted.forEach((vol, i) => {
      const error = vols[i] / vol - 1;
      assert(Math.abs(error) <= 1e-5, `node ${i}: ${vols[i]} for ${vol}`);
    });
  });
}

Deno.test("SurfacePricer returns the volatility of Black–Scholes at every node of its region", () => {
  const law = lawByName("black-scholes");
  const pricer = new SurfacePricer(law, STANDARD_GRID);
  const vols = new Float64Array(200);
  for (const sigma of [0.05, 0.2, 0.8]) {
    assert(pricer.volsInto(law.characteristicFunction({ sigma }), vols));
    vols.forEach((vol) => assertAlmostEquals(vol / sigma, 1, 1e-5));
  }
});

Deno.test("SurfacePricer says that a surface is not complete where a price has no volatility", () => {
  // At sigma 1e-3 a fifth away from the money nothing is left of a price.
  const law = lawByName("black-scholes");
  const pricer = new SurfacePricer(law, STANDARD_GRID);
  const vols = new Float64Array(200);
  const cf = law.characteristicFunction({ sigma: 1e-3 });
  assert(!pricer.volsInto(cf, vols));
  assert(Number.isNaN(vols[0]));
});

Deno.test("SurfacePricer fills complete surfaces all over the regions of every law", () => {
  for (
    const name of [
      ...["variance-gamma", "nig", "cgmy", "meixner"],
      ...["heston", "merton", "kou", "bates"],
    ]
  ) {
    const law = lawByName(name);
    const { parameters, count } = drawParameters(law, trainingRegion(name), {
      start: 0,
      length: 16,
      seed: 5,
    });
    const pricer = new SurfacePricer(law, STANDARD_GRID);
    const vols = new Float32Array(200);
    const { size } = law.space;
    let complete = 0;
    for (let i = 0; i < count; ++i) {
      const row = parameters.subarray(i * size, (i + 1) * size);
      const cf = law.characteristicFunction(law.space.toParams(row));
      if (pricer.volsInto(cf, vols)) {
        ++complete;
        assert(vols.every((v) => v > 0.005 && v < 3), name);
      }
    }
    assert(complete >= 0.8 * count, `${name}: ${complete} of ${count}`);
  }
});

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
