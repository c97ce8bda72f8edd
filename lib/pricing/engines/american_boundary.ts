/**
 * The exercise boundary of an American put by fixed-point collocation.
 *
 * Value matching at the boundary, over the strike and with `t = τ − u`:
 *
 * ```text
 * B(τ)·D = N
 * N = e^(−rτ)Φ(d₋(τ, B)) + r∫₀^τ e^(−rt)Φ(d₋(t, B(τ)/B(u))) du
 * D = e^(−qτ)Φ(d₊(τ, B)) + q∫₀^τ e^(−qt)Φ(d₊(t, B(τ)/B(u))) du
 * ```
 *
 * and its derivative in `ln B(τ)`, smooth pasting, `B(τ)·(D + D′) = N′`.
 * Andersen, Lake and Offengenden (2016), J. Computational Finance 20(1),
 * 39–87, § 3: "FP-B" and "FP-A". Both have one solution; the second contracts
 * faster while diffusion rules over drift and `q ≤ r`. The unknown is
 * `h = ln(X/B)`, `X = min(1, r/q)`, whose square is smooth in `√τ`. Valid for
 * `r ≥ 0` where exercise can pay: `r > 0`, or `r = 0 > q`.
 *
 * @module
 */

import { mills } from "lib/math/mills.ts";
import {
  interpolationRow,
  type Scheme,
} from "lib/pricing/engines/american_scheme.ts";
import {
  type PutProcess,
  startBoundary,
} from "lib/pricing/engines/american_start.ts";

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Smooth pasting is iterated while `|r − q|√τ/σ` is below this. */
const PASTING_REACH = 1;

/** … and `d₋(τ, B)` above this: in the far tail it divides nothing by nothing. */
const DEEPEST_PASTING = -4;

/** A solved boundary. */
export interface Boundary {
  /** `X = min(1, r/q)`: where it starts, over the strike. */
  readonly upper: number;
  /** `ln²(X/B)` at the scheme's points but the last, where it is 0, `[n]`. */
  readonly squares: Float64Array;
  /** The scheme it was solved on. */
  readonly scheme: Scheme;
  /** Largest change of `ln B` in the last sweep. */
  readonly change: number;
}

/** What does not change from sweep to sweep, a row a boundary point. */
interface Coefficients {
  readonly rateWeights: Float64Array;
  readonly dividendWeights: Float64Array;
  readonly inverseDeviations: Float64Array;
  readonly deviations: Float64Array;
  readonly drifts: Float64Array;
}

/**
 * Solves the boundary on one scheme.
 *
 * @param process Rates and volatility.
 * @param maturity In years, positive.
 * @param options The scheme; where to stop; a boundary to start from.
 * @returns The boundary, whose `change` says how far it has settled.
 */
export function solveBoundary(
  process: PutProcess,
  maturity: number,
  options: {
    readonly scheme: Scheme;
    readonly precision: number;
    readonly start?: Boundary | undefined;
  },
): Boundary {
  const { scheme, precision, start } = options;
  const { rate, dividend } = process;
  const upper = dividend > rate ? rate / dividend : 1;
  const logUpper = Math.log(upper);
  const squares = start === undefined
    ? guess(process, maturity, scheme, upper)
    : refine(start, scheme);
  const coefficients = tabulate(process, maturity, scheme);
  const next = new Float64Array(squares.length);
  let change = Infinity;
  let damping = 1;
  for (let sweep = 0; sweep < scheme.iterations; ++sweep) {
    const before = change;
    change = 0;
    for (let i = 0; i < scheme.degree; ++i) {
      const tau = maturity * scheme.roots[i] ** 2;
      const h = Math.sqrt(squares[i]);
      const step = fixedPointStep(process, tau, {
        scheme,
        coefficients,
        squares,
        i,
        h,
        logBoundary: logUpper - h,
      });
      const moved = Math.max(0.3 * h, h - damping * step);
      // A point close to expiry weighs little in the premium.
      change = Math.max(change, scheme.roots[i] * Math.abs(moved - h));
      next[i] = moved * moved;
    }
    squares.set(next);
    if (change < precision) break;
    // A sweep that swings wider than the last is overshooting.
    if (sweep > 1 && change > 0.9 * before) {
      damping = Math.max(0.2, damping / 2);
    }
  }
  return { upper, squares, scheme, change };
}

