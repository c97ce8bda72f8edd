/**
 * European options by the fast Fourier transform of a damped price.
 *
 * ```text
 * V(k) = D·F·e^(−αk)/π · ∫₀^∞ Re[e^(−ivk)·φ(v − (α+1)i)/((α+iv)(α+1+iv))] dv
 * ```
 *
 * Carr and Madan (1999), "Option valuation using the fast Fourier transform",
 * J. Computational Finance 2(4), eqs. (5), (6) and (22) with Simpson's weights:
 * the call for `α > 0`, and the same integral is the put for `α < −1`. `α` is
 * chosen in the moment strip where the integrand is least. The transform gives
 * a grid of strikes; a strike between them is interpolated, and where that is
 * not good enough the same sum is taken at the strike itself.
 *
 * The error is the sum of three parts: the change when the step was last
 * halved, the bound `|ψ(U)|·U` of the tail (as `|ψ|` falls like `v⁻²` or
 * faster), and rounding. Where `φ` decays slowly the tail needs more nodes than
 * there are, and the engine says so.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import { fftInto } from "lib/math/fft.ts";
import type {
  EuropeanEngine,
  EuropeanSlice,
} from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Longest transform. */
const MOST_NODES = 1 << 17;
/** Half-width of the first grid of log strikes, `π/η`. */
const FIRST_REACH = 8;
/** Grid strikes for each oscillation of the highest frequency. */
const OVERSAMPLING = 4;
/** Points of the interpolation, and of the one that estimates its error. */
const POINTS = 10;
const FEWER_POINTS = 8;

/** Prices European slices by one transform a slice. */
export const carrMadan: EuropeanEngine = {
  name: "carr-madan",
  price(cf, slice, options = {}) {
    const { forward, discount, strikes } = slice;
    const { tolerance = 1e-8 * forward, derivatives = false } = options;
    const unit = discount * forward;
    const { values, errors, evaluations } = solve(cf, slice, tolerance / unit);
    const prices = values.map((value) => Math.max(0, value * unit));
    for (let i = 0; i < errors.length; ++i) {
      errors[i] = errors[i] * unit +
        4e-16 * discount * Math.max(forward, strikes[i]);
    }
    const reached = errors.reduce((a, b) => Math.max(a, b), 0);
    if (!(reached <= tolerance)) {
      throw new ConvergenceError(
        `Cannot price ${cf.name} by Carr-Madan at maturity ${slice.tau} to ${tolerance}: ${MOST_NODES} nodes reach ${reached}. Use the lewis engine`,
        { reached, tolerance },
      );
    }
    const base = { prices, errors, evaluations };
    if (!derivatives) return base;
    // A real grid cannot bound the slower decay of derivatives; a contour can.
    const contour = lewis.price(cf, slice, options);
    return {
      ...base,
      evaluations: evaluations + contour.evaluations,
      derivatives: contour.derivatives!,
    };
  },
};

/** Values and errors in units of the discounted forward. */
interface Solution {
  readonly values: Float64Array;
  readonly errors: Float64Array;
  readonly evaluations: number;
}

function solve(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  epsilon: number,
): Solution {
  const { tau, strikes, forward, isCall } = slice;
  const k = strikes.map((strike) => Math.log(strike / forward));
  const alpha = chooseAlpha(cf, tau);
  const growth = k.reduce((m, x) => Math.max(m, Math.exp(-alpha * x)), 1);
  const cut = cutoff(cf, tau, alpha, epsilon * Math.PI / (4 * growth));
  let previous: Float64Array | undefined;
  let [evaluations, reach] = [cut.evaluations, FIRST_REACH];
  while (true) {
    const eta = Math.PI / reach;
    const used = Math.min(Math.ceil(cut.last / eta) + 1, MOST_NODES);
    const psi = integrand(cf, tau, alpha, eta, used);
    evaluations += used;
    const { values, errors, size } = atStrikes(psi, alpha, eta, k, epsilon);
    let largest = 0;
    for (let i = 0; i < k.length; ++i) {
      const gap = previous ? Math.abs(values[i] - previous[i]) : Infinity;
      const damp = Math.exp(-alpha * k[i]) / Math.PI;
      errors[i] += gap + damp * (cut.tail + 1e-15 * size);
      largest = Math.max(largest, errors[i]);
    }
    previous = values.slice();
    const full = 2 * used > MOST_NODES || reach > 1000;
    if (!(largest <= epsilon) && !full) {
      reach *= 2;
      continue;
    }
    for (let i = 0; i < k.length; ++i) {
      // Parity, in units of D·F: C − P = 1 − e^k.
      const parity = 1 - Math.exp(k[i]);
      if (alpha > 0 && isCall[i] === 0) values[i] -= parity;
      if (alpha < 0 && isCall[i] === 1) values[i] += parity;
    }
    return { values, errors, evaluations };
  }
}

