import { assert } from "@std/assert";
import { makeRng, type Rng } from "lib/core/rng.ts";
import { inverseNormalCdf, normalPdf } from "lib/math/normal.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { hermiteAt } from "lib/pricing/engines/paths/hermite_table.ts";
import { tabulateIncrements } from "lib/pricing/engines/paths/levy_increments.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

const NIG = { alpha: 10, beta: -4, delta: 0.3 };
const VG = { sigma: 0.2, nu: 0.2, theta: -0.15 };

const CASES: readonly (readonly [string, LawParams, readonly number[]])[] = [
  ["variance-gamma", VG, [1, 1 / 12, 1 / 252]],
  ["nig", NIG, [1, 1 / 12, 1 / 252]],
  ["cgmy", { c: 0.2, g: 4, m: 15, y: 0.7 }, [1, 1 / 12, 1 / 252]],
  ["cgmy", { c: 0.02, g: 4, m: 15, y: 1.98 }, [1 / 12]],
  ["cgmy", { c: 1, g: 5, m: 10, y: -0.5 }, [1 / 12]],
  ["meixner", { a: 0.2, b: -1, d: 0.6 }, [1, 1 / 12, 1 / 252]],
  [
    "kou",
    { sigma: 0.15, lambda: 1, p: 0.3, eta1: 15, eta2: 8 },
    [1, 1 / 12, 1 / 252],
  ],
];

function table(name: string, params: LawParams, tau: number) {
  return tabulateIncrements(
    lawByName(name).characteristicFunction(params),
    tau,
  );
}

Deno.test("NIG quantiles are those of its density integrated with 30 digits", () => {
  // mpmath: Newton's method on the integral of Barndorff-Nielsen's density,
  // shifted to a mean growth of 1.
  const expected: [tau: number, p: number, x: number][] = [
    [1 / 12, 1e-6, -1.35666685226641],
    [1 / 12, 0.01, -0.21231779299149],
    [1 / 12, 0.2, -0.0246673899116953],
    [1 / 12, 0.5, 0.00509213545440221],
    [1 / 12, 0.8, 0.0286779881155694],
    [1 / 12, 0.99, 0.123727490529713],
    [1 / 252, 1e-6, -0.913942661327357],
    [1 / 252, 0.01, -0.0319492199159692],
    [1 / 252, 0.2, -0.00122647503311203],
    [1 / 252, 0.5, 0.000419412494350266],
    [1 / 252, 0.8, 0.00198678341424296],
    [1 / 252, 0.99, 0.023212124469804],
  ];
  for (const [tau, p, x] of expected) {
    const found = hermiteAt(
      table("nig", NIG, tau).quantile,
      inverseNormalCdf(p),
    );
    assert(Math.abs(found - x) < 1e-6 * Math.abs(x) + 1e-9, `${tau} ${p}`);
  }
});

Deno.test("the table keeps the forward, mean and variance of every law", () => {
  for (const [name, params, taus] of CASES) {
    for (const tau of taus) {
      const { quantile, missing } = table(name, params, tau);
      assert(Math.abs(missing) < 5e-9, `${name} ${tau}: ${missing}`);
      const { c1, c2 } = lawByName(name).characteristicFunction(params)
        .cumulants(tau);
      let [mass, first, second] = [0, 0, 0];
      for (let z = -6.4; z <= 6.4; z += 1e-4) {
        const weight = normalPdf(z);
        const x = hermiteAt(quantile, z);
        mass += weight;
        first += weight * x;
        second += weight * x * x;
      }
      const mean = first / mass;
      const variance = second / mass - mean ** 2;
      assert(Math.abs(mean - c1) < 1e-7 * Math.sqrt(c2), `${name} ${tau}`);
      // What lies beyond z = ±6.4 is a share of the variance of daily jumps.
      assert(Math.abs(variance / c2 - 1) < 1e-5, `${name} ${tau}`);
    }
  }
});

Deno.test("the call on an increment is the Fourier price to 1e-10", () => {
  for (const [name, params, taus] of CASES) {
    const cf = lawByName(name).characteristicFunction(params);
    for (const tau of taus) {
      const { call } = table(name, params, tau);
      const deviation = Math.sqrt(cf.cumulants(tau).c2);
      for (const steps of [-3, -0.6, -0.03, 0.011, 0.35, 1, 4]) {
        const k = steps * deviation;
        const exact = lewis.price(cf, {
          forward: Math.exp(k),
          discount: 1,
          tau,
          strikes: Float64Array.of(1),
          isCall: Uint8Array.of(1),
        }, { tolerance: 1e-12 }).prices[0];
        assert(Math.abs(call(k) - exact) < 2e-10, `${name} ${tau} ${steps}`);
      }
    }
  }
});

Deno.test("variance gamma by its clock has the table's distribution", () => {
  const tau = 1 / 12;
  const { sigma, nu, theta } = VG;
  const { quantile } = table("variance-gamma", VG, tau);
  const drift = Math.log(1 - theta * nu - sigma ** 2 * nu / 2) / nu * tau;
  const rng = makeRng(20);
  const count = 40_000;
  const levels = [0.02, 0.2, 0.4, 0.6, 0.8, 0.98];
  const below = levels.map(() => 0);
  const bounds = levels.map((p) => hermiteAt(quantile, inverseNormalCdf(p)));
  for (let i = 0; i < count; ++i) {
    const clock = nu * gammaDraw(tau / nu, rng);
    const x = drift + theta * clock + sigma * Math.sqrt(clock) * rng.normal();
    bounds.forEach((bound, j) => {
      if (x < bound) ++below[j];
    });
  }
  levels.forEach((p, j) => {
    const error = Math.sqrt(p * (1 - p) / count);
    assert(Math.abs(below[j] / count - p) < 4 * error, `${p}`);
  });
});

/** Marsaglia and Tsang (2000), with the power of a uniform below shape 1. */
function gammaDraw(shape: number, rng: Rng): number {
  if (shape < 1) {
    return gammaDraw(shape + 1, rng) * rng.uniform() ** (1 / shape);
  }
  const d = shape - 1 / 3;
  while (true) {
    const x = rng.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v <= 0) continue;
    if (Math.log(rng.uniform()) < x * x / 2 + d - d * v + d * Math.log(v)) {
      return d * v;
    }
  }
}
