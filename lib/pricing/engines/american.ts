/**
 * American options under Black–Scholes by the integral equation of Andersen,
 * Lake and Offengenden (2016), "High-performance American option pricing",
 * J. Computational Finance 20(1), 39–87.
 *
 * The schemes of {@link "lib/pricing/engines/american_scheme.ts"} are run from
 * rough to fine until two in a row agree within the tolerance, at the spot and
 * a little out of the money; a quarter of their difference is the error
 * estimate. A call is priced through the put with rate and yield exchanged (McDonald and Schroder, 1998, J. Computational Finance
 * 1(3), 5–13), whose boundary over its strike is the reciprocal.
 *
 * For a put, with the mirror for a call: exercise never pays if
 * `r ≤ q` at `r < 0`, or `r = 0 ≤ q` (the European price is returned), and has
 * two boundaries if `q < r < 0`, which
 * {@link "lib/pricing/engines/american_tree.ts"} prices.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  type Boundary,
  solveBoundary,
} from "lib/pricing/engines/american_boundary.ts";
import { earlyExercisePremium } from "lib/pricing/engines/american_premium.ts";
import { SCHEME_SIZES, schemeOf } from "lib/pricing/engines/american_scheme.ts";
import type { PutProcess } from "lib/pricing/engines/american_start.ts";
import { americanTree } from "lib/pricing/engines/american_tree.ts";

/** Volatility, and how well to price. */
export interface AmericanOptions {
  /** Volatility a square-root year, positive. */
  readonly sigma: number;
  /**
   * Absolute error asked for, in the currency of the spot.
   *
   * @default {1e-8 * spot}
   */
  readonly tolerance?: number;
}

/** A price and what it rests on. */
export interface AmericanResult {
  /** Present value, at least what exercise pays now. */
  readonly price: number;
  /** Estimate of the absolute error. */
  readonly error: number;
  /** How it was found. */
  readonly method: "european" | "exercise" | "boundary" | "tree";
  /** The boundary, when there is one. */
  readonly boundary?: Boundary;
}

/** A scheme is at least this much closer than its distance to the one before. */
const LATER_SHARE = 0.25;

/** And this much closer than the distance of the two before. */
const EARLIER_SHARE = 0.003;

/**
 * Prices on one scheme, for differences: what it misses moves smoothly with the
 * contract and cancels, where a scheme chosen anew at each point would not.
 *
 * @param terms The contract.
 * @param sigma Volatility a square-root year, positive.
 * @param level Place in the list of schemes.
 * @returns The result; its error is not estimated.
 */
export function americanAtLevel(
  terms: ContractTerms,
  sigma: number,
  level: number,
): AmericanResult {
  const process = mirroredPut(terms, sigma);
  const { rate, dividend } = process;
  if (rate < 0 || (rate === 0 && dividend >= 0)) {
    return americanPrice(terms, { sigma });
  }
  const boundary = solveBoundary(process, terms.maturity, {
    scheme: schemeOf(level),
    precision: 1e-13,
  });
  const european = blackGreeks({ ...terms, tau: terms.maturity, sigma }).price;
  if (isExercised(terms, boundary)) {
    const price = terms.isCall
      ? terms.spot - terms.strike
      : terms.strike - terms.spot;
    return { price, error: NaN, method: "exercise", boundary };
  }
  const price = european + earlyExercisePremium(terms, sigma, boundary);
  return { price, error: NaN, method: "boundary", boundary };
}

/** Whether the spot is past the boundary of today. */
function isExercised(terms: ContractTerms, boundary: Boundary): boolean {
  const { spot, strike, isCall } = terms;
  // How far in the money, as the put sees it, in logarithms.
  const depth = isCall ? Math.log(strike / spot) : Math.log(spot / strike);
  return depth <= Math.log(boundary.upper) - Math.sqrt(boundary.squares[0]);
}

/** Rounding of the closed form and of the premium, over spot plus strike. */
const ROUNDING = 1e-15;

/**
 * Prices an American option.
 *
 * @param terms The contract.
 * @param options Volatility and tolerance.
 * @returns Price, error estimate, method.
 * @throws {ConvergenceError} If the finest scheme is not fine enough.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { americanPrice } from "lib/pricing/engines/american.ts";
 *
 * const { price } = americanPrice({
 *   spot: 100, strike: 100, rate: 0.05, dividend: 0.05, maturity: 1,
 *   isCall: false,
 * }, { sigma: 0.25, tolerance: 1e-10 });
 * assertAlmostEquals(price, 9.462492596167 + 0.106952702747, 1e-10);
 * ```
 */
export function americanPrice(
  terms: ContractTerms,
  options: AmericanOptions,
): AmericanResult {
  const { sigma, tolerance = 1e-8 * terms.spot } = options;
  const process = mirroredPut(terms, sigma);
  const { rate, dividend } = process;
  if (rate < 0 && dividend < rate) {
    return { ...americanTree(terms, sigma), method: "tree" };
  }
  const european = blackGreeks({ ...terms, tau: terms.maturity, sigma }).price;
  const rounding = ROUNDING * (terms.spot + terms.strike);
  if (rate < 0 || (rate === 0 && dividend >= 0)) {
    return { price: european, error: rounding, method: "european" };
  }
  return refineUntil(terms, process, {
    european,
    rounding,
    tolerance: Math.max(tolerance, 2 * rounding),
  });
}

/** The rates of the put that this is, or that mirrors the call. */
export function mirroredPut(terms: ContractTerms, sigma: number): PutProcess {
  const { rate, dividend, isCall } = terms;
  return isCall
    ? { rate: dividend, dividend: rate, sigma }
    : { rate, dividend, sigma };
}

function refineUntil(
  terms: ContractTerms,
  process: PutProcess,
  goal: {
    readonly european: number;
    readonly rounding: number;
    readonly tolerance: number;
  },
): AmericanResult {
  const { european, rounding, tolerance } = goal;
  const { spot, strike, maturity, isCall } = terms;
  const intrinsic = isCall ? spot - strike : strike - spot;
  const precision = Math.max(tolerance / (spot + strike), 1e-14);
  let boundary: Boundary | undefined;
  let before = NaN;
  let probeBefore = NaN;
  let gapBefore = NaN;
  let error = Infinity;
  for (let level = 0; level < SCHEME_SIZES.length; ++level) {
    boundary = solveBoundary(process, maturity, {
      scheme: schemeOf(level),
      precision,
      start: boundary,
    });
    const inside = isExercised(terms, boundary);
    const price = inside
      ? intrinsic
      : european + earlyExercisePremium(terms, process.sigma, boundary);
    const probe = earlyExercisePremium(
      { ...terms, spot: isCall ? 0.9 * spot : 1.1 * spot },
      process.sigma,
      boundary,
    );
    const gap = Math.max(
      Math.abs(price - before),
      Math.abs(probe - probeBefore),
    );
    // Two prices may agree by chance; the gap before them then gives it away.
    error = Math.max(gap * LATER_SHARE, (gapBefore || 0) * EARLIER_SHARE);
    [before, probeBefore, gapBefore] = [price, probe, gap];
    if (!(error <= tolerance)) continue;
    if (inside) {
      return {
        price: intrinsic,
        error: Math.min(error, rounding),
        method: "exercise",
        boundary,
      };
    }
    return {
      price: Math.max(price, intrinsic, european),
      error: error + rounding,
      method: "boundary",
      boundary,
    };
  }
  throw new ConvergenceError(
    `Cannot price the American option as the error must be ${tolerance} or less: the finest scheme reaches ${error}. Ask for a larger tolerance`,
    { reached: error, tolerance },
  );
}
