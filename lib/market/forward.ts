/**
 * Forward F and discount D of each smile, from given rates or from put–call
 * parity (Stoll, 1969, J. Finance 24, 801):
 *
 *     C(K) − P(K) = D·(F − K)
 *
 * a line in K of slope −D that meets zero at F. It is fitted robustly to the
 * pairs near the money, each weighted by its bid–ask spread.
 *
 * A smile of a few days hardly tells D: the standard error of its rate is then
 * that of D over tau. Where it exceeds `maxRateError`, the rate is that of all
 * smiles of the day, weighted by their precision, and only F is the smile's
 * own: the median of K + (C − P)/D. Where they do not tell it either, it is 0.
 *
 * Parity is exact for European exercise. Of American quotes, pairs near the
 * money give the forward to within the early-exercise premium.
 *
 * @module
 */

import {
  checkChain,
  type OptionChain,
  withColumns,
} from "lib/market/option_chain.ts";
import { FEWEST_PAIRS, fitParity, type ParityFit } from "lib/market/parity.ts";
import { median } from "lib/market/robust_line.ts";
import { type ChainSlice, quoteDay, slicesOf } from "lib/market/slices.ts";

/** How a forward was found. */
export type ForwardMethod =
  /** Spot, rate and dividend as given. */
  | "given"
  /** Slope and root of the parity line. */
  | "parity"
  /** Root of the parity line, its slope from a given or a pooled rate. */
  | "parity-forward"
  /** No pairs: the spot, with what is known of the rates. */
  | "spot";

/** Forward and discount of one smile. */
export interface ForwardPoint {
  /** The smile. */
  readonly slice: ChainSlice;
  /** Median spot of its quotes. */
  readonly spot: number;
  /** Forward to the expiry. */
  readonly forward: number;
  /** Discount factor to the expiry. */
  readonly discount: number;
  /** Continuous rate, −ln D / tau. */
  readonly rate: number;
  /** Continuous dividend yield that makes the spot grow to the forward. */
  readonly dividend: number;
  /** How they were found. */
  readonly method: ForwardMethod;
  /** Put–call pairs used. */
  readonly pairs: number;
  /** Robust size of the parity residuals, in currency; NaN without pairs. */
  readonly residual: number;
  /** Why it is not plain parity or given rates, or `""`. */
  readonly note: string;
}

/** How to find forwards. */
export interface ForwardOptions {
  /** Use given rates where both are there, or parity anyway. @default "given" */
  readonly prefer?: "given" | "parity";
  /** Most pairs, nearest to the money first. @default 40 */
  readonly maxPairs?: number;
  /** Widest |ln(K/F)| of a pair. @default 0.25 */
  readonly maxLogMoneyness?: number;
  /** Largest standard error of a smile's own rate. @default 0.005 */
  readonly maxRateError?: number;
}

/**
 * Forward and discount of each smile of a chain.
 *
 * @param chain The quotes; smiles with tau ≤ 0 are passed over.
 * @param options See {@link ForwardOptions}.
 * @returns One point a smile, in the order of {@link slicesOf}.
 * @throws {TypeError} If the chain's columns differ in length.
 * @throws {RangeError} If a strike is not a finite number above 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { impliedForwards } from "lib/market/forward.ts";
 * import { chainFromRows } from "lib/market/option_chain.ts";
 *
 * // Parity prices of F = 102, D = 0.98, on a put of 5 at every strike.
 * const rows = [90, 95, 100, 105, 110].flatMap((strike) => [
 *   { tau: 1, spot: 100, strike, isCall: false, price: 5 },
 *   { tau: 1, spot: 100, strike, isCall: true, price: 5 + 0.98 * (102 - strike) },
 * ]);
 * const [point] = impliedForwards(chainFromRows("made", rows));
 * assertAlmostEquals(point.forward, 102, 1e-9);
 * assertAlmostEquals(point.discount, 0.98, 1e-9);
 * ```
 */
