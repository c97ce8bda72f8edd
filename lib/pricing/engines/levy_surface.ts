/**
 * A whole surface of European options under a Lévy law on two contours.
 *
 * As `ln φ(u) = τ·ψ(u)`, one evaluation of the exponent at a node serves every
 * maturity, and one `e^(−iuk)` serves every maturity of a strike:
 *
 * ```text
 * P/F = e^k + I,   I(τ, k) = −(e^k/2π)·∫ e^(τψ(u) − iuk)/(u(u + i)) du
 * ```
 *
 * Lewis (2001), eq. (3.7), on the hyperbolas between the poles that
 * `lewis_group.ts` uses: strikes above the law's drift lean to one side, those
 * below to the other. The accuracy is absolute: far wings want `lewis.ts`. Meant
 * for laws without a Gaussian part; where there is one (Merton, Kou) the jumps
 * may make `φ` grow along the contour, and COS is as fast.
 *
 * @module
 */

import { complexVector } from "lib/math/complex_vector.ts";
import {
  type Contour,
  sharedContour,
} from "lib/pricing/engines/lewis_contour.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Options of {@linkcode LevySurface}. */
export interface LevySurfaceOptions {
  /**
   * Absolute error, relative to the forward, or to the strike where that is
   * larger; not below 1e-12.
   *
   * @default {1e-9}
   */
  readonly tolerance?: number;
}

/** Half-width of the strip in which the integrand is analytic. */
const HALF_WIDTH = 0.42;
/** Exponents up to which two factors are kept apart. */
const SAFE_EXPONENT = 300;
/** Exponent below which a term adds nothing. */
const NOTHING = -60;
/** Nodes a side at which even a law that never decays has ended. */
const MOST_NODES = 512;

/**
 * Out-of-the-money options on a grid, priced again and again.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { LevySurface } from "lib/pricing/engines/levy_surface.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const surface = new LevySurface(Float64Array.of(1), Float64Array.of(1));
 * const out = new Float64Array(1);
 * const law = lawByName("nig");
 * const params = { alpha: 6.1882, beta: -3.8941, delta: 0.1622 };
 * surface.priceInto(law.characteristicFunction(params), out);
 * assertAlmostEquals(out[0], 0.0744621355, 1e-9);
 * ```
 */
export class LevySurface {
  readonly #maturities: Float64Array;
  readonly #k: Float64Array;
  readonly #step: number;
  readonly #end: number;
  readonly #u = complexVector(MOST_NODES);
  readonly #psi = complexVector(MOST_NODES);
  /** `u′/(u(u + i))` at each node. */
  readonly #kernel = complexVector(MOST_NODES);
  /** `e^(τψ)·u′/(u(u + i))`, a maturity after the other. */
  readonly #weights: { readonly re: Float64Array; readonly im: Float64Array };
  readonly #wave = complexVector(MOST_NODES);

