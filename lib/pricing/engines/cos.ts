/**
 * European options by Fourier-cosine expansion of the density (COS method).
 *
 * Fang and Oosterlee (2008), SIAM J. Sci. Comput. 31(2), 826–848. Puts are
 * expanded and calls follow by parity, as the call payoff grows without bound:
 * Le Floc'h (2020), arXiv:2005.13248, eq. (10). The caller asks for an error;
 * range and number of terms follow from it (`cos_plan.ts`).
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { complexVector } from "lib/math/complex_vector.ts";
import { type CosPlan, planCos } from "lib/pricing/engines/cos_plan.ts";
import type { EuropeanEngine } from "lib/pricing/engines/engine.ts";
import {
  derivativeTable,
  setDerivatives,
} from "lib/pricing/engines/slice_table.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Longest expansion; a law that needs more belongs to the Lewis engine. */
const MOST_TERMS = 1 << 16;
/** Rounding of a sum of cosines, relative to the forward. */
const ROUNDING = 1e-15;

/** Prices European slices by one cosine expansion a slice. */
export const cos: EuropeanEngine = {
  name: "cos",
  price(cf, slice, options = {}) {
    const { forward, discount, tau, strikes, isCall } = slice;
    const { tolerance = 1e-8 * forward, derivatives = false } = options;
    const largest = strikes.reduce((m, k) => Math.max(m, k), forward);
    const plan = planCos(cf, tau, tolerance / (discount * largest));
    if (!(plan.terms <= MOST_TERMS)) {
      const reached = errorAt(cf, tau, plan) * discount * largest;
      throw new ConvergenceError(
        `Cannot price ${cf.name} by COS at maturity ${tau} to ${tolerance} as it needs ${plan.terms} terms: ${MOST_TERMS} reach ${reached}. Use the lewis engine`,
        { reached, tolerance },
      );
    }
    const expansion = expand(cf, tau, plan, derivatives);
    const n = strikes.length;
    const prices = new Float64Array(n);
    const table = derivatives ? derivativeTable(n, cf.size) : undefined;
    for (let i = 0; i < n; ++i) {
      const channels = strikeSums(expansion, plan, forward, strikes[i]);
      if (isCall[i] === 1) {
        channels[0] += forward - strikes[i];
        channels[1] += 1;
      }
      prices[i] = discount * channels[0];
      if (table === undefined) continue;
      setDerivatives(table, i, channels.map((value) => discount * value));
    }
    const error = (plan.error + ROUNDING) * discount * largest;
    const errors = new Float64Array(n).fill(error);
    const base = { prices, errors, evaluations: plan.terms };
    return table === undefined ? base : { ...base, derivatives: table };
  },
};

/** What the longest expansion would leave. */
function errorAt(
  cf: CharacteristicFunction,
  tau: number,
  plan: CosPlan,
): number {
  const last = MOST_TERMS * Math.PI / (plan.b - plan.a);
  const phi = complexVector(1);
  cf.phiInto({ re: Float64Array.of(last), im: new Float64Array(1) }, tau, phi);
  return 2 / Math.PI * Math.hypot(phi.re[0], phi.im[0]) / last;
}

/** Cosine coefficients of the density and of its derivatives in τ and θ. */
interface Expansion {
  readonly density: Float64Array;
  readonly clock: Float64Array;
  readonly parameters: readonly Float64Array[];
}

function expand(
  cf: CharacteristicFunction,
  tau: number,
  plan: CosPlan,
  derivatives: boolean,
): Expansion {
  const { a, b, terms } = plan;
  const du = Math.PI / (b - a);
  const u = complexVector(terms);
  for (let k = 0; k < terms; ++k) u.re[k] = k * du;
  const phi = complexVector(terms);
  const clock = complexVector(derivatives ? terms : 0);
  const gradient = Array.from(
    { length: derivatives ? cf.size : 0 },
    () => complexVector(terms),
  );
  if (derivatives) {
    cf.tauDerivativeInto(u, tau, clock);
    cf.gradientInto(u, tau, phi, gradient);
  } else {
    cf.phiInto(u, tau, phi);
  }
  const density = new Float64Array(terms);
  const out = {
    density,
    clock: new Float64Array(clock.re.length),
    parameters: gradient.map(() => new Float64Array(terms)),
  };
  for (let k = 0; k < terms; ++k) {
    const weight = (k === 0 ? 1 : 2) / (b - a);
    const [c, s] = [Math.cos(k * du * a), -Math.sin(k * du * a)];
    const re = weight * (phi.re[k] * c - phi.im[k] * s);
    const im = weight * (phi.re[k] * s + phi.im[k] * c);
    density[k] = re;
    if (!derivatives) continue;
    out.clock[k] = re * clock.re[k] - im * clock.im[k];
    for (let j = 0; j < gradient.length; ++j) {
      out.parameters[j][k] = re * gradient[j].re[k] - im * gradient[j].im[k];
    }
  }
  return out;
}

/**
 * Undiscounted put and its derivatives: value, F, F², F³, τ, Fτ, parameters.
 *
 * ```text
 * ∂P/∂F = −∫ e^x f dx,  ∂²P/∂F² = K·f(z)/F²,  ∂³P/∂F³ = −K(2f(z) + f′(z))/F³
 * ```
 */
function strikeSums(
  expansion: Expansion,
  plan: CosPlan,
  forward: number,
  strike: number,
): Float64Array {
  const { a, b, terms } = plan;
  const { density, clock, parameters } = expansion;
  const out = new Float64Array(6 + parameters.length);
  const z = Math.log(strike / forward);
  if (z <= a) return out;
  if (z >= b) {
    out[0] = strike - forward;
    out[1] = -1;
    return out;
  }
  const du = Math.PI / (b - a);
  const left = forward * Math.exp(a);
  let [f, slope] = [0, 0];
  for (let k = 0; k < terms; ++k) {
    const u = k * du;
    const sin = Math.sin(u * (z - a));
    const cosine = Math.cos(u * (z - a));
    const psi = k === 0 ? z - a : sin / u;
    // chi carries the factor F, so that K·ψ − F·χ is the put.
    const chi = (strike * (cosine + u * sin) - left) / (1 + u * u);
    const payoff = strike * psi - chi;
    out[0] += density[k] * payoff;
    if (clock.length === 0) continue;
    out[1] -= density[k] * chi / forward;
    f += density[k] * cosine;
    slope -= density[k] * u * sin;
    out[4] += clock[k] * payoff;
    out[5] -= clock[k] * chi / forward;
    for (let j = 0; j < parameters.length; ++j) {
      out[6 + j] += parameters[j][k] * payoff;
    }
  }
  out[2] = strike * f / forward ** 2;
  out[3] = -strike * (2 * f + slope) / forward ** 3;
  return out;
}
