import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { blackPrice } from "lib/pricing/black.ts";
import {
  sviButterfly,
  sviDurrleman,
  type SviParameters,
  sviPoint,
  sviTotalVariance,
} from "lib/pricing/svi.ts";

/** Axel Vogt's slice; Gatheral and Jacquier (2014), example 3.1. */
const VOGT = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };
/** The same smile freed of arbitrage; their example 5.1. */
const MENDED = {
  a: -0.0305199,
  b: 0.102717,
  rho: 0.100718,
  m: 0.272344,
  sigma: 0.412398,
};

/** Undiscounted call on a forward of 1 under a slice. */
function call(slice: SviParameters, k: number): number {
  const sigma = Math.sqrt(sviTotalVariance(slice, k));
  const strike = Math.exp(k);
  return blackPrice({ forward: 1, strike, tau: 1, sigma, isCall: true });
}

Deno.test("sviButterfly() finds the arbitrage in Vogt's slice", () => {
  const found = sviButterfly(VOGT);
  assertEquals(found.free, false);
  // Figure 1 of the paper: g dips under 0 to the right of k = 0.6.
  assert(found.logMoneyness > 0.6 && found.logMoneyness < 1.2);
  assert(found.minimum < -0.03 && found.minimum > -0.035);
  assertAlmostEquals(found.wingSlope, 0.1331 * 1.306, 1e-15);
});

Deno.test("the arbitrage in Vogt's slice is a butterfly of negative price", () => {
  const strike = Math.exp(sviButterfly(VOGT).logMoneyness);
  const at = (x: number) => call(VOGT, Math.log(x));
  const butterfly = at(strike - 0.05) - 2 * at(strike) + at(strike + 0.05);
  assert(butterfly < -1e-8, `${butterfly}`);
});

Deno.test("sviButterfly() passes the mended slice", () => {
  const found = sviButterfly(MENDED);
  assertEquals(found.free, true);
  assert(found.minimum > 0);
});

Deno.test("a wing steeper than 2 is arbitrage however round the bottom", () => {
  const steep = { a: 0.5, b: 1.5, rho: -0.5, m: 0, sigma: 1 };
  const found = sviButterfly(steep);
  assertEquals([found.free, found.wingSlope], [false, 2.25]);
});

Deno.test("sviDurrleman() is the density over its Black factor", () => {
  const h = 1e-3;
  for (const k of [-0.5, 0, 0.3, 0.9]) {
    const strike = Math.exp(k);
    const at = (x: number) => call(VOGT, Math.log(x));
    const density = (at(strike - h) - 2 * at(strike) + at(strike + h)) / h ** 2;
    const w = sviTotalVariance(VOGT, k);
    const d2 = -k / Math.sqrt(w) - Math.sqrt(w) / 2;
    const factor = Math.exp(-0.5 * d2 * d2) / Math.sqrt(2 * Math.PI * w);
    // Breeden–Litzenberger: p(K) K = g(k) n(d₂)/√w; the difference errs by h².
    assertAlmostEquals(density * strike / factor, sviDurrleman(VOGT, k), 1e-4);
  }
});

Deno.test("sviPoint() gives the derivatives of sviTotalVariance()", () => {
  const h = 1e-4;
  for (const k of [-1, 0.2, 0.36, 2]) {
    const [low, mid, high] = [k - h, k, k + h].map((x) =>
      sviTotalVariance(VOGT, x)
    );
    const { w, slope, curvature } = sviPoint(VOGT, k);
    assertEquals(w, mid);
    assertAlmostEquals(slope, (high - low) / (2 * h), 1e-8);
    assertAlmostEquals(curvature, (high - 2 * mid + low) / h ** 2, 1e-6);
  }
});
