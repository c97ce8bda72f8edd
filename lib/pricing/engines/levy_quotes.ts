/**
 * Quotes at any strikes of several expiries under a pure-jump Lévy law, with
 * their gradient, priced again and again at other parameters.
 *
 * ```text
 * P/F = e^k + I,   I(τ, k) = −(e^k/2π)·∫ e^(τψ(u) − iuk)/(u(u + i)) du,   ∂I/∂θ: times τ·∂ψ/∂θ
 * ```
 *
 * Lewis (2001), eq. (3.7), on the two hyperbolas of `levy_surface.ts`. They do
 * not depend on the parameters, so `e^(k − iuk)` is tabulated, for each `k` as far
 * as it is needed, and a call costs the exponent at the nodes and one product a
 * node and quote. A sum ends where its terms fall below the tolerance. Absolute accuracy;
 * for laws without a Gaussian part, as `levy_surface.ts` says.
 *
 * @module
 */

import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { sharedContour } from "lib/pricing/engines/lewis_contour.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Options of {@linkcode LevyQuotes}. */
export interface LevyQuotesOptions {
  /**
   * Absolute error, relative to the forward, or to the strike where that is
   * larger; not below 1e-15.
   *
   * @default {1e-9}
   */
  readonly tolerance?: number;
}

/** Half-width of the strip in which the integrand is analytic. */
const HALF_WIDTH = 0.42;
/** Exponents up to which two factors are kept apart. */
const SAFE_EXPONENT = 300;
/** Nodes between two looks at whether the terms still count. */
const BLOCK = 8;

/** One hyperbola: nodes, tables, and what the parameters make of them. */
interface Side {
  readonly u: ComplexVector;
  /** `u′/(u(u + i))`. */
  readonly kernel: ComplexVector;
  readonly logKernel: Float64Array;
  /** `e^(k − iuk)`, pairs, shape `[strikes × nodes × 2]`. */
  readonly waves: Float64Array;
  /** Nodes of each strike that are tabulated so far. */
  readonly filled: Int32Array;
  /** Nodes of each strike before `e^(k − iuk)` could leave the doubles. */
  readonly heads: Int32Array;
  readonly phi: ComplexVector;
  readonly psi: ComplexVector;
  readonly gradient: readonly ComplexVector[];
}

/**
 * European options on several expiries, priced again and again.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { LevyQuotes } from "lib/pricing/engines/levy_quotes.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const quotes = new LevyQuotes([{
 *   forward: 1, discount: 1, tau: 1,
 *   strikes: Float64Array.of(1), isCall: Uint8Array.of(1),
 * }], 3);
 * const out = new Float64Array(1);
 * const params = { alpha: 6.1882, beta: -3.8941, delta: 0.1622 };
 * quotes.priceInto(lawByName("nig").characteristicFunction(params), out);
 * assertAlmostEquals(out[0], 0.0744621355, 1e-9);
 * ```
 */
export class LevyQuotes {
  readonly #slices: readonly EuropeanSlice[];
  /** `ln(K/F)` of each option. */
  readonly #k: Float64Array;
  /** The different `ln(K/F)`, and which of them each option has. */
  readonly #strikes: Float64Array;
  readonly #strikeOf: Int32Array;
  readonly #nodes: number;
  readonly #step: number;
  readonly #logTolerance: number;
  readonly #channels: number;
  readonly #sides: readonly [Side, Side];
  /** `e^(τψ)·u′/(u(u + i))·(1, τ∂ψ/∂θ)` of one expiry, `[channels × nodes × 2]`. */
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;