/** The change of `ln B` at point `i` that the equation asks for. */
function fixedPointStep(
  process: PutProcess,
  tau: number,
  at: {
    readonly scheme: Scheme;
    readonly coefficients: Coefficients;
    readonly squares: Float64Array;
    readonly i: number;
    readonly h: number;
    readonly logBoundary: number;
  },
): number {
  const { scheme, coefficients, squares, i, h, logBoundary } = at;
  const { degree, points, inner } = scheme;
  const { rate, dividend, sigma } = process;
  const s = sigma * Math.sqrt(tau);
  const plus = (logBoundary + (rate - dividend) * tau) / s + s / 2;
  const minus = plus - s;
  const discount = Math.exp(-rate * tau);
  const yieldFactor = Math.exp(-dividend * tau);
  let density = densityOf(minus);
  let n = discount * cdfOf(minus, density);
  let nSlope = discount * density / s;
  density = densityOf(plus);
  let d = yieldFactor * cdfOf(plus, density);
  let dSlope = yieldFactor * density / s;
  // Smooth pasting contracts faster, until drift rules over diffusion.
  const pasted = dividend <= rate && minus > DEEPEST_PASTING &&
    (rate - dividend) * Math.sqrt(tau) < PASTING_REACH * sigma;
  for (let k = 0; k < points; ++k) {
    const place = i * points + k;
    let square = 0;
    for (let j = 0, w = place * degree; j < degree; ++j, ++w) {
      square += inner[w] * squares[j];
    }
    const inverse = coefficients.inverseDeviations[place];
    const gap = square > 0 ? Math.sqrt(square) - h : -h;
    const up = gap * inverse + coefficients.drifts[place];
    const down = up - coefficients.deviations[place];
    const byRate = coefficients.rateWeights[place];
    const byDividend = coefficients.dividendWeights[place];
    const downDensity = densityOf(down);
    const upDensity = densityOf(up);
    d += byDividend * cdfOf(up, upDensity);
    if (pasted) {
      nSlope += byRate * downDensity * inverse;
      dSlope += byDividend * upDensity * inverse;
    } else {
      n += byRate * cdfOf(down, downDensity);
    }
  }
  const above = pasted ? nSlope : n;
  const below = pasted ? dSlope + d : d;
  return above > 0 && below > 0 ? Math.log(above / below) - logBoundary : 0;
}

function densityOf(x: number): number {
  return INVERSE_SQRT_2PI * Math.exp(-0.5 * x * x);
}

/** `Φ(x)` from the density at `x`: one table look-up. */
function cdfOf(x: number, density: number): number {
  if (x < 0) return density > 0 ? density * mills(-x) : 0;
  return density > 0 ? 1 - density * mills(x) : 1;
}

function tabulate(
  process: PutProcess,
  maturity: number,
  scheme: Scheme,
): Coefficients {
  const { rate, dividend, sigma } = process;
  const { degree, points, roots, innerRoots, innerWeights } = scheme;
  const size = degree * points;
  const rateWeights = new Float64Array(size);
  const dividendWeights = new Float64Array(size);
  const inverseDeviations = new Float64Array(size);
  const deviations = new Float64Array(size);
  const drifts = new Float64Array(size);
  const drift = (rate - dividend) / sigma + sigma / 2;
  for (let i = 0; i < degree; ++i) {
    const root = Math.sqrt(maturity) * roots[i];
    const tau = root * root;
    for (let k = 0; k < points; ++k) {
      const place = i * points + k;
      const gap = root * innerRoots[k];
      const weight = innerWeights[k] * tau * innerRoots[k];
      rateWeights[place] = rate * weight * Math.exp(-rate * gap * gap);
      dividendWeights[place] = dividend * weight *
        Math.exp(-dividend * gap * gap);
      deviations[place] = sigma * gap;
      inverseDeviations[place] = 1 / deviations[place];
      drifts[place] = drift * gap;
    }
  }
  return {
    rateWeights,
    dividendWeights,
    inverseDeviations,
    deviations,
    drifts,
  };
}

function guess(
  process: PutProcess,
  maturity: number,
  scheme: Scheme,
  upper: number,
): Float64Array {
  return Float64Array.from({ length: scheme.degree }, (_, i) => {
    const tau = maturity * scheme.roots[i] ** 2;
    return Math.log(upper / startBoundary(process, tau, upper)) ** 2;
  });
}

/** A boundary of one scheme at the points of another. */
function refine(start: Boundary, scheme: Scheme): Float64Array {
  const { nodes, weights } = start.scheme;
  const row = new Float64Array(start.squares.length);
  return Float64Array.from({ length: scheme.degree }, (_, i) => {
    interpolationRow(scheme.nodes[i], nodes, weights, row);
    let square = 0;
    for (let j = 0; j < row.length; ++j) square += row[j] * start.squares[j];
    return Math.max(square, 1e-24);
  });
}
