/**
 * Round trips: fills of one instrument from flat to flat. A fill through zero
 * ends one trip and begins the next, its commission shared by units.
 *
 * Dividends, interest and fees on borrowed shares are not in a trip's profit:
 * they are booked by the calendar and not by the trade.
 *
 * @module
 */

import type { Fill } from "lib/backtest/orders/order.ts";

/** What a round trip needs of a fill. */
export type TripFill = Pick<
  Fill,
  "time" | "instrument" | "quantity" | "price" | "commissionCents"
>;

/** One trip from flat to flat. */
export interface RoundTrip {
  /** Index of the instrument. */
  readonly instrument: number;
  /** 1 if it began long, −1 if short. */
  readonly side: 1 | -1;
  /** Time of the first fill, ms since 1970 UTC. */
  readonly entryTime: number;
  /** Time of the last fill. */
  readonly exitTime: number;
  /** Most units held at once. */
  readonly units: number;
  /** Cash in less cash out, commissions paid, cents before rounding. */
  readonly profitCents: number;
}

interface OpenTrip {
  readonly side: 1 | -1;
  readonly entryTime: number;
  held: number;
  units: number;
  cash: number;
}

/**
 * Cuts fills into round trips.
 *
 * @param fills Fills in order of time.
 * @param centsPerPoint Cents that a price of 1 is worth on one unit of each
 * instrument. @default 100 for each
 * @returns Trips that have ended, in the order in which they did.
 *
 * @example Bought at 10, sold at 11, a cent of commission each
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { roundTrips } from "lib/backtest/metrics/round_trips.ts";
 *
 * const fill = { instrument: 0, commissionCents: 1 };
 * const [trip] = roundTrips([
 *   { ...fill, time: 0, quantity: 5, price: 10 },
 *   { ...fill, time: 1, quantity: -5, price: 11 },
 * ]);
 * assertEquals([trip.side, trip.units, trip.profitCents], [1, 5, 498]);
 * ```
 */
export function roundTrips(
  fills: Iterable<TripFill>,
  centsPerPoint: (instrument: number) => number = () => 100,
): RoundTrip[] {
  const open = new Map<number, OpenTrip>();
  const done: RoundTrip[] = [];
  for (const fill of fills) {
    const { instrument, price, time } = fill;
    const worth = price * centsPerPoint(instrument);
    let { quantity, commissionCents } = fill;
    const trip = open.get(instrument);
    if (trip && trip.side * quantity < 0) {
      const closing = Math.min(Math.abs(quantity), trip.held);
      const commission = commissionCents * closing / Math.abs(quantity);
      trip.held -= closing;
      trip.cash += trip.side * closing * worth - commission;
      quantity += trip.side * closing;
      commissionCents -= commission;
      if (trip.held === 0) {
        open.delete(instrument);
        done.push(ended(instrument, time, trip));
      }
    }
    if (quantity !== 0) {
      enter(open, { instrument, time, quantity, worth, commissionCents });
    }
  }
  return done;
}

function enter(
  open: Map<number, OpenTrip>,
  fill: {
    readonly instrument: number;
    readonly time: number;
    readonly quantity: number;
    readonly worth: number;
    readonly commissionCents: number;
  },
): void {
  const { instrument, time, quantity, worth, commissionCents } = fill;
  const trip = open.get(instrument) ?? {
    side: quantity > 0 ? 1 : -1,
    entryTime: time,
    held: 0,
    units: 0,
    cash: 0,
  };
  trip.held += Math.abs(quantity);
  trip.units = Math.max(trip.units, trip.held);
  trip.cash -= quantity * worth + commissionCents;
  open.set(instrument, trip);
}

function ended(instrument: number, time: number, trip: OpenTrip): RoundTrip {
  const { side, entryTime, units, cash } = trip;
  return {
    instrument,
    side,
    entryTime,
    exitTime: time,
    units,
    profitCents: cash,
  };
}