/** The `α` at which the integrand at `v = 0` is least, of either side. */
function chooseAlpha(cf: CharacteristicFunction, tau: number): number {
  const [lower, upper] = cf.momentStrip(tau);
  const tries: number[] = [];
  for (let share = 0.05; share < 0.95; share += 0.05) {
    tries.push(Math.min(upper - 1, 12) * share);
    tries.push(-1 - Math.min(-lower, 12) * share);
  }
  const u = complexVector(tries.length), phi = complexVector(tries.length);
  tries.forEach((alpha, i) => u.im[i] = -(alpha + 1));
  cf.phiInto(u, tau, phi);
  let [best, least] = [tries[0], Infinity];
  tries.forEach((alpha, i) => {
    const value = phi.re[i] / (alpha * (alpha + 1));
    if (value < least) [best, least] = [alpha, value];
  });
  return best;
}

/** The frequency whose tail is below `share`, or the last one tried. */
function cutoff(
  cf: CharacteristicFunction,
  tau: number,
  alpha: number,
  share: number,
): { last: number; tail: number; evaluations: number } {
  const most = MOST_NODES * Math.PI / (4 * FIRST_REACH);
  const at = complexVector(1), phi = complexVector(1);
  at.im[0] = -(alpha + 1);
  let [tail, evaluations, v] = [Infinity, 0, 2];
  for (; v < most; v *= 1.2) {
    at.re[0] = v;
    cf.phiInto(at, tau, phi);
    ++evaluations;
    tail = Math.hypot(phi.re[0], phi.im[0]) * v /
      (Math.hypot(alpha, v) * Math.hypot(alpha + 1, v));
    if (tail <= share) break;
  }
  return { last: v, tail, evaluations };
}

/** `ψ(jη)` times Simpson's weight. */
function integrand(
  cf: CharacteristicFunction,
  tau: number,
  alpha: number,
  eta: number,
  count: number,
): ComplexVector {
  const u = complexVector(count), psi = complexVector(count);
  for (let j = 0; j < count; ++j) u.re[j] = j * eta;
  u.im.fill(-(alpha + 1));
  cf.phiInto(u, tau, psi);
  for (let j = 0; j < count; ++j) {
    const v = j * eta;
    const weight = eta / 3 * (j === 0 ? 1 : j % 2 === 1 ? 4 : 2);
    const qr = alpha * (alpha + 1) - v * v, qi = (2 * alpha + 1) * v;
    const scale = weight / (qr * qr + qi * qi);
    const { re: { [j]: a }, im: { [j]: b } } = psi;
    psi.re[j] = scale * (a * qr + b * qi);
    psi.im[j] = scale * (b * qr - a * qi);
  }
  return psi;
}

/** The transform, interpolated at each strike or summed there. */
function atStrikes(
  psi: ComplexVector,
  alpha: number,
  eta: number,
  k: Float64Array,
  epsilon: number,
): { values: Float64Array; errors: Float64Array; size: number } {
  const used = psi.re.length;
  const n = 2 ** Math.ceil(Math.log2(OVERSAMPLING * used));
  const grid = complexVector(n);
  let size = 0;
  for (let j = 0; j < used; ++j) {
    // The grid starts at k = −π/η: e^(iπj) = (−1)^j.
    const sign = j % 2 === 0 ? 1 : -1;
    grid.re[j] = sign * psi.re[j];
    grid.im[j] = sign * psi.im[j];
    size += Math.hypot(psi.re[j], psi.im[j]);
  }
  fftInto(grid);
  const start = -Math.PI / eta, gap = 2 * Math.PI / (n * eta);
  const values = new Float64Array(k.length);
  const errors = new Float64Array(k.length);
  for (let i = 0; i < k.length; ++i) {
    const damp = Math.exp(-alpha * k[i]) / Math.PI;
    const at = (k[i] - start) / gap;
    const fine = interpolate(grid.re, at, POINTS);
    const off = damp * Math.abs(fine - interpolate(grid.re, at, FEWER_POINTS));
    if (off <= epsilon / 4) {
      values[i] = damp * fine;
      errors[i] = off;
    } else {
      values[i] = damp * directSum(psi, eta, k[i]);
    }
  }
  return { values, errors, size };
}

/** Lagrange's polynomial through the `points` grid values around `at`. */
function interpolate(y: Float64Array, at: number, points: number): number {
  const first = Math.floor(at) - points / 2 + 1;
  if (!(first >= 0 && first + points <= y.length)) return NaN;
  let sum = 0;
  for (let i = 0; i < points; ++i) {
    let weight = 1;
    for (let j = 0; j < points; ++j) {
      if (j !== i) weight *= (at - first - j) / (i - j);
    }
    sum += weight * y[first + i];
  }
  return sum;
}

function directSum(psi: ComplexVector, eta: number, k: number): number {
  let sum = 0;
  for (let j = 0; j < psi.re.length; ++j) {
    const angle = j * eta * k;
    sum += psi.re[j] * Math.cos(angle) + psi.im[j] * Math.sin(angle);
  }
  return sum;
}
