/**
 * Many strikes of one expiry on one contour.
 *
 * Between the poles, `0 < −Im u < 1`, the integrand `φ(u)/(u(u + i))` is bounded
 * for every strike, so strikes on the same side of the law's drift share the
 * nodes of one hyperbola: `φ` and its gradient are evaluated once, and a strike
 * adds only `e^(−iuk)` a node. Here the integral is the put less its strike:
 *
 * ```text
 * P/D = K + I,  C/D = F + I,  I = −(K/2π)·∫ φ(u)e^(−iuk)/(u(u + i)) du
 * ```
 *
 * Lewis (2001), eq. (3.7). Far wings keep their absolute accuracy only; the
 * contours of `lewis.ts` that cross beyond a pole keep the relative one.
 *
 * @module
 */

import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { sharedContour } from "lib/pricing/engines/lewis_contour.ts";
import { logPhiInto } from "lib/pricing/engines/log_phi.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** What a group's integration returns, a row a strike. */
export interface GroupResult {
  /** Channel sums in units of the forward, `[channels]` a strike. */
  readonly rows: readonly Float64Array[];
  /** Error of each price, in units of the forward. */
  readonly errors: Float64Array;
  /** Evaluations of `φ`. */
  readonly evaluations: number;
}

const FIRST_STEP = 0.25;
const HALVINGS = 5;
const BLOCK = 32;
const LAST_Y = 90;
const NEGLIGIBLE = 1e-18;
const ROUNDING = 4e-16;
const AGREEMENT = 1e-5;

/**
 * Integrates strikes that lie on one side of the drift.
 *
 * @param cf Law of `ln(S_T / F)`.
 * @param slice The expiry.
 * @param indices Strikes of the group.
 * @param tolerance Error wanted, in units of the forward.
 * @param derivatives Whether all channels are wanted, or the price alone.
 * @returns `I` and its derivatives, by channel: price, F, F², F³, τ, Fτ,
 * parameters.
 */
export function integrateGroup(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  indices: readonly number[],
  tolerance: number,
  derivatives: boolean,
): GroupResult {
  const ks = indices.map((i) => Math.log(slice.strikes[i] / slice.forward));
  const channels = derivatives ? 6 + cf.size : 1;
  const nodes = new SharedNodes(cf, slice.tau, ks[0], channels);
  const sums = ks.map(() => new Float64Array(channels));
  const sizes = new Float64Array(ks.length);
  const errors = new Float64Array(ks.length).fill(Infinity);
  let step = FIRST_STEP;
  let reach = 0;
  const addAll = () => {
    let largest = 0;
    ks.forEach((k, s) => {
      const last = nodes.addTo(k, sums[s], sizes, s);
      largest = Math.max(largest, last / sizes[s]);
    });
    return largest;
  };
  do {
    nodes.fill(reach, step);
    reach += BLOCK * step;
  } while (addAll() > NEGLIGIBLE && reach < LAST_Y);
  let before = sums.map((sum) => sum[0] * step);
  for (let level = 1; level <= HALVINGS; ++level) {
    step /= 2;
    for (let y = step; y < reach; y += 2 * BLOCK * step) {
      nodes.fill(y, 2 * step);
      addAll();
    }
    let worst = 0;
    ks.forEach((_, s) => {
      const size = sizes[s] * step / Math.PI;
      const gap = Math.abs(sums[s][0] * step - before[s]) / Math.PI;
      const share = gap / size;
      const error = share < AGREEMENT ? 30 * share ** 1.5 * size : gap;
      errors[s] = Math.max(error, ROUNDING * size);
      if (!(errors[s] <= Math.max(tolerance, 2 * ROUNDING * size))) {
        worst = Infinity;
      }
      if (derivatives) worst = Math.max(worst, share);
    });
    before = sums.map((sum) => sum[0] * step);
    // Derivatives weigh large u more: they settle a level after the price.
    if (worst <= (derivatives ? 1e-8 : 1)) break;
  }
  const rows = sums.map((sum) => sum.map((value) => value * step / Math.PI));
  return { rows, errors, evaluations: nodes.evaluations };
}

/** One block of nodes with the strike-free part of every channel, φ apart. */
class SharedNodes {
  evaluations = 0;
  readonly #cf: CharacteristicFunction;
  readonly #tau: number;
  readonly #contour: { shift: number; scale: number; tilt: number };
  readonly #channels: number;
  readonly #u = complexVector(BLOCK);
  readonly #slope = complexVector(BLOCK);
  readonly #phi = complexVector(BLOCK);
  /** `ln φ`, or any branch of it. */
  readonly #logPhi = complexVector(BLOCK);
  readonly #clock = complexVector(BLOCK);
  readonly #gradient: readonly ComplexVector[];
  /** Pairs (re, im) of each channel's weight, `[BLOCK × 2·channels]`. */
  readonly #weights: Float64Array;

