/**
 * European options by one Fourier integral along a tilted hyperbola.
 *
 * ```text
 * V = −D·K/2π · ∫ φ(u)·e^(−iuk)/(u(u + i)) du,   k = ln(K/F)
 * ```
 *
 * Lewis (2001), "A simple option formula for general jump-diffusion and other
 * exponential Lévy processes", eq. (3.4): a call where `−Im u > 1`, a put where
 * `−Im u < 0`. The out-of-the-money side is integrated, so that small prices
 * keep their relative accuracy, and parity gives the other. On the contour of
 * `lewis_contour.ts` the trapezoid rule converges geometrically and the terms
 * decay exponentially, whatever the decay of `φ`: a one-week variance-gamma
 * option, whose `φ` falls like `u^(−0.2)`, takes as many nodes as any other.
 *
 * The step is halved until two sums agree; as the error of the finer one is
 * between their difference and its square, thirty times the power 3/2 of the
 * difference is the error estimate, on a floor of rounding.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type {
  EngineOptions,
  EuropeanEngine,
  EuropeanSlice,
  SliceResult,
} from "lib/pricing/engines/engine.ts";
import {
  chooseContour,
  type Contour,
  SHAPES,
} from "lib/pricing/engines/lewis_contour.ts";
import { logPhiInto } from "lib/pricing/engines/log_phi.ts";
import { integrateGroup } from "lib/pricing/engines/lewis_group.ts";
import {
  derivativeTable,
  setDerivatives,
} from "lib/pricing/engines/slice_table.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** From this many strikes on, a slice shares contours. */
const FEWEST_SHARED = 4;
/** First step in `y`, and how often it may be halved. */
const FIRST_STEP = 0.25;
const HALVINGS = 6;
/** Beyond this `y` the last term is below any double. */
const LAST_Y = 90;
/** Nodes are evaluated in blocks. */
const BLOCK = 32;
/** Terms below this share of the sum's size end it. */
const NEGLIGIBLE = 1e-18;
/** Rounding of a sum, relative to the size of its terms. */
const ROUNDING = 4e-16;
/** Two sums that agree to this share are on the geometric branch. */
const AGREEMENT = 1e-5;

/** Prices European slices along contours: shared ones for many strikes. */
export const lewis: EuropeanEngine = {
  name: "lewis",
  price(cf, slice, options = {}) {
    const n = slice.strikes.length;
    const prices = new Float64Array(n);
    const errors = new Float64Array(n);
    const table = options.derivatives ? derivativeTable(n, cf.size) : undefined;
    let evaluations = 0;
    const keep = (i: number, one: StrikeResult) => {
      errors[i] = one.error;
      prices[i] = one.price;
      if (table !== undefined) setDerivatives(table, i, one.channels);
    };
    const alone = new Set(slice.strikes.keys());
    for (const group of n >= FEWEST_SHARED ? sides(cf, slice) : []) {
      evaluations += priceGroup(cf, slice, group, options, (i, one) => {
        keep(i, one);
        alone.delete(i);
      });
    }
    for (const i of alone) {
      const one = priceStrike(cf, slice, i, options);
      evaluations += one.evaluations;
      keep(i, one);
    }
    const base = { prices, errors, evaluations };
    return table === undefined ? base : { ...base, derivatives: table };
  },
};

/** Strikes on either side of the drift, which lean to different sides. */
function sides(cf: CharacteristicFunction, slice: EuropeanSlice): number[][] {
  const drift = cf.asymptoticDrift(slice.tau);
  const above: number[] = [];
  const below: number[] = [];
  slice.strikes.forEach((strike, i) => {
    const side = Math.log(strike / slice.forward) >= drift ? above : below;
    side.push(i);
  });
  return [above, below].filter((side) => side.length > 0);
}

/** Prices a group on one contour; hands over the strikes that meet the error. */
function priceGroup(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  group: readonly number[],
  options: EngineOptions,
  keep: (index: number, one: StrikeResult) => void,
): number {
  const { forward, discount } = slice;
  const { tolerance = 1e-8 * forward, derivatives = false } = options;
  const wanted = tolerance / (discount * forward);
  const found = integrateGroup(cf, slice, group, wanted, derivatives);
  group.forEach((i, row) => {
    const strike = slice.strikes[i];
    const floor = 2.3e-16 * discount * Math.max(forward, strike);
    const error = found.errors[row] * discount * forward + floor;
    if (!(error <= tolerance)) return;
    const channels = discountChannels(found.rows[row], discount, forward);
    const isCall = slice.isCall[i] === 1;
    channels[0] += discount * (isCall ? forward : strike);
    if (isCall) channels[1] += discount;
    const price = Math.max(0, channels[0]);
    keep(i, { price, error, evaluations: 0, channels });
  });
  return found.evaluations;
}

/** One strike: price, error and, in `channels`, the derivatives. */
interface StrikeResult {
  readonly price: number;
  readonly error: number;
  readonly evaluations: number;
  /** Price, F, F², F³, τ, Fτ, then the parameters: discounted derivatives. */
  readonly channels: Float64Array;
}

