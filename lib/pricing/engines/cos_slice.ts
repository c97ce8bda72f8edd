/**
 * One expiry's COS expansion, with the arrays that it needs kept between calls.
 *
 * @module
 */

import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type { CosPlan } from "lib/pricing/engines/cos_plan.ts";
import { putSumsInto } from "lib/pricing/kernels/cos_sum.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Arrays for up to a number of terms, grown when more are asked for. */
export class CosSlice {
  /** Density coefficients `A`, one array a channel. */
  densities: Float64Array[] = [];
  #capacity = 0;
  #u: ComplexVector = complexVector(0);
  #phi: ComplexVector = complexVector(0);
  #gradient: ComplexVector[] = [];
  #pairs: Float64Array = new Float64Array(0);
  #sums: Float64Array = new Float64Array(1);
  #channels = 1;
  #terms = 0;
  #a = 0;
  #b = 1;
  #edges: Float64Array = new Float64Array(1);

  /**
   * Fills the coefficients of the density and, with `gradient`, of its
   * derivatives in each parameter.
   */
  expand(
    cf: CharacteristicFunction,
    tau: number,
    plan: CosPlan,
    gradient: boolean,
  ): void {
    const { a, b, terms } = plan;
    const channels = gradient ? 1 + cf.size : 1;
    this.#reserve(terms, channels);
    [this.#a, this.#b, this.#terms, this.#channels] = [a, b, terms, channels];
    const width = b - a;
    const du = Math.PI / width;
    const u = view(this.#u, terms), phi = view(this.#phi, terms);
    for (let k = 0; k < terms; ++k) u.re[k] = k * du;
    const parts = this.#gradient.map((part) => view(part, terms));
    if (gradient) cf.gradientInto(u, tau, phi, parts);
    else cf.phiInto(u, tau, phi);
    this.#fold(du, parts);
  }

  /**
   * The undiscounted put at a strike and, in `gradient`, its derivatives in
   * each parameter.
   *
   * @param forward Forward price.
   * @param strike Strike.
   * @param gradient Where derivatives go, shape `[≥ offset + parameters]`.
   * @param offset Where they start.
   * @returns The put.
   */
  put(
    forward: number,
    strike: number,
    gradient?: Float64Array,
    offset = 0,
  ): number {
    const z = Math.log(strike / forward);
    const channels = this.#channels;
    if (z <= this.#a || z >= this.#b) {
      for (let j = 1; j < channels; ++j) gradient![offset + j - 1] = 0;
      return z <= this.#a ? 0 : strike - forward;
    }
    const sums = this.#sums;
    const reach = z - this.#a;
    const step = reach * Math.PI / (this.#b - this.#a);
    putSumsInto(this.#pairs, this.#terms, channels, step, sums);
    const left = forward * Math.exp(this.#a);
    // Term 0: ½A₀·(K(z − a) − K + F·e^a).
    for (let j = 0; j < channels; ++j) {
      const flat = 0.5 * this.densities[j][0];
      const value = strike * (sums[j] + flat * (reach - 1)) +
        left * this.#edges[j];
      if (j === 0) sums[0] = value;
      else gradient![offset + j - 1] = value;
    }
    return sums[0];
  }

  /** Turns `φ` into cosine coefficients `A` and the pairs of the put's sum. */
  #fold(du: number, parts: readonly ComplexVector[]): void {
    const channels = this.#channels;
    const scale = 2 * du / Math.PI;
    const { re, im } = this.#phi;
    const start = -du * this.#a;
    const cos = Math.cos(start), sin = Math.sin(start);
    let c = scale, s = 0;
    this.#edges.fill(0);
    for (let k = 0; k < this.#terms; ++k) {
      // φ·e^(−iua), times 2/(b − a)
      const fr = re[k] * c - im[k] * s, fi = re[k] * s + im[k] * c;
      const u = k * du;
      const decay = 1 / (1 + u * u);
      const overU = k === 0 ? 0 : decay / u;
      for (let j = 0; j < channels; ++j) {
        const value = j === 0
          ? fr
          : fr * parts[j - 1].re[k] - fi * parts[j - 1].im[k];
        this.densities[j][k] = value;
        const at = 2 * (k * channels + j);
        this.#pairs[at] = value * overU;
        this.#pairs[at + 1] = value * decay;
        this.#edges[j] += k === 0 ? 0.5 * value : value * decay;
      }
      const t = c * cos - s * sin;
      s = c * sin + s * cos;
      c = t;
    }
  }

  #reserve(terms: number, channels: number): void {
    if (terms <= this.#capacity && channels <= this.densities.length) return;
    const capacity = Math.max(2 ** Math.ceil(Math.log2(terms)), this.#capacity);
    this.#capacity = capacity;
    const most = Math.max(channels, this.densities.length);
    this.#u = complexVector(capacity);
    this.#phi = complexVector(capacity);
    this.#gradient = Array.from(
      { length: most - 1 },
      () => complexVector(capacity),
    );
    this.densities = Array.from(
      { length: most },
      () => new Float64Array(capacity),
    );
    this.#pairs = new Float64Array(2 * capacity * most);
    this.#sums = new Float64Array(most);
    this.#edges = new Float64Array(most);
  }
}

/** The first `length` elements. */
function view(vector: ComplexVector, length: number): ComplexVector {
  return {
    re: vector.re.subarray(0, length),
    im: vector.im.subarray(0, length),
  };
}