  constructor(
    cf: CharacteristicFunction,
    tau: number,
    k: number,
    channels: number,
  ) {
    this.#cf = cf;
    this.#tau = tau;
    this.#contour = sharedContour(cf, tau, k);
    this.#channels = channels;
    const parameters = channels > 1 ? cf.size : 0;
    this.#gradient = Array.from(
      { length: parameters },
      () => complexVector(BLOCK),
    );
    this.#weights = new Float64Array(2 * channels * BLOCK);
  }

  /** Evaluates the nodes `y, y + gap, …` of a block. */
  fill(y: number, gap: number): void {
    const { shift, scale, tilt } = this.#contour;
    const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)];
    const [u, slope, phi] = [this.#u, this.#slope, this.#phi];
    for (let i = 0; i < BLOCK; ++i) {
      const at = y + gap * i;
      const [sinh, cosh] = [scale * Math.sinh(at), scale * Math.cosh(at)];
      u.re[i] = sinh * cos;
      u.im[i] = shift + cosh * sin;
      slope.re[i] = cosh * cos;
      slope.im[i] = sinh * sin;
    }
    if (this.#channels > 1) {
      this.#cf.gradientInto(u, this.#tau, phi, this.#gradient);
      this.#cf.tauDerivativeInto(u, this.#tau, this.#clock);
    } else {
      this.#cf.phiInto(u, this.#tau, phi);
    }
    this.evaluations += BLOCK;
    logPhiInto(this.#cf, u, this.#tau, phi, this.#logPhi);
    // The node at 0 counts half, as only y ≥ 0 is summed.
    for (let i = 0; i < BLOCK; ++i) this.#weigh(i, y + gap * i === 0 ? 0.5 : 1);
  }

  /** `−u′/(u(u + i))` times each channel's factor. */
  #weigh(i: number, half: number): void {
    const w = this.#weights;
    const channels = this.#channels;
    const at = 2 * channels * i;
    const x = this.#u.re[i], y = this.#u.im[i];
    const ar = -half * this.#slope.re[i], ai = -half * this.#slope.im[i];
    const qr = x * x - y * y - y, qi = 2 * x * y + x;
    const q = Math.hypot(qr, qi);
    const tr = (ar * qr / q + ai * qi / q) / q;
    const ti = (ai * qr / q - ar * qi / q) / q;
    w[at] = tr;
    w[at + 1] = ti;
    if (channels === 1) return;
    const put = (c: number, re: number, im: number) => {
      w[at + 2 * c] = re;
      w[at + 2 * c + 1] = im;
    };
    const cr = this.#clock.re[i], ci = this.#clock.im[i];
    put(4, tr * cr - ti * ci, tr * ci + ti * cr);
    let re = -tr * y - ti * x, im = tr * x - ti * y;
    put(1, re, im);
    put(5, re * cr - im * ci, re * ci + im * cr);
    for (let order = 2; order <= 3; ++order) {
      const gr = -y - (order - 1);
      [re, im] = [re * gr - im * x, re * x + im * gr];
      put(order, re, im);
    }
    for (let j = 0; j < this.#gradient.length; ++j) {
      const gr = this.#gradient[j].re[i], gi = this.#gradient[j].im[i];
      put(6 + j, tr * gr - ti * gi, tr * gi + ti * gr);
    }
  }

  /** Adds the block to one strike's sums; returns its last term's size. */
  addTo(
    k: number,
    sums: Float64Array,
    sizes: Float64Array,
    strike: number,
  ): number {
    const w = this.#weights;
    const channels = this.#channels;
    const { re: uRe, im: uIm } = this.#u;
    const { re: logSize, im: angle } = this.#logPhi;
    let last = 0;
    let at = 0;
    for (let i = 0; i < BLOCK; ++i) {
      // −K = −F·e^k; φ·e^(−iuk) = e^(ln|φ| + k·Im u)·e^(i(arg φ − k·Re u))
      const grow = Math.exp(logSize[i] + k + uIm[i] * k);
      const turn = grow === 0 ? 0 : angle[i] - uRe[i] * k;
      const er = grow * Math.cos(turn), ei = grow * Math.sin(turn);
      last = grow * (Math.abs(w[at]) + Math.abs(w[at + 1]));
      if (grow === 0 || (w[at] === 0 && w[at + 1] === 0)) last = 0;
      else {
        sizes[strike] += last;
        for (let c = 0; c < channels; ++c) {
          sums[c] += w[at + 2 * c] * er - w[at + 2 * c + 1] * ei;
        }
      }
      at += 2 * channels;
    }
    return last;
  }
}
