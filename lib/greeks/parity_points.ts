/**
 * What the quotes of a snapshot say of their underlying: put–call parity of
 * each expiry, from quotes of that very time.
 *
 * A history's underlying price is often not of its quotes' time: a previous
 * close beside live quotes puts deltas off by several hundredths. The forward
 * that calls and puts agree on is of their time by construction.
 *
 * @module
 */

import { impliedForwards } from "lib/market/forward.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { chainFromRows, type ChainRow } from "lib/market/option_chain.ts";

/** Forward of one expiry of one snapshot. */
export interface ParityPoint {
  /** Root and time of the snapshot, as {@linkcode snapshotKey} writes them. */
  readonly snapshot: string;
  /** Time to expiry, in years. */
  readonly tau: number;
  /** Forward that calls and puts agree on. */
  readonly forward: number;
  /** Continuous rate; NaN where these quotes alone do not tell it. */
  readonly rate: number;
}

/** Names the snapshot of a row. */
export function snapshotKey(samples: OptionSamples, row: number): string {
  return `${samples.rootSymbol[row]}@${samples.validTime[row]}`;
}

/** Names the expiry of a snapshot. */
export function expiryKey(snapshot: string, tau: number): string {
  return `${snapshot}|${Math.round(tau * 365)}`;
}

/**
 * Forwards of all expiries that have pairs of calls and puts near the money.
 *
 * @param sides Calls and puts, in any order; one side alone has no pairs.
 * @returns One point an expiry and snapshot; expiries of the same day have none.
 */
export function parityPoints(sides: readonly OptionSamples[]): ParityPoint[] {
  const rows: ChainRow[] = [];
  for (const samples of sides) {
    for (let i = 0; i < samples.rows; ++i) {
      rows.push({
        underlying: snapshotKey(samples, i),
        eventTime: samples.validTime[i],
        expiry: samples.expiration[i],
        tau: samples.dte[i] / 365,
        strike: samples.strike[i],
        isCall: samples.contractType[i] === "call",
        bid: samples.bid[i],
        ask: samples.ask[i],
        price: samples.mark[i],
        spot: samples.underlyingPrice[i],
      });
    }
  }
  return impliedForwards(chainFromRows("history", rows), { prefer: "parity" })
    .filter(({ method }) => method !== "spot")
    .map(({ slice, forward, rate, method }) => ({
      snapshot: slice.underlying,
      tau: slice.tau,
      forward,
      rate: method === "parity" ? rate : NaN,
    }));
}
