/**
 * The two constants by which a delta model reads a quote: forwards are
 * F = S·e^(cT), prices are paid up front, C = e^(−rT)·E[payoff].
 *
 * Both are medians over the snapshots learnt from, so that a few odd expiries
 * (a dividend, a stale quote) do not move them. What is left of an expiry's own
 * dividend is in its synchronous underlying.
 *
 * @module
 */

import { deepUnderlying } from "lib/greeks/deep_underlying.ts";
import { expiryKey, type ParityPoint } from "lib/greeks/parity_points.ts";
import { snapshotKey } from "lib/greeks/parity_points.ts";
import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";
import { median } from "lib/market/robust_line.ts";

/** Continuous rates a year. */
export interface CarryCurve {
  /** Rate r at which prices are discounted. */
  readonly rate: number;
  /** Carry c, rate less dividends, at which the spot grows to the forward. */
  readonly carry: number;
}

/** A curve is told apart by expiries at least that far, in years. */
const LEAST_TAU = 10 / 365;
/** Rates beyond are a sign of bad quotes. */
const LARGEST_RATE = 0.25;
/** A synchronous underlying further from the recorded one is not believed. */
const LARGEST_SHIFT = 0.05;

/**
 * The curve of some snapshots.
 *
 * @param points Forwards by parity.
 * @returns Medians; 0 for what the points do not tell.
 */
export function carryCurve(points: readonly ParityPoint[]): CarryCurve {
  const rates = points.filter(({ tau }) => tau >= LEAST_TAU)
    .map(({ rate }) => rate).filter(isBelievable);
  const bySnapshot = Map.groupBy(points, ({ snapshot }) => snapshot);
  const slopes = [...bySnapshot.values()].map(slopeOf).filter(isBelievable);
  return {
    rate: rates.length > 0 ? median(rates) : 0,
    carry: slopes.length > 0 ? median(slopes) : 0,
  };
}

/** How fast a snapshot's forwards grow, by Theil and Sen; NaN if too short. */
function slopeOf(points: readonly ParityPoint[]): number {
  const slopes: number[] = [];
  for (const a of points) {
    for (const b of points) {
      if (b.tau - a.tau < LEAST_TAU) continue;
      slopes.push(Math.log(b.forward / a.forward) / (b.tau - a.tau));
    }
  }
  return slopes.length > 0 ? median(slopes) : NaN;
}

function isBelievable(rate: number): boolean {
  return Math.abs(rate) <= LARGEST_RATE;
}

/** Underlying prices of the quotes' own time. */
export interface SynchronousUnderlying {
  /** Price for each row, such that `price·e^(cT)` is its expiry's forward. */
  readonly underlying: Float64Array;
  /** Rows whose price is from quotes; the others keep the recorded one. */
  readonly synchronised: number;
}

/**
 * Underlying prices of the quotes' own time: from the expiry's parity, else
 * from the snapshot's shortest expiries, else from options deep in the money,
 * else as recorded.
 *
 * @param samples Quotes of one side.
 * @param points Forwards by parity of the same snapshots, from both sides.
 * @param curve How forwards grow.
 */
export function synchronousUnderlying(
  samples: OptionSamples,
  points: readonly ParityPoint[],
  curve: CarryCurve,
): SynchronousUnderlying {
  const { carry } = curve;
  const spotOf = ({ forward, tau }: ParityPoint) =>
    forward * Math.exp(-carry * tau);
  const byExpiry = new Map(
    points.map((p) => [expiryKey(p.snapshot, p.tau), spotOf(p)]),
  );
  const bySnapshot = new Map<string, number>();
  for (
    const [snapshot, own] of Map.groupBy(points, ({ snapshot }) => snapshot)
  ) {
    const nearest = own.toSorted((a, b) => a.tau - b.tau).slice(0, 3);
    bySnapshot.set(snapshot, median(nearest.map(spotOf)));
  }
  const byDepth = deepUnderlying(samples, curve);
  const underlying = samples.underlyingPrice.slice();
  let synchronised = 0;
  for (let i = 0; i < samples.rows; ++i) {
    const snapshot = snapshotKey(samples, i);
    const spot = byExpiry.get(expiryKey(snapshot, samples.dte[i] / 365)) ??
      bySnapshot.get(snapshot) ?? byDepth.get(snapshot);
    if (spot === undefined) continue;
    if (Math.abs(Math.log(spot / underlying[i])) > LARGEST_SHIFT) continue;
    underlying[i] = spot;
    ++synchronised;
  }
  return { underlying, synchronised };
}
