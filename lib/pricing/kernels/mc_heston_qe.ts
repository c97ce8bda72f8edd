/**
 * One step of Heston's variance by the quadratic-exponential scheme, and what it
 * adds to the mean and variance of the log price, with martingale correction.
 *
 * ```text
 * m = θ + (v − θ)e^(−κΔ),  ψ = Var(v′)/m²
 * ψ ≤ 1.5:  v′ = a(b + Z)²,  b² = 2/ψ − 1 + √(2/ψ)·√(2/ψ − 1),  a = m/(1 + b²)
 * ψ > 1.5:  v′ = max(0, ln((1 − p)/(1 − Φ(Z)))/β),  p = (ψ − 1)/(ψ + 1)
 * ln S′ − ln S = −ln E[e^(Av′)] − ½K₃v + K₂v′ + √(K₃v + K₄v′)·Z′
 * ```
 *
 * Andersen (2008), "Simple and efficient simulation of the Heston stochastic
 * volatility model", J. Computational Finance 11(3), 1–42: eqs. (17)–(18), (23)
 * –(33) and proposition 9 with `γ₁ = γ₂ = ½`. Where `E[e^(Av′)]` is infinite,
 * which only steps that are long for a positive `ρξ` bring about, the
 * uncorrected drift is used.
 *
 * @module
 */

import { normalCdf, normalPdf } from "lib/math/normal.ts";
import {
  hermiteAt,
  type HermiteTable,
  hermiteTable,
} from "lib/pricing/engines/paths/hermite_table.ts";
import type { HestonParams } from "lib/pricing/laws/heston.ts";

/** Where the scheme changes, inside Andersen's `[1, 2]`. */
const SWITCH = 1.5;

let exponentials: HermiteTable | undefined;

/** `−ln(1 − Φ(z))`: an exponential draw from a normal one. */
function exponentialTable(): HermiteTable {
  return hermiteTable(
    (z) => -Math.log(normalCdf(-z)),
    (z) => normalPdf(z) / normalCdf(-z),
    1024,
  );
}

/** Constants of one step length. */
export interface QeStep {
  /** `e^(−κΔ)`, and the mean's constant `θ(1 − e^(−κΔ))`. */
  readonly decay: number;
  /** `θ(1 − e^(−κΔ))`. */
  readonly pull: number;
  /** `Var(v′) = slope·v + base`. */
  readonly slope: number;
  /** See `slope`. */
  readonly base: number;
  /** `K₀` without correction. */
  readonly k0: number;
  /** `K₁`. */
  readonly k1: number;
  /** `K₂`. */
  readonly k2: number;
  /** `K₃ = K₄`. */
  readonly k3: number;
}

/**
 * Prepares a step.
 *
 * @param params Heston's parameters.
 * @param step Its length, in years.
 * @returns The constants.
 */
export function qeStep(params: HestonParams, step: number): QeStep {
  const { kappa, theta, xi, rho } = params;
  const decay = Math.exp(-kappa * step);
  const lost = -Math.expm1(-kappa * step);
  const half = 0.5 * step * (kappa * rho / xi - 0.5);
  return {
    decay,
    pull: theta * lost,
    slope: xi * xi * decay * lost / kappa,
    base: theta * xi * xi * lost * lost / (2 * kappa),
    k0: -rho * kappa * theta * step / xi,
    k1: half - rho / xi,
    k2: half + rho / xi,
    k3: 0.5 * step * (1 - rho * rho),
  };
}

/**
 * Moves a block of variances on by one step.
 *
 * @param step The constants.
 * @param v Variances, shape `[size]`; replaced by those after the step.
 * @param normals Draws, from `at` on.
 * @param at Place of the first draw.
 * @param size Paths a block.
 * @param mean Conditional means of the log price, from `to` on: added to.
 * @param variance Conditional variances, shape `[size]`: added to.
 * @param to Place of the first mean.
 */
export function qeStepInto(
  step: QeStep,
  v: Float64Array,
  normals: Float64Array,
  at: number,
  size: number,
  mean: Float64Array,
  variance: Float64Array,
  to: number,
): void {
  const table = exponentials ??= exponentialTable();
  const { decay, pull, slope, base, k0, k1, k2, k3 } = step;
  const a0 = k2 + 0.5 * k3;
  for (let i = 0; i < size; ++i) {
    const now = v[i];
    const m = pull + decay * now;
    const s2 = base + slope * now;
    const z = normals[at + i];
    let next: number;
    // ln E[e^(Av′)], or NaN where it is infinite.
    let logMean: number;
    if (s2 <= SWITCH * m * m) {
      const t = 2 * m * m / s2;
      const b2 = t - 1 + Math.sqrt(t * (t - 1));
      const a = m / (1 + b2);
      const root = Math.sqrt(b2) + z;
      next = a * root * root;
      const w = -2 * a0 * a;
      if (w > -0.12 && w < 0.12) {
        // ln(1 + w) = 2·artanh(w/(2 + w)), to 1e-13, without a call.
        const s = w / (2 + w);
        const q = s * s;
        logMean = a0 * a * b2 / (1 + w) -
          s * (1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9)))));
      } else {
        logMean = w > -1 ? a0 * a * b2 / (1 + w) - 0.5 * Math.log(1 + w) : NaN;
      }
    } else {
      const psi = s2 / (m * m);
      const p = (psi - 1) / (psi + 1);
      const beta = (1 - p) / m;
      const drawn = hermiteAt(table, z) + Math.log(1 - p);
      next = drawn > 0 ? drawn / beta : 0;
      logMean = a0 < beta ? Math.log(p + beta * (1 - p) / (beta - a0)) : NaN;
    }
    mean[to + i] += logMean === logMean
      ? k2 * next - 0.5 * k3 * now - logMean
      : k2 * next + k1 * now + k0;
    variance[i] += k3 * (now + next);
    v[i] = next;
  }
}