export function impliedForwards(
  chain: OptionChain,
  options: ForwardOptions = {},
): ForwardPoint[] {
  const settings = {
    prefer: "given" as const,
    maxPairs: 40,
    maxLogMoneyness: 0.25,
    maxRateError: 0.005,
    ...options,
  };
  checkChain(chain);
  const slices = slicesOf(chain).filter(({ tau }) => tau > 0);
  const fits = slices.map((slice) => fitParity(chain, slice, settings));
  return slices.map((slice, i) => {
    const at = (column: Float64Array) =>
      median(slice.indices.map((row) => column[row]));
    const spot = at(chain.spot);
    const given = { rate: at(chain.rate), dividend: at(chain.dividend) };
    const base = { slice, spot, note: "" };
    const isGiven = Number.isFinite(given.rate) &&
      Number.isFinite(given.dividend);
    const fit = fits[i];
    if (isGiven && (settings.prefer === "given" || fit === undefined)) {
      return fromRates({ ...base, ...given, method: "given" });
    }
    if (fit === undefined) {
      return fromRates({
        ...base,
        rate: orZero(given.rate),
        dividend: orZero(given.dividend),
        method: "spot",
        note: withoutPairs(given),
      });
    }
    if (
      !Number.isFinite(given.rate) && fit.rateError <= settings.maxRateError
    ) {
      return fromParity(base, fit, fit.discount, "parity");
    }
    const pooled = Number.isFinite(given.rate)
      ? { rate: given.rate, note: "discount from the given rate" }
      : pooledRate(chain, slices, fits, i, settings.maxRateError);
    return fromParity(
      { ...base, note: pooled.note },
      fit,
      Math.exp(-pooled.rate * slice.tau),
      "parity-forward",
    );
  });
}

/**
 * The chain with each quote's rate and dividend those of its smile's forward,
 * so that `spot·e^((rate − dividend)·tau)` is the forward.
 *
 * @param chain The chain the points were found from.
 * @param points What {@link impliedForwards} found; other rows stay as they are.
 */
export function withForwards(
  chain: OptionChain,
  points: readonly ForwardPoint[],
): OptionChain {
  const rate = chain.rate.slice();
  const dividend = chain.dividend.slice();
  for (const { slice, rate: r, forward } of points) {
    for (const i of slice.indices) {
      rate[i] = r;
      dividend[i] = r - Math.log(forward / chain.spot[i]) / slice.tau;
    }
  }
  return withColumns(chain, { rate, dividend });
}

/** The rate of the smiles of the same day together, by their precision. */
function pooledRate(
  chain: OptionChain,
  slices: readonly ChainSlice[],
  fits: readonly (ParityFit | undefined)[],
  at: number,
  maxRateError: number,
): { rate: number; note: string } {
  const day = (slice: ChainSlice) => quoteDay(chain, slice.indices[0]);
  let [sum, weight, count] = [0, 0, 0];
  slices.forEach((slice, i) => {
    const fit = fits[i];
    if (fit === undefined || !Number.isFinite(fit.rateError)) return;
    if (slice.underlying !== slices[at].underlying) return;
    if (!Object.is(day(slice), day(slices[at]))) return;
    // A fit to exact quotes has no error; it must not divide by it.
    const w = 1 / Math.max(fit.rateError, 1e-6) ** 2;
    sum += w * -Math.log(fit.discount) / slice.tau;
    weight += w;
    ++count;
  });
  const why = (fits[at]?.pairs.length ?? 0) < FEWEST_PAIRS
    ? "too few pairs"
    : "pairs do not tell the rate";
  return weight > 0 && 1 / Math.sqrt(weight) <= maxRateError
    ? { rate: sum / weight, note: `${why}; pooled rate of ${count} expiries` }
    : { rate: 0, note: `${why}; rate taken as 0` };
}

function fromParity(
  base: Pick<ForwardPoint, "slice" | "spot" | "note">,
  fit: ParityFit,
  discount: number,
  method: ForwardMethod,
): ForwardPoint {
  const forward = method === "parity"
    ? fit.forward
    : median(fit.pairs.map(({ strike, gap }) => strike + gap / discount));
  const rate = -Math.log(discount) / base.slice.tau;
  const residuals = fit.pairs.map(({ strike, gap }) =>
    Math.abs(gap - discount * (forward - strike))
  );
  return {
    ...base,
    forward,
    discount,
    rate,
    dividend: rate - Math.log(forward / base.spot) / base.slice.tau,
    method,
    pairs: fit.pairs.length,
    residual: 1.4826 * median(residuals),
  };
}

function fromRates(
  known: Pick<
    ForwardPoint,
    "slice" | "spot" | "note" | "rate" | "dividend" | "method"
  >,
): ForwardPoint {
  const { tau } = known.slice;
  return {
    ...known,
    forward: known.spot * Math.exp((known.rate - known.dividend) * tau),
    discount: Math.exp(-known.rate * tau),
    pairs: 0,
    residual: NaN,
  };
}

function withoutPairs(given: { rate: number; dividend: number }): string {
  const zero = Object.entries(given).filter(([, value]) =>
    !Number.isFinite(value)
  ).map(([name]) => name);
  return `no put-call pairs; ${zero.join(" and ")} taken as 0`;
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
