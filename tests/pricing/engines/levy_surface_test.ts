import { assert, assertAlmostEquals } from "@std/assert";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { LevySurface } from "lib/pricing/engines/levy_surface.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const MATURITIES = Float64Array.of(0.04, 0.1, 0.5, 1, 2);
const MONEYNESS = Float64Array.of(0.6, 0.8, 0.95, 0.999, 1, 1.001, 1.1, 1.5);

/** Laws at usual parameters and at the ends of their training regions. */
const LAWS: readonly [string, Record<string, number>[]][] = [
  ["variance-gamma", [
    { sigma: 0.12, nu: 0.2, theta: -0.14 },
    { sigma: 0.1, nu: 1, theta: 0 },
    { sigma: 0.6, nu: 1, theta: -0.5 },
    { sigma: 0.1, nu: 0.1, theta: -0.5 },
  ]],
  ["nig", [
    { alpha: 6.1882, beta: -3.8941, delta: 0.1622 },
    { alpha: 40, beta: -20, delta: 2 },
    { alpha: 3.1, beta: 2, delta: 0.1 },
  ]],
  ["cgmy", [
    { c: 0.0244, g: 0.0765 + 1, m: 7.5515, y: 1.2945 },
    { c: 0.5, g: 1.2, m: 1.2, y: 1.8 },
    { c: 0.01, g: 10, m: 10, y: 0.1 },
    { c: 0.5, g: 5, m: 5, y: 0.95 },
    { c: 0.3, g: 3, m: 8, y: 1.02 },
  ]],
  ["meixner", [
    { a: 0.3977, b: -1.494, d: 0.3462 },
    { a: 0.05, b: -2.5, d: 3 },
    { a: 1, b: 0.5, d: 0.1 },
  ]],
];

/** Prices over the forward of the out-of-the-money options, by `lewis`. */
function byLewis(
  cf: CharacteristicFunction,
  tau: number,
  strikes: Float64Array,
): ArrayLike<number> {
  const isCall = Uint8Array.from(strikes, (k) => k >= 1 ? 1 : 0);
  const slice = { forward: 1, discount: 1, tau, strikes, isCall };
  return lewis.price(cf, slice, { tolerance: 1e-14 }).prices;
}

for (const tolerance of [1e-6, 1e-8, 1e-11]) {
  Deno.test(`LevySurface agrees with lewis at every node to ${tolerance}`, () => {
    const surface = new LevySurface(MATURITIES, MONEYNESS, { tolerance });
    const out = new Float64Array(MATURITIES.length * MONEYNESS.length);
    for (const [name, points] of LAWS) {
      for (const params of points) {
        const cf = lawByName(name).characteristicFunction(params);
        surface.priceInto(cf, out);
        MATURITIES.forEach((tau, row) => {
          const wanted = byLewis(cf, tau, MONEYNESS);
          for (let j = 0; j < MONEYNESS.length; ++j) {
            const error = out[row * MONEYNESS.length + j] - wanted[j];
            assert(
              Math.abs(error) <= tolerance,
              `${name} ${JSON.stringify(params)} τ ${tau} K ${
                MONEYNESS[j]
              }: off by ${error}`,
            );
          }
        });
      }
    }
  });
}

/**
 * Variance gamma on and beside its drift, where the density may be infinite:
 * σ, ν, θ, τ, then strike and out-of-the-money price over the forward, by
 * mpmath (30 digits) from Black's formula averaged over the gamma time.
 */
const AT_DRIFT: readonly [number[], [number, number][]][] = [
  [[0.23757300114957616, 0.5790929456357844, -0.30306006554747, 0.04], [
    [1.009244185684051, 0.0048781627349633671],
    [1.0102529244066478, 0.0041666649324150388],
    [1.0102539346600774, 0.004166104845309929],
    [1.0102539356703315, 0.0041661044175801743],
    [1.0112646938901226, 0.0039491986727663526],
  ]],
  [[0.12, 0.2, -0.14, 0.1], [
    [1.012180286190132, 0.0073007126732433763],
    [1.0131919595427379, 0.006886596632450202],
    [1.013192972735204, 0.0068862039726346134],
    [1.0131929737483971, 0.0068862035800260404],
    [1.0142066724733334, 0.0065153992281980666],
  ]],
  [[0.6, 1, -0.5, 0.5], [
    [1.1477641910431253, 0.075259492597316312],
    [1.1489113803956508, 0.07487710073761139],
    [1.1489125293076057, 0.074876721009347808],
    [1.1489125304565182, 0.074876720629625584],
    [1.1500620164847113, 0.074500049488299338],
  ]],
];

Deno.test("LevySurface reproduces variance gamma at strikes on and beside its drift", () => {
  const tolerance = 1e-10;
  for (const [[sigma, nu, theta, tau], prices] of AT_DRIFT) {
    const cf = lawByName("variance-gamma")
      .characteristicFunction({ sigma, nu, theta });
    const strikes = Float64Array.from(prices, ([strike]) => strike);
    const out = new Float64Array(strikes.length);
    new LevySurface(Float64Array.of(tau), strikes, { tolerance })
      .priceInto(cf, out);
    prices.forEach(([, price], j) =>
      assertAlmostEquals(out[j], price, tolerance)
    );
  }
});

Deno.test("LevySurface prices change by no more than the strike across any law's drift", () => {
  const tolerance = 1e-10;
  for (const [name, points] of LAWS) {
    for (const params of points) {
      const cf = lawByName(name).characteristicFunction(params);
      for (const tau of [0.1, 1]) {
        const drift = Math.exp(cf.asymptoticDrift(tau));
        const strikes = Float64Array.from(
          [-1e-5, -1e-9, 0, 1e-9, 1e-5],
          (away) => drift * (1 + away),
        );
        const out = new Float64Array(strikes.length);
        new LevySurface(Float64Array.of(tau), strikes, { tolerance })
          .priceInto(cf, out);
        const rounding = 2 * tolerance * Math.max(1, drift);
        for (let j = 1; j < strikes.length; ++j) {
          const change = Math.abs(out[j] - out[j - 1]);
          const most = strikes[j] - strikes[j - 1];
          assert(
            change <= most + rounding,
            `${name} ${
              JSON.stringify(params)
            } τ ${tau}: ${change} over ${most}`,
          );
        }
      }
    }
  }
});

Deno.test("LevySurface gives the same prices whatever it priced before", () => {
  const surface = new LevySurface(MATURITIES, MONEYNESS);
  const size = MATURITIES.length * MONEYNESS.length;
  const [first, other, again] = [0, 1, 2].map(() => new Float64Array(size));
  const vg = lawByName("variance-gamma");
  const cf = vg.characteristicFunction({ sigma: 0.2, nu: 0.5, theta: -0.2 });
  surface.priceInto(cf, first);
  const cgmy = lawByName("cgmy");
  surface.priceInto(
    cgmy.characteristicFunction({ c: 0.4, g: 2, m: 9, y: 1.7 }),
    other,
  );
  surface.priceInto(cf, again);
  first.forEach((price, i) => assertAlmostEquals(again[i], price, 0));
});
