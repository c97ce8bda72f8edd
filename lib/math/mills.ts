/**
 * Mills' ratio of the normal law, `M(x) = N(−x)/n(x)`, from a table.
 *
 * Between −3 and 8 a Taylor polynomial of degree 9 about the nearest of the
 * nodes 1/16 apart; its coefficients follow from `M' = xM − 1`, that is
 * `(n+1) m₍ₙ₊₁₎ = x mₙ + m₍ₙ₋₁₎`, so the value at each node, from `erfcx`, is
 * all that is needed. Truncation stays under 2e-17 relative. Elsewhere `erfcx`
 * is called. No exponential and no division in the table's range: this is the
 * inner loop of pricing and of implied volatility.
 *
 * @module
 */

import { erfcx } from "lib/math/erf.ts";

const MILLS_LOW = -3;
const MILLS_HIGH = 8;

const STEPS = 16;
const DEGREE = 9;
const STRIDE = DEGREE + 1;
const SQRT_HALF_PI = 1.2533141373155003;

function taylorTable(): Float64Array {
  const nodes = (MILLS_HIGH - MILLS_LOW) * STEPS + 1;
  const table = new Float64Array(nodes * STRIDE);
  for (let j = 0; j < nodes; ++j) {
    const x = MILLS_LOW + j / STEPS;
    const m = table.subarray(j * STRIDE, (j + 1) * STRIDE);
    m[0] = SQRT_HALF_PI * erfcx(x * Math.SQRT1_2);
    m[1] = x * m[0] - 1;
    for (let n = 1; n < DEGREE; ++n) {
      m[n + 1] = (x * m[n] + m[n - 1]) / (n + 1);
    }
  }
  return table;
}

const TABLE = taylorTable();

/**
 * Mills' ratio, `(1 − N(x))/n(x) = √(π/2) erfcx(x/√2)`.
 *
 * @param x Any number; below about −37 the ratio overflows.
 * @returns A positive number, to about 5e-16 relative.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { mills } from "lib/math/mills.ts";
 *
 * assertAlmostEquals(mills(0), Math.sqrt(Math.PI / 2), 1e-15);
 * ```
 */
export function mills(x: number): number {
  if (!(x >= MILLS_LOW && x < MILLS_HIGH)) {
    return SQRT_HALF_PI * erfcx(x * Math.SQRT1_2);
  }
  const j = ((x - MILLS_LOW) * STEPS + 0.5) | 0;
  const d = x - MILLS_LOW - j / STEPS;
  const k = j * STRIDE;
  const e = d * d;
  const even = TABLE[k] + e * (TABLE[k + 2] + e * (TABLE[k + 4] +
            e * (TABLE[k + 6] + e * TABLE[k + 8])));
  const odd = TABLE[k + 1] + e * (TABLE[k + 3] + e * (TABLE[k + 5] +
            e * (TABLE[k + 7] + e * TABLE[k + 9])));
  return even + d * odd;
}
