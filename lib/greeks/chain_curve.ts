/**
 * Deltas across a chain: made monotone in strike, and read off between the
 * quoted strikes.
 *
 * A chain is the quotes of one expiry on one underlying price. As the strike
 * rises a call's delta falls from 1 to 0 and a put's from 0 to −1, so both are
 * nonincreasing. A model that answers row by row need not keep to that, and
 * rows of one strike (two quotes of it) may differ. The repair is the nearest
 * nonincreasing sequence in least squares (isotonic regression), a strike
 * weighing as much as it has rows. It is applied to the ends of the intervals
 * too: isotonic regression keeps order (y ≤ z everywhere gives fits in the same
 * order), so low ≤ delta ≤ high stays, and no value leaves the range it had.
 *
 * Between strikes a monotone cubic runs through the repaired values. Beyond
 * the quoted strikes nothing was seen: the delta stays at that of the last
 * strike, and its interval reaches to the bound that deltas tend to there.
 *
 * @module
 */

import { deltaBounds, type DeltaFeatures } from "lib/greeks/delta_features.ts";
import type { DeltaPredictions } from "lib/greeks/delta_model.ts";
import type { ContractType } from "lib/market/history/history_store.ts";
import { isotonicRegression } from "lib/math/isotonic.ts";
import { monotoneInterpolation } from "lib/math/monotone_interpolation.ts";

/** What a row's place in its chain is known by. */
export type ChainPlace = Pick<
  DeltaFeatures,
  "dte" | "strike" | "underlying_price"
>;

/** Deltas at strikes. */
export interface DeltaCurve extends DeltaPredictions {
  /** Strikes, increasing. */
  readonly strikes: Float64Array;
}

/** Options of {@linkcode interpolateChain}. */
export interface InterpolateOptions {
  /** Side of the chain. */
  readonly type: ContractType;
  /** Factor of the curve's slopes at the strikes, in [0, ∞). @default {0.9} */
  readonly steepness?: number;
}

/** Strikes of a chain, increasing, with the rows of each. */
interface Knots {
  readonly strikes: Float64Array;
  readonly rows: readonly (readonly number[])[];
}

const COLUMNS = ["delta", "low", "high"] as const;

/**
 * Makes deltas nonincreasing in strike within every chain among the rows.
 *
 * @param rows Where the predictions stand, shape `[n]`, in any order.
 * @param predictions Their deltas and intervals, shape `[n]`.
 * @returns The same rows repaired: rows of a strike are equal, a chain that is
 * right already stays as it is.
 * @throws {TypeError} If there are not as many predictions as rows.
 * @throws {RangeError} If a prediction is not finite.
 *
 * @example Two deltas that rise with the strike meet in the middle
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { smoothChains } from "lib/greeks/chain_curve.ts";
 *
 * const rows = [90, 100, 110].map((strike) => (
 *   { dte: 30, strike, underlying_price: 100 }
 * ));
 * const delta = Float64Array.of(0.75, 0.25, 0.5);
 * const { delta: smooth } = smoothChains(rows, { delta, low: delta, high: delta });
 * assertEquals([...smooth], [0.75, 0.375, 0.375]);
 * ```
 */
export function smoothChains(
  rows: readonly ChainPlace[],
  predictions: DeltaPredictions,
): DeltaPredictions {
  checkLengths(rows.length, predictions);
  const smooth = {
    delta: new Float64Array(rows.length),
    low: new Float64Array(rows.length),
    high: new Float64Array(rows.length),
  };
  for (const knots of chainsOf(rows)) {
    const repaired = repair(knots, predictions);
    for (const column of COLUMNS) {
      knots.rows.forEach((at, k) =>
        at.forEach((row) => smooth[column][row] = repaired[column][k])
      );
    }
  }
  return smooth;
}

/**
 * Deltas of one chain at other strikes: repaired, then joined by a monotone
 * cubic.
 *
 * Beyond the strikes of the rows delta is that of the nearest one; above them
 * its interval reaches down to the least delta there is, below them up to the
 * greatest, since it can only go that way.
 *
 * @param rows A chain, shape `[n]`, n ≥ 1.
 * @param predictions Its deltas and intervals, shape `[n]`.
 * @param strikes Where they are wanted, increasing, shape `[m]`.
 * @param options Side of the chain, and steepness.
 * @returns Shape `[m]`: nonincreasing, with low ≤ delta ≤ high.
 * @throws {RangeError} If the rows are not of one chain, or the steepness is
 * negative.
 * @throws {TypeError} If there are not as many predictions as rows.
 */
