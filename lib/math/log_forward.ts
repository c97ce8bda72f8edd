/**
 * `ln(S/K) + (r − q)τ` where the two terms nearly cancel.
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

/**
 * `ln(spot/strike) + (rate − dividend)·tau`, to a rounding of the result as
 * long as that is above 1e-30.
 *
 * @param spot Spot price, positive.
 * @param strike Strike, positive, within 1e±100 as the spot is.
 * @param options The log-ratio already rounded, rates a year, and years.
 * @returns Log-moneyness of the forward, `ln(F/K)`.
 *
 * @example A spot whose forward is the strike but for its rounding
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { logForward } from "lib/math/log_forward.ts";
 *
 * const x = logForward(100, 100 * Math.exp(0.05), {
 *   logRatio: -0.05, rate: 0.05, dividend: 0, tau: 1,
 * });
 * assertAlmostEquals(x, -1.12749169285575e-16, 1e-29);
 * ```
 */
export function logForward(
  spot: number,
  strike: number,
  { logRatio, rate, dividend, tau }: {
    readonly logRatio: number;
    readonly rate: number;
    readonly dividend: number;
    readonly tau: number;
  },
): number {
  const grown = multiply([strike, 0], expPair(logRatio));
  const correction = ((spot - grown[0]) - grown[1]) / grown[0];
  const carry = multiply(twoSum(rate, -dividend), [tau, 0]);
  const [high, low] = twoSum(logRatio, carry[0]);
  return high + (low + carry[1] + correction);
}
