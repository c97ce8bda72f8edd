import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Complex } from "lib/math/complex.ts";
import { hestonFunction } from "lib/pricing/laws/heston.ts";
import {
  hestonExplosionTime,
  hestonMomentStrip,
} from "lib/pricing/laws/heston_moments.ts";

// The Riccati equation reaches infinity at ∫₀^∞ dB/(½ξ²B² − bB + ½(p² − p)),
// by mpmath quadrature at 40 digits.
const EXPLOSIONS = [
  { kappa: 1.5, xi: 0.6, rho: -0.7, p: 12, time: 2.5882164112350436 },
  { kappa: 0.5, xi: 1, rho: -0.9, p: -8, time: 0.25376223949253824 },
  { kappa: 0.5, xi: 2, rho: 0.5, p: 2, time: 0.8439049252264025 },
  { kappa: 1, xi: 1, rho: 0.8, p: 3, time: 0.9576294545679042 },
];

Deno.test("hestonExplosionTime() equals the integral to infinity", () => {
  for (const { p, time, ...rest } of EXPLOSIONS) {
    const params = { v0: 0.04, theta: 0.04, ...rest };
    assertAlmostEquals(hestonExplosionTime(params, p), time, 1e-14);
  }
});

Deno.test("hestonMomentStrip() ends where moments explode at that maturity", () => {
  for (const { p, time, ...rest } of EXPLOSIONS) {
    const params = { v0: 0.04, theta: 0.04, ...rest };
    const end = hestonMomentStrip(params, time)[p > 0 ? 1 : 0];
    assert(Math.abs(end) <= Math.abs(p), "too wide");
    assertAlmostEquals(end / p, 1, 1e-5);
  }
});

Deno.test("a Heston price has all moments between 0 and 1", () => {
  const params = { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 2, rho: 0.9 };
  assertEquals(hestonExplosionTime(params, 0.5), Infinity);
});

Deno.test("Heston cumulants equal 60-digit Taylor coefficients", () => {
  // mpmath `taylor` of ln E[exp(pX)] at p = 0, times n!.
  const rows = [
    {
      params: [0.0175, 1.5768, 0.0398, 0.5751, -0.5711],
      tau: 1,
      expected: [
        -0.014289893016075259,
        0.03157115201282292,
        0.007486782214548277,
      ],
    },
    {
      params: [0.04, 1.5, 0.06, 2, -0.7],
      tau: 1 / 52,
      expected: [
        -0.00038736257459033186,
        0.0007851235332391722,
        2.28900992671993e-6,
      ],
    },
    {
      params: [0.04, 0.5, 0.04, 1, -0.9],
      tau: 10,
      expected: [-0.2, 1.2580465198905315, 144.0979235764983],
    },
  ];
  for (const { params, tau, expected } of rows) {
    const [v0, kappa, theta, xi, rho] = params;
    const cf = hestonFunction({ v0, kappa, theta, xi, rho });
    const { c1, c2, c4 } = cf.cumulants(tau);
    [c1, c2, c4].forEach((c, n) =>
      assertAlmostEquals(c / expected[n], 1, 1e-9)
    );
  }
});

Deno.test("Heston keeps φ(−i) = 1 where kappa < rho·xi for ten years", () => {
  // exp(−dτ) is 2e-9 here; a plain 1 + x would leave 7 digits of φ.
  const params = { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 2.5, rho: 0.99 };
  const at = hestonFunction(params).logPhi(new Complex(0, -1), 10);
  assertAlmostEquals(at.abs(), 0, 1e-14);
});
