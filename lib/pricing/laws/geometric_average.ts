/**
 * The geometric average of a Lévy path as a law of its own, so that any
 * European engine prices the average-price option exactly.
 *
 * With fixings at `T·i/n` the logarithm of the average is a weighted sum of
 * independent increments, `ln G = ln S₀ + Σⱼ wⱼ·(Yⱼ)`, `wⱼ = (n − j + 1)/n`, so
 *
 * ```text
 * ln φ_G(u) = Σⱼ ln φ_{T/n}(wⱼ·u),      continuous:  T·∫₀¹ ψ(s·u) ds
 * ```
 *
 * Fusai and Meucci (2008), J. Banking & Finance 32(10), 2076–2088, eq. (9).
 * Valid for Lévy laws only: the increments must be independent.
 *
 * @module
 */

import { Complex } from "lib/math/complex.ts";
import { type ComplexVector } from "lib/math/complex_vector.ts";
import { gaussLegendre } from "lib/math/gauss_legendre.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** A geometric average: its law about its own mean, and that mean. */
export interface GeometricAverage {
  /** Law of `ln(G / E[G])`. */
  readonly cf: CharacteristicFunction;
  /** `E[G] / S₀` when rates and dividends are zero. */
  readonly meanFactor: number;
  /** Average time of the fixings over the maturity: `(n + 1)/2n`, or ½. */
  readonly meanTime: number;
}

/** Nodes of the continuous average: exact to rounding for these exponents. */
const CONTINUOUS_NODES = 64;

/**
 * Builds the law of the geometric average of a Lévy path.
 *
 * @param cf Law of the path, with independent stationary increments.
 * @param tau Time of the last fixing, in years.
 * @param fixings Number of equally spaced fixings, or `"continuous"`.
 * @returns The law of the average; its functions ignore their `tau`.
 */
export function geometricAverage(
  cf: CharacteristicFunction,
  tau: number,
  fixings: number | "continuous",
): GeometricAverage {
  const { weights, times } = schedule(tau, fixings);
  const n = weights.length;
  const raw = (u: Complex): Complex => {
    let sum = new Complex(0);
    for (let j = 0; j < n; ++j) {
      sum = sum.add(cf.logPhi(u.scale(weights[j]), times[j]));
    }
    return sum;
  };
  const logMean = raw(new Complex(0, -1)).re;
  const logPhi = (u: Complex) => raw(u).sub(u.timesI().scale(logMean));
  return {
    meanFactor: Math.exp(logMean),
    meanTime: fixings === "continuous" ? 0.5 : (fixings + 1) / (2 * fixings),
    cf: {
      name: `${cf.name} geometric average`,
      size: 0,
      logPhi,
      phiInto: (u, _tau, out) => phiEach(logPhi, u, out),
      gradientInto: (u, _tau, out) => phiEach(logPhi, u, out),
      tauDerivativeInto: (_u, _tau, out) => {
        out.re.fill(0);
        out.im.fill(0);
      },
      cumulants: () => {
        let [c1, c2, c4] = [-logMean, 0, 0];
        for (let j = 0; j < n; ++j) {
          const part = cf.cumulants(times[j]);
          c1 += weights[j] * part.c1;
          c2 += weights[j] ** 2 * part.c2;
          c4 += weights[j] ** 4 * part.c4;
        }
        return { c1, c2, c4 };
      },
      momentStrip: () => cf.momentStrip(tau),
      asymptoticDrift: () => {
        let drift = -logMean;
        for (let j = 0; j < n; ++j) {
          drift += weights[j] * cf.asymptoticDrift(times[j]);
        }
        return drift;
      },
    },
  };
}

/** The weight of each stretch of the path, and how long it lasts. */
function schedule(
  tau: number,
  fixings: number | "continuous",
): { weights: Float64Array; times: Float64Array } {
  if (fixings === "continuous") {
    const { nodes, weights } = gaussLegendre(CONTINUOUS_NODES);
    return {
      weights: nodes.map((x) => (1 + x) / 2),
      times: weights.map((w) => tau * w / 2),
    };
  }
  return {
    weights: Float64Array.from(
      { length: fixings },
      (_, j) => (fixings - j) / fixings,
    ),
    times: new Float64Array(fixings).fill(tau / fixings),
  };
}

function phiEach(
  logPhi: (u: Complex) => Complex,
  u: ComplexVector,
  out: ComplexVector,
): void {
  for (let i = 0; i < u.re.length; ++i) {
    const value = logPhi(new Complex(u.re[i], u.im[i])).exp();
    out.re[i] = value.re;
    out.im[i] = value.im;
  }
}
