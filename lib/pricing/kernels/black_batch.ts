/**
 * Black–Scholes price and delta over arrays: the measured hot loop.
 *
 * The same formula as `lib/pricing/black.ts`, to 1e-14 of the spot: the
 * exponential, the logarithm and the normal law come from tables in line (for
 * the exponential, Tang, 1989, ACM TOMS 15, 144–157), and calls and puts take
 * the same path. A price far out of the money is good to that error, not to
 * its own digits: for those, ask `blackPrice`.
 *
 * @module
 */

import { tableExp as exp } from "lib/math/table_exp.ts";
import { normalCdf, normalPdf } from "lib/math/normal.ts";

/** Options as arrays, each of shape `[n]`, all values checked. */
export interface BlackBatch {
  /** Spot prices, positive. */
  readonly spot: Float64Array;
  /** Strikes, positive. */
  readonly strike: Float64Array;
  /** Times to expiry, in years, positive. */
  readonly tau: Float64Array;
  /** Volatilities, positive. */
  readonly sigma: Float64Array;
  /** Continuous zero rates. */
  readonly rate: Float64Array;
  /** Continuous dividend yields. */
  readonly dividend: Float64Array;
  /** 1 for a call, 0 for a put. */
  readonly isCall: Uint8Array;
}

/** A rate times a time beyond this is refused: `e^` of it may overflow. */
const LARGEST = 300;

const LOG_STEPS = 64;
const LOG_NODES = Float64Array.from(
  { length: 2 * LOG_STEPS + 2 },
  (_, j) => LOG_STEPS / Math.max(j, 1),
);
const LOG_VALUES = Float64Array.from(
  { length: 2 * LOG_STEPS + 2 },
  (_, j) => Math.log(Math.max(j, 1) / LOG_STEPS),
);

/** `ln(a/b)`, to 2e-16 absolute or a rounding of the result. */
function logRatio(a: number, b: number): number {
  const m = a / b;
  if (!(m > 0.5 && m < 2)) {
    return m > 1e-300 && m < 1e300 ? Math.log(m) : Math.log(a) - Math.log(b);
  }
  const j = (m * LOG_STEPS + 0.5) | 0;
  const r = (m - j / LOG_STEPS) * LOG_NODES[j];
  const e = r * r;
  return LOG_VALUES[j] + (r + e * (-1 / 2 + r * (1 / 3) +
        e * (-1 / 4 + r * (1 / 5) + e * (-1 / 6 + r * (1 / 7) - e * (1 / 8)))));
}

const CDF_EDGE = 8.5;
const CDF_STEPS = 8;
const CDF_STRIDE = 10;

/** Taylor coefficients of the normal distribution about nodes 1/8 apart. */
function normalTable(): Float64Array {
  const nodes = 2 * CDF_EDGE * CDF_STEPS + 1;
  const table = new Float64Array(nodes * CDF_STRIDE);
  for (let j = 0; j < nodes; ++j) {
    const x = j / CDF_STEPS - CDF_EDGE;
    const c = table.subarray(j * CDF_STRIDE, (j + 1) * CDF_STRIDE);
    c[0] = normalCdf(x);
    c[1] = normalPdf(x);
    c[2] = -0.5 * x * c[1];
    // n'' = −x n' − n, term by term.
    for (let m = 3; m < CDF_STRIDE; ++m) {
      c[m] = -(x * (m - 1) * c[m - 1] + (m - 2) * c[m - 2]) / (m * (m - 1));
    }
  }
  return table;
}

const NORMAL = normalTable();

/** The normal distribution, to 2e-16 absolute; no branch to mispredict. */
function cdf(z: number): number {
  const y = Math.max(-CDF_EDGE, Math.min(CDF_EDGE, z));
  const j = ((y + CDF_EDGE) * CDF_STEPS + 0.5) | 0;
  const d = y + CDF_EDGE - j / CDF_STEPS;
  const k = j * CDF_STRIDE;
  const e = d * d;
  return NORMAL[k] + e * (NORMAL[k + 2] + e * (NORMAL[k + 4] +
            e * (NORMAL[k + 6] + e * NORMAL[k + 8]))) +
    d * (NORMAL[k + 1] + e * (NORMAL[k + 3] + e * (NORMAL[k + 5] +
                e * (NORMAL[k + 7] + e * NORMAL[k + 9]))));
}

/**
 * Fills present values and deltas.
 *
 * @param batch The options, unchecked.
 * @param price Out: present values, shape `[n]`.
 * @param delta Out: deltas in the spot, shape `[n]`.
 * @returns −1, or the first row whose numbers are out of range.
 */
export function blackBatchKernelInto(
  batch: BlackBatch,
  price: Float64Array,
  delta: Float64Array,
): number {
  const { spot, strike, tau, sigma, rate, dividend, isCall } = batch;
  const n = spot.length;
  for (let i = 0; i < n; ++i) {
    const time = tau[i];
    const s = sigma[i] * Math.sqrt(time);
    const yieldTime = dividend[i] * time;
    const rateTime = rate[i] * time;
    if (
      !(spot[i] > 0 && strike[i] > 0 && time > 0 && sigma[i] > 0 &&
        yieldTime < LARGEST && yieldTime > -LARGEST && rateTime < LARGEST &&
        rateTime > -LARGEST && spot[i] < Infinity && strike[i] < Infinity &&
        s < Infinity)
    ) return i;
    const growth = exp(-yieldTime);
    const f = spot[i] * growth;
    const k = strike[i] * exp(-rateTime);
    const x = logRatio(f, k);
    const sign = 2 * isCall[i] - 1;
    const d1 = sign * (x / s + 0.5 * s);
    const delta1 = sign * cdf(d1);
    const cash = sign * cdf(d1 - sign * s);
    price[i] = Math.max(0, f * delta1 - k * cash);
    delta[i] = growth * delta1;
  }
  return -1;
}
