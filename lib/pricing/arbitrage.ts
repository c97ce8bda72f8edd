/**
 * Static arbitrage in a surface of call prices.
 *
 * In units of the discounted forward, `c = C/(DF)` against `κ = K/F`, prices
 * are free of it if for each expiry `max(0, 1−κ) ≤ c ≤ 1`, `c` falls no faster
 * than `κ` rises, never rises, and is convex, and if across expiries `c` does
 * not fall at the same `κ`: Carr and Madan (2005), "A note on sufficient
 * conditions for no arbitrage", Finance Research Letters 2, 125–130; in total
 * variance the last is that `w(k, τ)` does not fall, Gatheral and Jacquier
 * (2014), definition 2.1 and lemma 2.1.
 *
 * Strikes of two expiries rarely have the same `κ`. Convexity bounds a price
 * between its neighbours from above (the chord) and below (the neighbouring
 * chords drawn on), so between expiries that are convex themselves a calendar
 * violation is reported only where no convex interpolation could avoid it.
 *
 * @module
 */

/** One expiry of call prices. */
export interface CallSlice {
  /** Time to expiry, in years, positive. */
  readonly tau: number;
  /** Forward price, positive. */
  readonly forward: number;
  /** Discount factor, positive. */
  readonly discount: number;
  /** Strikes, positive, strictly rising, shape `[n]`. */
  readonly strikes: Float64Array;
  /** Present values of calls, shape `[n]`. */
  readonly calls: Float64Array;
}

/** What is violated. */
export type ArbitrageRule =
  | "lower_bound"
  | "upper_bound"
  | "monotonicity"
  | "slope"
  | "convexity"
  | "calendar";

/** One violation and where it stands. */
export interface ArbitrageViolation {
  /** What is violated. */
  readonly rule: ArbitrageRule;
  /** Which expiry, as an index into the slices given. */
  readonly slice: number;
  /** Which strike: of a pair the higher, of three the middle one. */
  readonly index: number;
  /** Time to expiry of that slice, in years. */
  readonly tau: number;
  /** The strike itself. */
  readonly strike: number;
  /** By how much, in discounted currency. */
  readonly size: number;
}

/** What a surface was checked for, and what was found. */
export interface ArbitrageReport {
  /** True if there is no violation. */
  readonly free: boolean;
  /** All violations, by slice and strike. */
  readonly violations: readonly ArbitrageViolation[];
  /** Violations of each rule. */
  readonly counts: Readonly<Record<ArbitrageRule, number>>;
  /** Prices checked. */
  readonly prices: number;
  /** The largest, in units of its discounted forward; 0 if there is none. */
  readonly worst: number;
}

/** Options of {@link arbitrageReport}. */
export interface ArbitrageOptions {
  /**
   * What is passed over, in units of the discounted forward: rounding, or half
   * a spread.
   *
   * @default 1e-12
   */
  readonly tolerance?: number;
}

/** A slice in units of its forward. */
interface Normalised {
  readonly at: number;
  readonly moneyness: Float64Array;
  readonly value: Float64Array;
}

/** Takes a violation, in units of the forward. */
type Note = (
  rule: ArbitrageRule,
  slice: number,
  index: number,
  excess: number,
) => void;

/**
 * Checks a surface of call prices for static arbitrage.
 *
 * @param slices The expiries, in any order.
 * @param options The tolerance.
 * @returns Every violation with place and size, and a summary.
 * @throws {TypeError} If strikes and calls of a slice differ in length.
 * @throws {RangeError} If a number is outside its range or strikes do not rise.
 *
 * @example A butterfly of negative price
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arbitrageReport } from "lib/pricing/arbitrage.ts";
 *
 * const { violations } = arbitrageReport([{
 *   tau: 1, forward: 100, discount: 1,
 *   strikes: Float64Array.of(90, 100, 110),
 *   calls: Float64Array.of(14, 11, 4),
 * }]);
 * assertEquals(violations.map(({ rule, strike, size }) => [rule, strike, size]), [
 *   ["convexity", 100, 2],
 * ]);
 * ```
 */
