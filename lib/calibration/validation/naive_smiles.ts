/**
 * The smiles that a law has to beat.
 *
 * `flat` says one volatility for all, the mean of the newest day. `interpolated`
 * repeats the newest day's smile: at `x = ln(K/F)/√τ` linear in `x` along an
 * expiry, linear in total variance `σ²τ` at equal `x` between expiries, and
 * constant beyond the quotes. For a held-out day it is yesterday's smile at the
 * same moneyness and time to expiry.
 *
 * @module
 */

import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import {
  logMoneynessOf,
  maturityOf,
} from "lib/calibration/validation/quote_subsets.ts";
import type {
  FittedSmile,
  SmileModel,
} from "lib/calibration/validation/smile_model.ts";

/** One volatility for all. */
export const flatSmile: SmileModel = {
  name: "flat smile",
  naive: true,
  fit(window) {
    const vols = window[window.length - 1].impliedVol;
    const mean = vols.reduce((sum, v) => sum + v, 0) / vols.length;
    const volsOf = (quotes: CalibrationQuotes) =>
      new Float64Array(quotes.size).fill(mean);
    return Promise.resolve({ answer: null, volsOf });
  },
};

/** The newest day's smile, interpolated. */
export const interpolatedSmile: SmileModel = {
  name: "naive smile",
  naive: true,
  fit(window) {
    return Promise.resolve(interpolate(window[window.length - 1]));
  },
};

/** Volatilities of one expiry over `x`, ascending. */
interface ExpirySmile {
  readonly tau: number;
  readonly x: Float64Array;
  readonly vols: Float64Array;
}

/**
 * The smile through quotes.
 *
 * @param quotes Quotes with volatilities, at least one.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { gridQuotes } from "lib/calibration/neural/grid_quotes.ts";
 * import { interpolate } from "lib/calibration/validation/naive_smiles.ts";
 *
 * const at = (maturity: number, vol: number) =>
 *   gridQuotes([vol], {
 *     maturities: Float64Array.of(maturity),
 *     moneyness: Float64Array.of(1),
 *   }, "by hand");
 * // A day of one quote says the same everywhere.
 * assertAlmostEquals(interpolate(at(1, 0.2)).volsOf(at(2, 0.5))[0], 0.2);
 * ```
 */
export function interpolate(quotes: CalibrationQuotes): FittedSmile {
  const smiles = expirySmiles(quotes);
  return {
    answer: null,
    volsOf(targets) {
      const k = logMoneynessOf(targets);
      return maturityOf(targets).map((tau, i) => volAt(smiles, k[i], tau));
    },
  };
}

function expirySmiles(quotes: CalibrationQuotes): ExpirySmile[] {
  const k = logMoneynessOf(quotes);
  const tau = maturityOf(quotes);
  const indices = Array.from({ length: quotes.size }, (_, i) => i)
    .filter((i) => quotes.impliedVol[i] > 0);
  // Two contract classes may share an expiry: their quotes are one smile.
  return [...Map.groupBy(indices, (i) => tau[i])]
    .sort(([a], [b]) => a - b)
    .map(([maturity, rows]) => {
      const x = (i: number) => k[i] / Math.sqrt(maturity);
      const ordered = rows.sort((a, b) => x(a) - x(b));
      return {
        tau: maturity,
        x: Float64Array.from(ordered, x),
        vols: Float64Array.from(ordered, (i) => quotes.impliedVol[i]),
      };
    });
}

function volAt(
  smiles: readonly ExpirySmile[],
  k: number,
  tau: number,
): number {
  const x = k / Math.sqrt(tau);
  const next = smiles.findIndex((smile) => smile.tau >= tau);
  if (next === 0) return along(smiles[0], x);
  if (next < 0) return along(smiles[smiles.length - 1], x);
  const [a, b] = [smiles[next - 1], smiles[next]];
  const share = (tau - a.tau) / (b.tau - a.tau);
  const variance = (1 - share) * along(a, x) ** 2 * a.tau +
    share * along(b, x) ** 2 * b.tau;
  return Math.sqrt(variance / tau);
}

function along({ x, vols }: ExpirySmile, at: number): number {
  const last = x.length - 1;
  if (at <= x[0]) return vols[0];
  if (at >= x[last]) return vols[last];
  const next = x.findIndex((value) => value >= at);
  const width = x[next] - x[next - 1];
  if (width === 0) return vols[next];
  const share = (at - x[next - 1]) / width;
  return (1 - share) * vols[next - 1] + share * vols[next];
}
