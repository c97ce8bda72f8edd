/**
 * What the quotes of one side say of their underlying, where there is no other
 * side for parity: an option so deep in the money that its time value is
 * nothing is worth the underlying less the strike.
 *
 *     call: S·e^(cT) = C·e^(rT) + K        put, exercised: S = K − P
 *
 * @module
 */

import type { CarryCurve } from "lib/greeks/carry_curve.ts";
import { snapshotKey } from "lib/greeks/parity_points.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { median } from "lib/market/robust_line.ts";

/** Volatility at which options this deep would have no time value left. */
const VOLATILITY = 0.3;
/** Standard deviations in the money at that volatility, and some more. */
const DEPTH = 3;
const MARGIN = 0.03;
/** Longer ones depend on rates. */
const LONGEST_DTE = 60;
/** Fewest quotes of a snapshot that are believed. */
const FEWEST = 5;

/**
 * Underlying prices by snapshot, the median over its deep quotes with the
 * narrower half of the spreads.
 *
 * @param samples Quotes of one side.
 * @param curve How forwards grow.
 * @returns Snapshots with enough deep quotes.
 */
export function deepUnderlying(
  samples: OptionSamples,
  { rate, carry }: CarryCurve,
): Map<string, number> {
  const found = new Map<string, { spot: number; spread: number }[]>();
  for (let i = 0; i < samples.rows; ++i) {
    const tau = samples.dte[i] / 365;
    const depth = Math.log(samples.moneyness[i]);
    const spread = (samples.ask[i] - samples.bid[i]) / samples.strike[i];
    const isDeep = samples.dte[i] <= LONGEST_DTE && samples.bid[i] > 0 &&
      spread >= 0 && depth >= DEPTH * VOLATILITY * Math.sqrt(tau) + MARGIN;
    if (!isDeep) continue;
    const { strike, mark } = samples;
    const spot = samples.contractType[i] === "call"
      ? (mark[i] * Math.exp(rate * tau) + strike[i]) * Math.exp(-carry * tau)
      : strike[i] - mark[i];
    const key = snapshotKey(samples, i);
    const own = found.get(key) ?? [];
    found.set(key, own);
    own.push({ spot, spread });
  }
  const spots = new Map<string, number>();
  for (const [key, own] of found) {
    if (own.length < FEWEST) continue;
    const narrow = own.sort((a, b) => a.spread - b.spread)
      .slice(0, Math.max(FEWEST, Math.ceil(own.length / 2)));
    spots.set(key, median(narrow.map(({ spot }) => spot)));
  }
  return spots;
}