export function arbitrageReport(
  slices: readonly CallSlice[],
  options: ArbitrageOptions = {},
): ArbitrageReport {
  const { tolerance = 1e-12 } = options;
  slices.forEach(check);
  const violations: ArbitrageViolation[] = [];
  const counts: Record<ArbitrageRule, number> = {
    lower_bound: 0,
    upper_bound: 0,
    monotonicity: 0,
    slope: 0,
    convexity: 0,
    calendar: 0,
  };
  let worst = 0;
  const note: Note = (rule, slice, index, excess) => {
    if (!(excess > tolerance)) return;
    const { tau, forward, discount, strikes } = slices[slice];
    const size = round(excess * forward * discount);
    violations.push({ rule, slice, index, tau, strike: strikes[index], size });
    ++counts[rule];
    worst = Math.max(worst, excess);
  };
  const normalised = slices.map(normalise);
  for (const slice of normalised) checkSlice(slice, note);
  const byTime = [...normalised].sort((p, q) =>
    slices[p.at].tau - slices[q.at].tau
  );
  for (let i = 1; i < byTime.length; ++i) {
    if (slices[byTime[i - 1].at].tau === slices[byTime[i].at].tau) continue;
    checkCalendar(byTime[i - 1], byTime[i], note);
  }
  violations.sort((p, q) => p.slice - q.slice || p.index - q.index);
  const prices = slices.reduce((sum, { calls }) => sum + calls.length, 0);
  return { free: violations.length === 0, violations, counts, prices, worst };
}

/** Drops the last digits, where only rounding stands. */
function round(size: number): number {
  return Number(size.toPrecision(12));
}

function check(slice: CallSlice, at: number): void {
  const { strikes, calls } = slice;
  if (strikes.length !== calls.length) {
    throw new TypeError(
      `Cannot check slice ${at} as strikes and calls must have one length: current lengths are ${strikes.length} and ${calls.length}`,
    );
  }
  for (const name of ["tau", "forward", "discount"] as const) {
    if (slice[name] > 0 && slice[name] < Infinity) continue;
    throw new RangeError(
      `Cannot check slice ${at} as ${name} must be finite and positive: current value is ${
        slice[name]
      }`,
    );
  }
  for (let i = 0; i < strikes.length; ++i) {
    const rises = strikes[i] > (i === 0 ? 0 : strikes[i - 1]);
    if (rises && strikes[i] < Infinity && Number.isFinite(calls[i])) continue;
    throw new RangeError(
      `Cannot check slice ${at} as strikes must be positive and rise, and calls be finite: current values at ${i} are ${
        strikes[i]
      } and ${calls[i]}`,
    );
  }
}

function normalise(slice: CallSlice, at: number): Normalised {
  const { forward, discount, strikes, calls } = slice;
  return {
    at,
    moneyness: strikes.map((strike) => strike / forward),
    value: calls.map((call) => call / (forward * discount)),
  };
}

/** Bounds, monotonicity, slope and convexity of one expiry. */
function checkSlice({ at, moneyness: x, value: c }: Normalised, note: Note) {
  for (let i = 0; i < x.length; ++i) {
    note("lower_bound", at, i, Math.max(0, 1 - x[i]) - c[i]);
    note("upper_bound", at, i, c[i] - 1);
    if (i === 0) continue;
    note("monotonicity", at, i, c[i] - c[i - 1]);
    note("slope", at, i, c[i - 1] - c[i] - (x[i] - x[i - 1]));
    if (i + 1 === x.length) continue;
    note("convexity", at, i, c[i] - chord(x, c, i - 1, i + 1, x[i]));
  }
}

/** The line through points `i` and `j`, at `at`. */
function chord(
  x: Float64Array,
  c: Float64Array,
  i: number,
  j: number,
  at: number,
): number {
  return c[i] + (c[j] - c[i]) * ((at - x[i]) / (x[j] - x[i]));
}

/** Prices of the later expiry that are under the earlier one's. */
function checkCalendar(early: Normalised, late: Normalised, note: Note): void {
  const [x, c] = [early.moneyness, early.value];
  for (let j = 0; j < late.moneyness.length; ++j) {
    const at = late.moneyness[j];
    note("calendar", late.at, j, leastOf(x, c, at) - late.value[j]);
  }
  for (let i = 0; i < x.length; ++i) {
    const j = above(late.moneyness, x[i]);
    // At the very strike the loop before has compared the two.
    if (j <= 0 || j === late.moneyness.length) continue;
    if (late.moneyness[j] === x[i]) continue;
    const most = chord(late.moneyness, late.value, j - 1, j, x[i]);
    note("calendar", late.at, j, c[i] - most);
  }
}

/** First index whose moneyness is at or above `at`. */
function above(x: Float64Array, at: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The least that a convex falling curve through the points can be at `at`. */
function leastOf(x: Float64Array, c: Float64Array, at: number): number {
  const j = above(x, at);
  if (x[j] === at) return c[j];
  const fromLeft = j >= 2 ? chord(x, c, j - 2, j - 1, at) : -Infinity;
  const fromRight = j + 1 < x.length ? chord(x, c, j, j + 1, at) : -Infinity;
  // Falling: no less than the next point to the right.
  const next = j < x.length ? c[j] : 0;
  return Math.max(fromLeft, fromRight, next, 1 - at);
}