function priceStrike(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  index: number,
  options: EngineOptions,
): StrikeResult {
  const { forward, discount, tau } = slice;
  const { tolerance = 1e-8 * forward, derivatives = false } = options;
  const strike = slice.strikes[index];
  const k = Math.log(strike / forward);
  const integrateCall = k >= 0;
  const wantedTolerance = tolerance / (discount * forward);

  let best: Integral | undefined;
  let evaluations = 0;
  for (const shape of SHAPES) {
    const contour = chooseContour(cf, tau, k, integrateCall, shape);
    const found = integrate(cf, tau, k, contour, wantedTolerance, derivatives);
    evaluations += found.evaluations;
    if (best === undefined || found.error < best.error) best = found;
    if (best.error <= wantedTolerance) break;
  }
  const { sums, error } = best as Integral;
  // One rounding of the forward and of parity is always there.
  const floor = 2.3e-16 * discount * Math.max(forward, strike);
  const reached = error * discount * forward + floor;
  if (!(reached <= Math.max(tolerance, 20 * floor))) {
    throw new ConvergenceError(
      `Cannot price ${cf.name} at strike ${strike} and maturity ${tau} to ${tolerance}: the contour integral reached ${reached}. Ask for a wider tolerance`,
      { reached, tolerance },
    );
  }

  const channels = discountChannels(sums, discount, forward);
  if ((slice.isCall[index] === 1) !== integrateCall) {
    // Parity: C = P + D(F − K).
    const sign = integrateCall ? -1 : 1;
    channels[0] += sign * discount * (forward - strike);
    channels[1] += sign * discount;
  }
  // Rounding may leave a worthless option a hair below zero.
  const price = Math.max(0, channels[0]);
  return { price, error: reached, evaluations, channels };
}

/** Turns sums in units of `F` into derivatives of the discounted value. */
function discountChannels(
  sums: Float64Array,
  discount: number,
  forward: number,
): Float64Array {
  const out = sums.slice();
  const powers = [1, 0, -1, -2];
  for (let c = 0; c < out.length; ++c) {
    const power = c < 4 ? powers[c] : c === 5 ? 0 : 1;
    out[c] *= discount * Math.pow(forward, power);
  }
  return out;
}

/** An integral in units of the forward, and how far it may be off. */
interface Integral {
  readonly sums: Float64Array;
  readonly error: number;
  readonly evaluations: number;
}

/** The trapezoid rule with halving. */
function integrate(
  cf: CharacteristicFunction,
  tau: number,
  k: number,
  contour: Contour,
  tolerance: number,
  derivatives: boolean,
): Integral {
  const sum = new ContourSum(cf, tau, k, contour, derivatives);
  let step = FIRST_STEP;
  const reach = sum.addOutward(step);
  let previous = sum.values(step);
  let error = Infinity;
  for (let level = 1; level <= HALVINGS; ++level) {
    step /= 2;
    sum.addOdd(step, reach);
    const current = sum.values(step);
    const size = sum.size(step);
    const floor = ROUNDING * size;
    const gap = Math.abs(current[0] - previous[0]);
    const relative = gap / size;
    error = Math.max(
      relative < AGREEMENT ? 30 * relative ** 1.5 * size : gap,
      floor,
    );
    const settled = gap <= 1e-9 * size || error <= 0.01 * tolerance;
    const enough = !derivatives || sum.agree(previous, current, step);
    previous = current;
    if (Number.isNaN(gap)) return failed(current, sum.evaluations);
    if (error <= Math.max(tolerance, floor) && settled && enough) break;
  }
  return { sums: previous, error, evaluations: sum.evaluations };
}

function failed(sums: Float64Array, evaluations: number): Integral {
  return { sums, error: Infinity, evaluations };
}

/** The running sums of all channels over the nodes so far. */
class ContourSum {
  evaluations = 0;
  readonly #cf: CharacteristicFunction;
  readonly #tau: number;
  readonly #k: number;
  readonly #contour: Contour;
  readonly #derivatives: boolean;
  readonly #sums: Float64Array;
  readonly #sizes: Float64Array;
  readonly #u: ComplexVector = complexVector(BLOCK);
  readonly #slope: ComplexVector = complexVector(BLOCK);
  readonly #phi: ComplexVector = complexVector(BLOCK);
  readonly #logPhi: ComplexVector = complexVector(BLOCK);
  readonly #clock: ComplexVector = complexVector(BLOCK);
  readonly #gradient: readonly ComplexVector[];

  constructor(
    cf: CharacteristicFunction,
    tau: number,
    k: number,
    contour: Contour,
    derivatives: boolean,
  ) {
    this.#cf = cf;
    this.#tau = tau;
    this.#k = k;
    this.#contour = contour;
    this.#derivatives = derivatives;
    const channels = derivatives ? 6 + cf.size : 1;
    this.#sums = new Float64Array(channels);
    this.#sizes = new Float64Array(channels);
    this.#gradient = derivatives
      ? Array.from({ length: cf.size }, () => complexVector(BLOCK))
      : [];
  }

