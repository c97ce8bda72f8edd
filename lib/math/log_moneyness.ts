/**
 * Log-moneyness of the forward, `ln(F/K) = ln(S/K) + (r − q)τ`, with its digits
 * kept where the two terms nearly cancel.
 *
 * Each rounds at 1e-16 of itself, which may be many digits of the sum: a quote
 * struck at the forward has a log-moneyness of almost nothing. There both are
 * taken in pairs of doubles: Dekker (1971), "A floating-point technique for
 * extending the available precision", Numer. Math. 18, 224–242. The logarithm
 * is corrected by one Newton step, `ln m = y + (m e^(−y) − 1)`, with the
 * exponential as a Taylor series in pairs.
 *
 * @module
 */

/** An unevaluated sum `high + low`. */
type Pair = readonly [high: number, low: number];

const SPLITTER = 134217729;
/** The argument is halved this often, then the series squared back. */
const HALVINGS = 8;
const TERMS = 14;

function twoSum(a: number, b: number): Pair {
  const sum = a + b;
  const part = sum - a;
  return [sum, (a - (sum - part)) + (b - part)];
}

function twoProduct(a: number, b: number): Pair {
  const product = a * b;
  const ta = SPLITTER * a;
  const aHigh = ta - (ta - a);
  const aLow = a - aHigh;
  const tb = SPLITTER * b;
  const bHigh = tb - (tb - b);
  const bLow = b - bHigh;
  const error = ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) +
    aLow * bLow;
  return [product, error];
}

function multiply(a: Pair, b: Pair): Pair {
  const [high, low] = twoProduct(a[0], b[0]);
  return twoSum(high, low + (a[0] * b[1] + a[1] * b[0]));
}

function expPair(y: number): Pair {
  const z = y / 2 ** HALVINGS;
  // Horner's scheme for e^z, each coefficient a division in pairs.
  let sum: Pair = [1, 0];
  for (let n = TERMS; n >= 1; --n) {
    const [high, low] = multiply(sum, [z, 0]);
    const quotient = high / n;
    const [back, error] = twoProduct(quotient, n);
    const rest = ((high - back) - error + low) / n;
    const [top, bottom] = twoSum(1, quotient);
    sum = twoSum(top, bottom + rest);
  }
  for (let i = 0; i < HALVINGS; ++i) sum = multiply(sum, sum);
  return sum;
}

/** Rates and time of {@link logMoneyness}. */
export interface Carry {
  /** Continuous zero rate. */
  readonly rate: number;
  /** Continuous dividend yield. */
  readonly dividend: number;
  /** Time, in years. */
  readonly tau: number;
}

/** A sum this much smaller than its terms has lost too many digits. */
const CANCELLATION = 0.125;

/**
 * `ln(a/b)`, exact to its rounding near `a = b` too.
 *
 * @param a A positive number.
 * @param b A positive number.
 * @returns The logarithm of the ratio.
 */
export function logRatio(a: number, b: number): number {
  const relative = (a - b) / b;
  if (Math.abs(relative) < 0.5) return Math.log1p(relative);
  const quotient = a / b;
  return quotient > 1e-300 && quotient < 1e300
    ? Math.log(quotient)
    : Math.log(a) - Math.log(b);
}

/**
 * `ln(spot/strike) + (rate − dividend)·tau`, to a few roundings of the result.
 *
 * @param spot Spot price, positive; cancellation is mended in `1e±100`.
 * @param strike Strike, positive, likewise.
 * @param carry Rates and time.
 * @returns Log-moneyness of the forward.
 *
 * @example A spot whose forward is the strike but for its rounding
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { logMoneyness } from "lib/math/log_moneyness.ts";
 *
 * const carry = { rate: 0.05, dividend: 0, tau: 1 };
 * const x = logMoneyness(100, 100 * Math.exp(0.05), carry);
 * assertAlmostEquals(x, -1.12749169285575e-16, 1e-29);
 * ```
 */
export function logMoneyness(
  spot: number,
  strike: number,
  carry: Carry,
): number {
  const { rate, dividend, tau } = carry;
  const ratio = logRatio(spot, strike);
  const x = ratio + (rate - dividend) * tau;
  const cancels = Math.abs(x) < CANCELLATION * Math.abs(ratio);
  const ordinary = Math.min(spot, strike) > 1e-100 &&
    Math.max(spot, strike) < 1e100;
  return cancels && ordinary ? inPairs(spot, strike, ratio, carry) : x;
}

function inPairs(
  spot: number,
  strike: number,
  ratio: number,
  { rate, dividend, tau }: Carry,
): number {
  const grown = multiply([strike, 0], expPair(ratio));
  const correction = ((spot - grown[0]) - grown[1]) / grown[0];
  const carried = multiply(twoSum(rate, -dividend), [tau, 0]);
  const [high, low] = twoSum(ratio, carried[0]);
  return high + (low + carried[1] + correction);
}
