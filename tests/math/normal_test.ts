import { assert, assertEquals, assertThrows } from "@std/assert";
import { inverseNormalCdf, normalCdf, normalPdf } from "lib/math/normal.ts";

/** `[x, N(x)]`, mpmath at 60 digits. */
const CDF = [
  [-37.5, 4.6053530095819548438e-308],
  [-20, 2.7536241186062336951e-89],
  [-8, 6.2209605742717841235e-16],
  [-3.25, 0.00057702504239076704292],
  [-0.6, 0.27425311775007358769],
  [-0.1, 0.46017216272297101633],
  [0.5, 0.69146246127401310364],
  [2, 0.9772498680518207928],
  [6, 0.99999999901341235496],
];

/** `[p, x]` with `N(x) = p` for that very double, mpmath. */
const QUANTILES = [
  [1e-300, -37.047096299361199237],
  [1e-20, -9.2623400897984075796],
  [0.001, -3.0902323061678135354],
  [0.025, -1.9599639845400542118],
  [0.3, -0.52440051270804081597],
  [0.575, 0.18911842627279237679],
  [0.975, 1.9599639845400538556],
];

Deno.test("normalCdf() keeps 1e-15 relative down to 1e-307", () => {
  for (const [x, p] of CDF) {
    const miss = Math.abs(normalCdf(x) / p - 1);
    // The smallest is a subnormal away from the edge: its own rounding counts.
    assert(miss < (p < 1e-307 ? 1e-14 : 1e-15), `${x}: ${miss}`);
  }
});

Deno.test("inverseNormalCdf() is right to the last digits from 1e-300 up", () => {
  for (const [p, x] of QUANTILES) {
    assert(Math.abs(inverseNormalCdf(p) / x - 1) < 1e-15, `${p}`);
  }
});

Deno.test("normalPdf() is the slope of normalCdf()", () => {
  for (const x of [-6, -1, 0.3, 2.5]) {
    const h = 1e-4;
    const slope = (normalCdf(x + h) - normalCdf(x - h)) / (2 * h);
    assert(Math.abs(normalPdf(x) / slope - 1) < 1e-6);
  }
});

Deno.test("the ends of the normal law are its limits", () => {
  assertEquals([normalCdf(-Infinity), normalCdf(Infinity)], [0, 1]);
  assertEquals([normalPdf(-Infinity), normalPdf(40)], [0, 0]);
  assertEquals([inverseNormalCdf(0), inverseNormalCdf(1)], [
    -Infinity,
    Infinity,
  ]);
  assertEquals([normalCdf(NaN), normalPdf(NaN)], [NaN, NaN]);
  assertThrows(() => inverseNormalCdf(1.1), RangeError, "[0, 1]");
});