  /** Nodes `0, h, 2h, …` until the terms are negligible; returns the last y. */
  addOutward(step: number): number {
    let y = 0;
    while (y < LAST_Y) {
      const largest = this.#addBlock(y, step);
      if (y === 0) this.#halveFirst();
      y += BLOCK * step;
      if (!(largest > NEGLIGIBLE * this.#sizes[0])) break;
    }
    return y;
  }

  /** Nodes `h, 3h, 5h, …` up to `reach`: the ones that halving adds. */
  addOdd(step: number, reach: number): void {
    for (let y = step; y < reach; y += 2 * BLOCK * step) {
      this.#addBlock(y, 2 * step);
    }
  }

  /** The integrals at this step, in units of the forward. */
  values(step: number): Float64Array {
    return this.#sums.map((sum) => sum * step / Math.PI);
  }

  /** Size of the terms of the price, for rounding. */
  size(step: number): number {
    return this.#sizes[0] * step / Math.PI;
  }

  /** Whether every derivative has settled to about ten digits. */
  agree(a: Float64Array, b: Float64Array, step: number): boolean {
    return a.every((value, c) =>
      Math.abs(value - b[c]) <= 1e-6 * this.#sizes[c] * step / Math.PI + 1e-300
    );
  }

  /** The node at 0 counts half, as only `y ≥ 0` is summed. */
  #halveFirst(): void {
    const once = new ContourSum(
      this.#cf,
      this.#tau,
      this.#k,
      this.#contour,
      this.#derivatives,
    );
    once.#addBlock(0, 0, 1);
    for (let c = 0; c < this.#sums.length; ++c) {
      this.#sums[c] -= once.#sums[c] / 2;
      this.#sizes[c] -= once.#sizes[c] / 2;
    }
  }

  /** Adds nodes `y, y + gap, …`; returns the last one's size. */
  #addBlock(y: number, gap: number, count = BLOCK): number {
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
    if (this.#derivatives) {
      this.#cf.gradientInto(u, this.#tau, phi, this.#gradient);
      this.#cf.tauDerivativeInto(u, this.#tau, this.#clock);
    } else {
      this.#cf.phiInto(u, this.#tau, phi);
    }
    this.evaluations += count;
    logPhiInto(this.#cf, u, this.#tau, phi, this.#logPhi);
    let last = 0;
    for (let i = 0; i < count; ++i) last = this.#addTerm(i);
    return last;
  }

  /** Adds `−e^k·φ(u)e^(−iuk)·u′/(u(u + i))`, real part, to every channel. */
  #addTerm(i: number): number {
    const x = this.#u.re[i], y = this.#u.im[i];
    const k = this.#k;
    const grow = -Math.exp(this.#logPhi.re[i] + k + y * k);
    if (grow === 0) return 0;
    const angle = this.#logPhi.im[i] - x * k;
    const ar = grow * Math.cos(angle), ai = grow * Math.sin(angle);
    const sr = this.#slope.re[i], si = this.#slope.im[i];
    const br = ar * sr - ai * si, bi = ar * si + ai * sr;
    const qr = x * x - y * y - y, qi = 2 * x * y + x;
    // By parts, as |u|⁴ may overflow where |u|² does not.
    const q = Math.hypot(qr, qi);
    const ur = qr / q, ui = qi / q;
    const tr = (br * ur + bi * ui) / q, ti = (bi * ur - br * ui) / q;
    const size = Math.hypot(tr, ti);
    this.#sums[0] += tr;
    this.#sizes[0] += size;
    if (this.#derivatives) this.#addDerivatives(i, tr, ti, size);
    return size;
  }

  /** The price term times `iu`, `iu(iu − 1)`, …, `∂ ln φ/∂τ`, `∂ ln φ/∂θ`. */
  #addDerivatives(i: number, tr: number, ti: number, size: number): void {
    const x = this.#u.re[i], y = this.#u.im[i];
    const add = (c: number, re: number, im: number) => {
      this.#sums[c] += re;
      this.#sizes[c] += Math.hypot(re, im);
    };
    const clockRe = this.#clock.re[i], clockIm = this.#clock.im[i];
    add(4, tr * clockRe - ti * clockIm, tr * clockIm + ti * clockRe);
    let re = tr * -y - ti * x, im = tr * x + ti * -y;
    add(1, re, im);
    add(5, re * clockRe - im * clockIm, re * clockIm + im * clockRe);
    for (let order = 2; order <= 3; ++order) {
      const fr = -y - (order - 1);
      [re, im] = [re * fr - im * x, re * x + im * fr];
      add(order, re, im);
    }
    for (let j = 0; j < this.#gradient.length; ++j) {
      const gr = this.#gradient[j].re[i], gi = this.#gradient[j].im[i];
      if (size > 0) add(6 + j, tr * gr - ti * gi, tr * gi + ti * gr);
    }
  }
}

/** A slice priced by contour integrals: shorthand for `lewis.price`. */
export function priceLewis(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  options: EngineOptions = {},
): SliceResult {
  return lewis.price(cf, slice, options);
}
