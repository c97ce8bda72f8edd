/**
 * From an error to a COS expansion: where to cut the density and how many terms
 * to keep.
 *
 * Truncation: Chernoff's bound `P(X > b) ≤ E[e^(pX)]·e^(−pb)` holds for every
 * moment `p`, so `b = min over p of (ln E[e^(pX)] + ln 1/ε)/p` leaves at most ε
 * outside; likewise on the left. Unlike a multiple of cumulants (Fang and
 * Oosterlee 2008, eq. 49) this is a bound for every law.
 *
 * Terms: a put's coefficients fall like `|φ(u)|/u²`, so the terms beyond `U` add
 * at most `(2/π)∫_U |φ|/u² du ≤ (2/π)·|φ(U)|/U` while `|φ|` decreases. Jumps of
 * nearly one size make `|φ|` revive, so the bound must hold at frequencies up to
 * sixteen times `U` as well.
 *
 * @module
 */

import { type ComplexVector, complexVector } from "lib/math/complex_vector.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** A truncation range, a grid `kπ/(b − a)`, and the errors they leave. */
export interface CosPlan {
  /** Left end of the density, for `ln(S_T/F)`. */
  readonly a: number;
  /** Right end. */
  readonly b: number;
  /** Number of terms. */
  readonly terms: number;
  /** Bound of the truncation and series errors, relative to the forward. */
  readonly error: number;
}

/** Moments tried for Chernoff's bound: powers of 2 from 1/4. */
const MOMENTS = Float64Array.from({ length: 14 }, (_, j) => 2 ** (j - 2));
/** Frequencies tried for the last term: powers of √2 from 1/2. */
const FREQUENCIES = Float64Array.from(
  { length: 60 },
  (_, j) => 2 ** (j / 2 - 1),
);
const REFINEMENTS = 6;
/** Frequencies in a row that must be quiet: `|φ|` of jump laws can revive. */
const QUIET = 8;

const moments: ComplexVector = complexVector(MOMENTS.length);
const momentValues: ComplexVector = complexVector(MOMENTS.length);
const probe: ComplexVector = complexVector(4);
const probeValues: ComplexVector = complexVector(4);
const fine: ComplexVector = complexVector(REFINEMENTS);
const fineValues: ComplexVector = complexVector(REFINEMENTS);

/**
 * Plans an expansion.
 *
 * @param cf Law of `ln(S_T / F)`.
 * @param tau Maturity, in years.
 * @param epsilon Error relative to the forward, split over its three sources.
 * @returns The plan; its `terms` may be far too many to be useful, so check.
 */
export function planCos(
  cf: CharacteristicFunction,
  tau: number,
  epsilon: number,
): CosPlan {
  const share = Math.max(epsilon / 4, 1e-17);
  const [lower, upper] = cf.momentStrip(tau);
  const b = edge(cf, tau, share, upper);
  const a = -edge(cf, tau, share, lower);
  const { last, bound } = lastFrequency(cf, tau, share);
  const terms = Math.ceil(last * (b - a) / Math.PI) + 2;
  return { a, b, terms, error: 2 * share + bound };
}

/** The least of `(K(p) + ln 1/ε)/|p|` over moments on the side of `end`. */
function edge(
  cf: CharacteristicFunction,
  tau: number,
  share: number,
  end: number,
): number {
  const sign = Math.sign(end);
  const most = 0.97 * Math.abs(end);
  // u = −ip makes φ(u) = E[e^(pX)].
  for (let j = 0; j < MOMENTS.length; ++j) {
    moments.im[j] = -sign * Math.min(MOMENTS[j], most);
  }
  cf.phiInto(moments, tau, momentValues);
  let best = Infinity;
  for (let j = 0; j < MOMENTS.length; ++j) {
    const p = Math.abs(moments.im[j]);
    const value = (Math.log(momentValues.re[j]) - Math.log(share)) / p;
    if (value < best) best = value;
  }
  return best;
}

/** The frequency beyond which the terms add less than `share`. */
function lastFrequency(
  cf: CharacteristicFunction,
  tau: number,
  share: number,
): { last: number; bound: number } {
  let bound = Infinity;
  let high = FREQUENCIES.length - 1;
  let quiet = 0;
  for (let j = 0; j < FREQUENCIES.length && quiet < QUIET; j += 4) {
    for (let i = 0; i < 4; ++i) probe.re[i] = FREQUENCIES[j + i];
    cf.phiInto(probe, tau, probeValues);
    for (let i = 0; i < 4; ++i) {
      const here = tailBound(
        probe.re[i],
        probeValues.re[i],
        probeValues.im[i],
      );
      if (!(here <= share)) {
        quiet = 0;
        high = FREQUENCIES.length - 1;
        bound = here;
      } else if (++quiet === 1) {
        high = j + i;
        bound = here;
      }
    }
  }
  if (high === 0) return { last: FREQUENCIES[0], bound };
  const low = FREQUENCIES[high - 1];
  const ratio = Math.pow(FREQUENCIES[high] / low, 1 / REFINEMENTS);
  for (let i = 0; i < REFINEMENTS; ++i) fine.re[i] = low * ratio ** (i + 1);
  cf.phiInto(fine, tau, fineValues);
  for (let i = 0; i < REFINEMENTS; ++i) {
    const refined = tailBound(fine.re[i], fineValues.re[i], fineValues.im[i]);
    if (refined <= share) return { last: fine.re[i], bound: refined };
  }
  return { last: FREQUENCIES[high], bound };
}

function tailBound(u: number, re: number, im: number): number {
  return 2 / Math.PI * Math.sqrt(re * re + im * im) / u;
}