  /**
   * Prepares a grid.
   *
   * @param maturities Years, shape `[rows]`.
   * @param moneyness Strike over forward, shape `[columns]`.
   * @param options Tolerance.
   */
  constructor(
    maturities: Float64Array,
    moneyness: Float64Array,
    options: LevySurfaceOptions = {},
  ) {
    const { tolerance = 1e-9 } = options;
    this.#maturities = maturities;
    this.#k = moneyness.map(Math.log);
    // The rule errs by exp(−2πd/h), and terms fall at least like exp(−y).
    const digits = -Math.log(Math.max(tolerance, 1e-12)) + 2;
    this.#step = 2 * Math.PI * HALF_WIDTH / digits;
    this.#end = digits;
    this.#weights = {
      re: new Float64Array(MOST_NODES * maturities.length),
      im: new Float64Array(MOST_NODES * maturities.length),
    };
  }

  /**
   * Prices every node: a call where the strike is at or above the forward, else
   * a put.
   *
   * @param cf A Lévy law.
   * @param out Prices over the forward, maturity-major `[rows × columns]`.
   */
  priceInto(cf: CharacteristicFunction, out: Float64Array): void {
    const drifts = this.#maturities.map((tau) => cf.asymptoticDrift(tau));
    for (const side of [1, -1]) {
      const ofSide = (row: number, k: number) =>
        (k >= drifts[row] ? 1 : -1) === side;
      this.#integrateSide(cf, side, drifts, ofSide, out);
    }
    const columns = this.#k.length;
    for (let i = 0; i < out.length; ++i) {
      const k = this.#k[i % columns];
      // I is the put less its strike, or the call less the forward.
      out[i] = Math.max(0, out[i] + (k >= 0 ? 1 : Math.exp(k)));
    }
  }

  #integrateSide(
    cf: CharacteristicFunction,
    side: number,
    drifts: Float64Array,
    ofSide: (row: number, k: number) => boolean,
    out: Float64Array,
  ): void {
    const rows = this.#maturities.length;
    const columns = this.#k.length;
    // The contour depends on which side of the drift k is, not on how far.
    const contour = sharedContour(cf, 0, side * Infinity);
    const count = this.#placeNodes(contour);
    cf.tauDerivativeInto(this.#u, 1, this.#psi);
    const head = this.#headOf(drifts, count);
    this.#weigh(head);
    const { re: wRe, im: wIm } = this.#weights;
    const { re: eRe, im: eIm } = this.#wave;
    for (let column = 0; column < columns; ++column) {
      const k = this.#k[column];
      let any = false;
      for (let row = 0; row < rows && !any; ++row) any = ofSide(row, k);
      if (!any) continue;
      this.#waveAt(k, head);
      for (let row = 0; row < rows; ++row) {
        if (!ofSide(row, k)) continue;
        const first = row * MOST_NODES;
        let sum = 0;
        for (let n = 0; n < head; ++n) {
          sum += wRe[first + n] * eRe[n] - wIm[first + n] * eIm[n];
        }
        sum += this.#tail(this.#maturities[row], k, head, count);
        out[row * columns + column] = -sum * this.#step / Math.PI;
      }
    }
  }

  /** Nodes on the half of the contour with y ≥ 0; the other mirrors it. */
  #placeNodes({ shift, scale, tilt }: Contour): number {
    const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)];
    const count = Math.min(MOST_NODES, Math.ceil(this.#end / this.#step));
    for (let n = 0; n < count; ++n) {
      const y = n * this.#step;
      const [sinh, cosh] = [scale * Math.sinh(y), scale * Math.cosh(y)];
      const x = sinh * cos;
      const v = shift + cosh * sin;
      this.#u.re[n] = x;
      this.#u.im[n] = v;
      // u′ = cosh·cos + i·sinh·sin over q = u(u + i)
      const [sr, si] = [cosh * cos, sinh * sin];
      const [qr, qi] = [x * x - v * v - v, 2 * x * v + x];
      const q = (n === 0 ? 2 : 1) * (qr * qr + qi * qi);
      this.#kernel.re[n] = (sr * qr + si * qi) / q;
      this.#kernel.im[n] = (si * qr - sr * qi) / q;
    }
    return count;
  }

  #weigh(count: number): void {
    const { re: pRe, im: pIm } = this.#psi;
    const { re: kRe, im: kIm } = this.#kernel;
    const { re: wRe, im: wIm } = this.#weights;
    for (let row = 0; row < this.#maturities.length; ++row) {
      const tau = this.#maturities[row];
      const first = row * MOST_NODES;
      for (let n = 0; n < count; ++n) {
        const size = Math.exp(tau * pRe[n]);
        const angle = tau * pIm[n];
        const [cr, ci] = [size * Math.cos(angle), size * Math.sin(angle)];
        wRe[first + n] = cr * kRe[n] - ci * kIm[n];
        wIm[first + n] = cr * kIm[n] + ci * kRe[n];
      }
    }
  }

  /** Nodes before either factor could leave the range of a double. */
  #headOf(drifts: Float64Array, count: number): number {
    const largest = (values: Float64Array) =>
      values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const most = Math.max(largest(this.#k), largest(drifts));
    let head = 0;
    while (head < count && Math.abs(this.#u.im[head]) * most < SAFE_EXPONENT) {
      ++head;
    }
    return head;
  }

  /** Nodes far out, where strikes near the drift still count: one exponential. */
  #tail(tau: number, k: number, head: number, count: number): number {
    const { re: pRe, im: pIm } = this.#psi;
    let sum = 0;
    for (let n = head; n < count; ++n) {
      const size = tau * pRe[n] + k + this.#u.im[n] * k;
      if (size < NOTHING) break;
      const angle = tau * pIm[n] - this.#u.re[n] * k;
      sum += Math.exp(size) *
        (Math.cos(angle) * this.#kernel.re[n] -
          Math.sin(angle) * this.#kernel.im[n]);
    }
    return sum;
  }

  /** `e^(k − iuk)` at each node. */
  #waveAt(k: number, count: number): void {
    const { re: uRe, im: uIm } = this.#u;
    const { re, im } = this.#wave;
    for (let n = 0; n < count; ++n) {
      const size = Math.exp(k + uIm[n] * k);
      re[n] = size * Math.cos(uRe[n] * k);
      im[n] = -size * Math.sin(uRe[n] * k);
    }
  }
}