  /**
   * Prepares the tables.
   *
   * @param slices The expiries; options are numbered through them in order.
   * @param parameters Number of parameters of the laws.
   * @param options Tolerance.
   */
  constructor(
    slices: readonly EuropeanSlice[],
    parameters: number,
    options: LevyQuotesOptions = {},
  ) {
    const tolerance = Math.max(options.tolerance ?? 1e-9, 1e-15);
    this.#slices = slices;
    this.#k = Float64Array.from(
      slices.flatMap(({ strikes, forward }) =>
        Array.from(strikes, (strike) => Math.log(strike / forward))
      ),
    );
    const places = new Map<number, number>();
    this.#strikeOf = Int32Array.from(this.#k, (k) => {
      const place = places.get(k) ?? places.size;
      places.set(k, place);
      return place;
    });
    this.#strikes = Float64Array.from(places.keys());
    // The rule errs by exp(−2πd/h), and terms fall at least like exp(−y).
    const digits = 2 - Math.log(tolerance);
    this.#step = 2 * Math.PI * HALF_WIDTH / digits;
    this.#nodes = BLOCK * Math.ceil(digits / this.#step / BLOCK);
    this.#logTolerance = Math.log(tolerance) - 4;
    this.#channels = 1 + parameters;
    this.#sides = [this.#makeSide(1), this.#makeSide(-1)];
    this.#weights = new Float64Array(2 * this.#nodes * this.#channels);
    this.#sums = new Float64Array(this.#channels);
  }

  /** Present values of all options. @param out Prices, shape `[size]`. */
  priceInto(cf: CharacteristicFunction, out: Float64Array): void {
    this.#price(cf, out, undefined);
  }

  /**
   * Present values and their derivatives in each parameter.
   *
   * @param cf A Lévy law without a Gaussian part.
   * @param out Prices, shape `[size]`.
   * @param jacobian Row-major, shape `[size × parameters]`.
   */
  priceAndGradientInto(
    cf: CharacteristicFunction,
    out: Float64Array,
    jacobian: Float64Array,
  ): void {
    this.#price(cf, out, jacobian);
  }

  #makeSide(side: 1 | -1): Side {
    const nodes = this.#nodes;
    const u = complexVector(nodes);
    const kernel = complexVector(nodes);
    const logKernel = new Float64Array(nodes);
    // Without a law the drift is 0: only the side of the strike matters.
    const still = { asymptoticDrift: () => 0 } as Pick<
      CharacteristicFunction,
      "asymptoticDrift"
    >;
    const { shift, scale, tilt } = sharedContour(
      still as CharacteristicFunction,
      0,
      side,
    );
    const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)];
    for (let n = 0; n < nodes; ++n) {
      const y = n * this.#step;
      const [sinh, cosh] = [scale * Math.sinh(y), scale * Math.cosh(y)];
      const [x, v] = [sinh * cos, shift + cosh * sin];
      u.re[n] = x;
      u.im[n] = v;
      // u′ = cosh·cos + i·sinh·sin over q = u(u + i); the other half mirrors.
      const [sr, si] = [cosh * cos, sinh * sin];
      const [qr, qi] = [x * x - v * v - v, 2 * x * v + x];
      const q = (n === 0 ? 2 : 1) * (qr * qr + qi * qi);
      kernel.re[n] = (sr * qr + si * qi) / q;
      kernel.im[n] = (si * qr - sr * qi) / q;
      logKernel[n] = 0.5 * Math.log(kernel.re[n] ** 2 + kernel.im[n] ** 2);
    }
    const waves = new Float64Array(2 * nodes * this.#strikes.length);
    const filled = new Int32Array(this.#strikes.length);
    const heads = Int32Array.from(this.#strikes, (k) => {
      let n = 0;
      while (n < nodes && Math.abs(u.im[n] * k) < SAFE_EXPONENT) ++n;
      return n;
    });
    return {
      u,
      kernel,
      logKernel,
      waves,
      filled,
      heads,
      phi: complexVector(nodes),
      psi: complexVector(nodes),
      gradient: Array.from(
        { length: this.#channels - 1 },
        () => complexVector(nodes),
      ),
    };
  }

  #price(
    cf: CharacteristicFunction,
    out: Float64Array,
    jacobian: Float64Array | undefined,
  ): void {
    const channels = jacobian === undefined ? 1 : this.#channels;
    for (const side of this.#sides) {
      cf.tauDerivativeInto(side.u, 1, side.psi);
      if (channels > 1) cf.gradientInto(side.u, 1, side.phi, side.gradient);
    }
    let first = 0;
    for (const slice of this.#slices) {
      const drift = cf.asymptoticDrift(slice.tau);
      const count = slice.strikes.length;
      this.#sides.forEach((side, above) => {
        let weighed = 0;
        for (let i = 0; i < count; ++i) {
          const k = this.#k[first + i];
          if ((k >= drift ? 0 : 1) !== above) continue;
          const nodes = this.#lastNode(side, slice.tau, k);
          const strike = this.#strikeOf[first + i];
          const head = Math.min(nodes, side.heads[strike]);
          this.#tabulate(side, strike, head);
          if (head > weighed) {
            this.#weigh(side, slice.tau, weighed, head, channels);
            weighed = head;
          }
          this.#sum(side, strike, head, channels);
          this.#addTail(side, slice.tau, k, head, nodes, channels);
          this.#finish(slice, i, first + i, out, jacobian);
        }
      });
      first += count;
    }
  }

  /** Extends the table of a strike to its first `head` nodes. */
  #tabulate(side: Side, strike: number, head: number): void {
    const { u, waves, filled } = side;
    const k = this.#strikes[strike];
    for (let n = filled[strike]; n < head; ++n) {
      const size = Math.exp(k + u.im[n] * k);
      const at = 2 * (strike * this.#nodes + n);
      waves[at] = size * Math.cos(u.re[n] * k);
      waves[at + 1] = -size * Math.sin(u.re[n] * k);
    }
    filled[strike] = Math.max(filled[strike], head);
  }

  /** Where the terms of a quote stop counting. */
  #lastNode(side: Side, tau: number, k: number): number {
    const { psi, u, logKernel } = side;
    for (let n = BLOCK - 1; n < this.#nodes; n += BLOCK) {
      const size = tau * psi.re[n] + k + u.im[n] * k + logKernel[n];
      if (!(size > this.#logTolerance)) return n + 1;
    }
    return this.#nodes;
  }

  /** Fills the weights of an expiry at nodes `from … to − 1`. */
  #weigh(
    side: Side,
    tau: number,
    from: number,
    to: number,
    channels: number,
  ): void {
    const { psi, kernel, gradient } = side;
    const weights = this.#weights;
    for (let n = from; n < to; ++n) {
      const size = Math.exp(tau * psi.re[n]);
      const angle = tau * psi.im[n];
      const [cr, ci] = [size * Math.cos(angle), size * Math.sin(angle)];
      const wr = cr * kernel.re[n] - ci * kernel.im[n];
      const wi = cr * kernel.im[n] + ci * kernel.re[n];
      weights[2 * n] = wr;
      weights[2 * n + 1] = wi;
      for (let j = 1; j < channels; ++j) {
        const gr = tau * gradient[j - 1].re[n];
        const gi = tau * gradient[j - 1].im[n];
        const at = 2 * (j * this.#nodes + n);
        weights[at] = wr * gr - wi * gi;
        weights[at + 1] = wr * gi + wi * gr;
      }
    }
  }

  #sum(side: Side, strike: number, head: number, channels: number): void {
    const { waves } = side;
    const [weights, sums] = [this.#weights, this.#sums];
    const start = 2 * strike * this.#nodes;
    for (let j = 0; j < channels; ++j) {
      const first = 2 * j * this.#nodes;
      // Two sums, so that one addition does not wait for another.
      let re = 0, im = 0;
      for (let n = 0; n < 2 * head; n += 2) {
        re += weights[first + n] * waves[start + n];
        im += weights[first + n + 1] * waves[start + n + 1];
      }
      sums[j] = re - im;
    }
  }

  /** Nodes far out, where strikes near the drift still count: one exponential. */
  #addTail(
    side: Side,
    tau: number,
    k: number,
    head: number,
    nodes: number,
    channels: number,
  ): void {
    const { psi, u, kernel, gradient } = side;
    const sums = this.#sums;
    for (let n = head; n < nodes; ++n) {
      const size = Math.exp(tau * psi.re[n] + k + u.im[n] * k);
      const angle = tau * psi.im[n] - u.re[n] * k;
      const [cr, ci] = [size * Math.cos(angle), size * Math.sin(angle)];
      const wr = cr * kernel.re[n] - ci * kernel.im[n];
      const wi = cr * kernel.im[n] + ci * kernel.re[n];
      sums[0] += wr;
      for (let j = 1; j < channels; ++j) {
        sums[j] += tau *
          (wr * gradient[j - 1].re[n] - wi * gradient[j - 1].im[n]);
      }
    }
  }

  /** Sums become a price and its derivatives. */
  #finish(
    { forward, discount, isCall }: EuropeanSlice,
    i: number,
    quote: number,
    out: Float64Array,
    jacobian: Float64Array | undefined,
  ): void {
    const sums = this.#sums;
    const scale = -discount * forward * this.#step / Math.PI;
    // I is the put less its strike, or the call less the forward.
    const paid = isCall[i] === 1 ? 1 : Math.exp(this.#k[quote]);
    out[quote] = Math.max(0, scale * sums[0] + discount * forward * paid);
    if (jacobian === undefined) return;
    const row = quote * (this.#channels - 1);
    for (let j = 1; j < this.#channels; ++j) {
      jacobian[row + j - 1] = scale * sums[j];
    }
  }
}
