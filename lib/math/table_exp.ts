/**
 * The exponential without a call out of compiled code: `2^(n/64)` from tables
 * and a polynomial of degree 5 for the rest, after Tang (1989), "Table-driven
 * implementation of the exponential function", ACM TOMS 15, 144–157.
 *
 * @module
 */

/** 2^(i/64), and 2^n for n from −1075. */
const FRACTIONS = Float64Array.from({ length: 64 }, (_, i) => 2 ** (i / 64));
const LOWEST_POWER = -1080;
const POWERS = Float64Array.from(
  { length: 2110 },
  (_, i) => 2 ** (i + LOWEST_POWER),
);
const STEPS_PER_UNIT = 64 / Math.LN2;
/** ln2/64 in two parts; the first has 32 bits, so that n times it is exact. */
const STEP_HIGH = 0.01083042469326756;
const STEP_LOW = 2.9815858269852933e-12;

/**
 * `e^y` for a measured inner loop.
 *
 * @param y A number in `(−700, 700)`, unchecked.
 * @returns `e^y` to 3e-16 relative.
 */
export function tableExp(y: number): number {
  const n = ((y * STEPS_PER_UNIT + 1048576.5) | 0) - 1048576;
  const r = (y - n * STEP_HIGH) - n * STEP_LOW;
  const p = r +
    r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))));
  const scale = FRACTIONS[n & 63] * POWERS[(n >> 6) - LOWEST_POWER];
  return scale + scale * p;
}