export function interpolateChain(
  rows: readonly ChainPlace[],
  predictions: DeltaPredictions,
  strikes: Float64Array,
  options: InterpolateOptions,
): DeltaCurve {
  const { type, steepness = 0.9 } = options;
  checkLengths(rows.length, predictions);
  const chains = chainsOf(rows);
  if (chains.length !== 1) {
    throw new RangeError(
      `Cannot interpolate as the rows must be of one chain: there are ${chains.length} (dte and underlying_price)`,
    );
  }
  const [knots] = chains;
  const repaired = repair(knots, predictions);
  const at = (column: typeof COLUMNS[number]) =>
    monotoneInterpolation(knots.strikes, repaired[column], { steepness })(
      strikes,
    );
  const curve = {
    strikes,
    delta: at("delta"),
    low: at("low"),
    high: at("high"),
  };
  openEnds(curve, knots.strikes, deltaBounds(type));
  keepOrder(curve);
  return curve;
}

/**
 * Strikes from `min` to `max`, the last at most `max`.
 *
 * @param min The first.
 * @param max The last, if the steps meet it.
 * @param step Distance, above 0.
 */
export function strikeRange(
  min: number,
  max: number,
  step: number,
): Float64Array {
  return Float64Array.from(
    { length: strikeCount(min, max, step) },
    // 100.3, not 100.30000000000001.
    (_, i) => Number((min + i * step).toPrecision(14)),
  );
}

/** How many strikes {@linkcode strikeRange} gives, before any is made. */
export function strikeCount(min: number, max: number, step: number): number {
  return Math.floor((max - min) / step * (1 + 1e-12) + 1e-9) + 1;
}

/** Rows by chain and strike. */
function chainsOf(rows: readonly ChainPlace[]): Knots[] {
  const chains = new Map<string, Map<number, number[]>>();
  rows.forEach(({ dte, underlying_price, strike }, i) => {
    const key = `${dte} ${underlying_price}`;
    let chain = chains.get(key);
    if (chain === undefined) chains.set(key, chain = new Map());
    const same = chain.get(strike);
    if (same === undefined) chain.set(strike, [i]);
    else same.push(i);
  });
  return [...chains.values()].map((chain) => {
    const sorted = [...chain].sort(([a], [b]) => a - b);
    return {
      strikes: Float64Array.from(sorted, ([strike]) => strike),
      rows: sorted.map(([, at]) => at),
    };
  });
}

/** Values at the knots, nonincreasing, low ≤ delta ≤ high. */
function repair(
  { rows }: Knots,
  predictions: DeltaPredictions,
): { delta: Float64Array; low: Float64Array; high: Float64Array } {
  const weights = rows.map((at) => at.length);
  const fit = (values: Float64Array) =>
    isotonicRegression(
      rows.map((at) => at.reduce((sum, i) => sum + values[i], 0) / at.length),
      { weights, increasing: false },
    );
  const { delta, low, high } = predictions;
  const repaired = { delta: fit(delta), low: fit(low), high: fit(high) };
  keepOrder(repaired);
  return repaired;
}

/** Takes back what rounding did to order; exact values pass unchanged. */
function keepOrder(
  { delta, low, high }: {
    readonly delta: Float64Array;
    readonly low: Float64Array;
    readonly high: Float64Array;
  },
): void {
  // The lesser of two nonincreasing sequences is one too; so is the greater.
  for (let i = 0; i < delta.length; ++i) {
    if (i > 0) {
      delta[i] = Math.min(delta[i], delta[i - 1]);
      low[i] = Math.min(low[i], low[i - 1]);
      high[i] = Math.min(high[i], high[i - 1]);
    }
    low[i] = Math.min(low[i], delta[i]);
    high[i] = Math.max(high[i], delta[i]);
  }
}

/** Opens the intervals of strikes that lie beyond the quoted ones. */
function openEnds(
  { strikes, low, high }: DeltaCurve,
  knots: Float64Array,
  [least, greatest]: readonly [number, number],
): void {
  const [first, last] = [knots[0], knots[knots.length - 1]];
  for (let i = 0; i < strikes.length; ++i) {
    if (strikes[i] < first) high[i] = greatest;
    if (strikes[i] > last) low[i] = least;
  }
}

function checkLengths(n: number, { delta, low, high }: DeltaPredictions): void {
  for (const { length } of [delta, low, high]) {
    if (length === n) continue;
    throw new TypeError(
      `Cannot smooth deltas as there must be one a row, ${n}: there are ${length}`,
    );
  }
}
