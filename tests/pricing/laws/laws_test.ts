import { assertEquals, assertThrows } from "@std/assert";
import { PricingError } from "lib/core/errors.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { testLaw } from "../../contracts/law.ts";

const HESTONS: LawParams[] = [
  { v0: 0.0175, kappa: 1.5768, theta: 0.0398, xi: 0.5751, rho: -0.5711 },
  { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 2, rho: -0.95 },
  { v0: 0.12, kappa: 3, theta: 0.12, xi: 0.04, rho: 0.6 },
  { v0: 0.04, kappa: 0.01, theta: 0.09, xi: 0.01, rho: 0.3 },
  // κ < ρξ: 1 + x falls to e^(−dτ).
  { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 2, rho: 0.9 },
  { v0: 0.09, kappa: 0.05, theta: 0.2, xi: 3, rho: 0.9 },
];

/** Ordinary and extreme points of each space. */
const POINTS: Record<string, readonly LawParams[]> = {
  "black-scholes": [{ sigma: 0.2 }, { sigma: 0.02 }, { sigma: 1.5 }],
  merton: [
    { sigma: 0.15, lambda: 0.6, muJ: -0.2, sigmaJ: 0.1 },
    { sigma: 0.05, lambda: 8, muJ: 0.03, sigmaJ: 0.01 },
    { sigma: 0.3, lambda: 0, muJ: -0.1, sigmaJ: 0.1 },
  ],
  kou: [
    { sigma: 0.16, lambda: 1, p: 0.4, eta1: 10, eta2: 5 },
    { sigma: 0.1, lambda: 20, p: 0.9, eta1: 40, eta2: 3 },
    { sigma: 0.2, lambda: 0, p: 0.5, eta1: 2, eta2: 2 },
  ],
  "variance-gamma": [
    { sigma: 0.12, nu: 0.2, theta: -0.14 },
    { sigma: 0.3, nu: 1, theta: 0.1 },
    { sigma: 0.15, nu: 0.01, theta: -0.5 },
  ],
  nig: [
    { alpha: 6.19, beta: -3.89, delta: 0.1622 },
    { alpha: 40, beta: 5, delta: 1 },
    { alpha: 3, beta: 1.5, delta: 0.05 },
    { alpha: 200, beta: -50, delta: 10 },
  ],
  cgmy: [-1, -0.3, 0, 1e-9, 0.4, 0.5, 0.8, 1 - 1e-9, 1, 1 + 1e-9, 1.5, 1.98]
    .map((y) => ({ c: 0.3, g: 4, m: 9, y }))
    .concat({ c: 100, g: 80, m: 300, y: 0.5 }),
  meixner: [
    { a: 0.3977, b: -1.494, d: 0.3462 },
    { a: 0.1, b: 0.5, d: 3 },
    { a: 1.5, b: -2.9, d: 0.02 },
    { a: 0.01, b: -1, d: 200 },
  ],
  heston: HESTONS,
  bates: HESTONS.map((p) => ({ ...p, lambda: 0.8, muJ: -0.1, sigmaJ: 0.15 })),
};

for (const law of LAWS) testLaw(law, POINTS[law.name]);

Deno.test("lawByName() names the nearest law to a misspelt one", () => {
  const error = assertThrows(() => lawByName("hestn"), PricingError, "heston");
  assertEquals(error.kind, "unknown_law");
});

Deno.test("a law refuses what only its parameters together forbid", () => {
  const cases: [law: string, params: LawParams, says: string][] = [
    ["variance-gamma", { sigma: 0.2, nu: 1, theta: 0.99 }, "sigma^2*nu/2"],
    ["nig", { alpha: 5, beta: 4.5, delta: 1 }, "alpha must be > |beta|"],
    ["nig", { alpha: 5, beta: -5.5, delta: 1 }, "beta = -5.5"],
    ["meixner", { a: 1, b: 2.5, d: 1 }, "a + b must be < pi"],
    ["cgmy", { c: 1, g: 5, m: 5, y: 2 }, "current value is 2"],
    ["kou", { sigma: 0.1, lambda: 1, p: 1.1, eta1: 5, eta2: 5 }, "[0, 1]"],
    ["heston", { ...HESTONS[0], rho: -1.2 }, "(-1, 1)"],
  ];
  for (const [law, params, says] of cases) {
    const error = assertThrows(
      () => lawByName(law).characteristicFunction(params),
      PricingError,
      says,
    );
    assertEquals(error.kind, "invalid_parameter");
  }
});
