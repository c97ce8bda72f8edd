import { assert } from "@std/assert";
import { normalPdf } from "lib/math/normal.ts";
import { qeStep, qeStepInto } from "lib/pricing/kernels/mc_heston_qe.ts";

const PARAMS = { v0: 0.04, kappa: 1.5, theta: 0.06, xi: 0.8, rho: -0.7 };
const STEP = 0.1;

/** One step from `v` integrated over its normal: moments and E[S'/S]. */
function integrate(v: number) {
  const size = 20_001;
  const z = Float64Array.from({ length: size }, (_, i) => -6.3 + i * 6.3e-4);
  const next = new Float64Array(size).fill(v);
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  qeStepInto(qeStep(PARAMS, STEP), next, z, 0, size, mean, variance, 0);
  let [mass, first, second, growth] = [0, 0, 0, 0];
  for (let i = 0; i < size; ++i) {
    const weight = normalPdf(z[i]);
    mass += weight;
    first += weight * next[i];
    second += weight * next[i] ** 2;
    growth += weight * Math.exp(mean[i] + variance[i] / 2);
  }
  const m = first / mass;
  return { mean: m, variance: second / mass - m * m, growth: growth / mass };
}

Deno.test("a step has the variance's exact mean and variance on both branches", () => {
  const { kappa, theta, xi } = PARAMS;
  const decay = Math.exp(-kappa * STEP);
  // From 0.5 the law is near a normal, from 0.001 it has an atom at 0.
  for (const v of [0.5, 0.06, 0.02, 0.001]) {
    const found = integrate(v);
    const mean = theta + (v - theta) * decay;
    const variance = v * xi ** 2 * decay * (1 - decay) / kappa +
      theta * xi ** 2 * (1 - decay) ** 2 / (2 * kappa);
    // The integral ends at z = ±6.3 and the table of ln(1 − Φ) is to 1e-9.
    assert(Math.abs(found.mean / mean - 1) < 1e-6, `${v}`);
    assert(Math.abs(found.variance / variance - 1) < 1e-5, `${v}`);
  }
});

Deno.test("a step keeps the forward on both branches", () => {
  for (const v of [0.5, 0.06, 0.02, 0.001]) {
    assert(Math.abs(integrate(v).growth - 1) < 1e-7, `${v}`);
  }
});
