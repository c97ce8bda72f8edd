/**
 * Commissions. A model gives what an order has cost in all once so many shares
 * have been filled, and the engine charges what is new: so a minimum an order
 * is charged once, however many fills it takes.
 *
 * @module
 */

import { roundHalfEven } from "lib/backtest/ledger/cents.ts";
import type { Instrument } from "lib/backtest/instrument.ts";

/** What an order has done so far. */
export interface OrderTotal {
  /** Shares or contracts filled, above 0. */
  readonly shares: number;
  /** Sum of |price × shares × multiplier|, cents. */
  readonly notionalCents: number;
  /** What was traded. */
  readonly instrument: Instrument;
}

/** A commission schedule. */
export interface Commission {
  /** For reports: `0.005/share min 1`. */
  readonly name: string;
  /** Exact commission of an order so far, cents, not rounded; never falls as it fills. */
  cents(total: OrderTotal): number;
}

/** No commission. */
export const NO_COMMISSION: Commission = { name: "none", cents: () => 0 };

/** Bounds of {@link perShare}. */
export interface PerShareOptions {
  /** Least an order costs, currency units. @default 0 */
  readonly minimum?: number;
  /** Most an order costs, as a share of its value. @default Infinity */
  readonly maximumShare?: number;
}

/**
 * So much a share or contract.
 *
 * @param rate Currency units a share.
 * @param options Bounds of an order's commission; the maximum wins.
 * @throws {RangeError} If a figure is below 0.
 *
 * @example One dollar at least
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { perShare } from "lib/backtest/costs/commission.ts";
 * import { equity } from "lib/backtest/instrument.ts";
 *
 * const commission = perShare(0.005, { minimum: 1 });
 * const instrument = equity("XYZ");
 * const cents = (shares: number) =>
 *   commission.cents({ shares, notionalCents: 1e6, instrument });
 * assertEquals([cents(100), cents(1000)], [100, 500]);
 * ```
 */
export function perShare(
  rate: number,
  options: PerShareOptions = {},
): Commission {
  const { minimum = 0, maximumShare = Infinity } = options;
  check("rate", rate);
  check("minimum", minimum);
  check("maximumShare", maximumShare);
  return {
    name: `${rate} a share, minimum ${minimum}`,
    cents({ shares, notionalCents }) {
      const least = Math.max(100 * rate * shares, 100 * minimum);
      return maximumShare === Infinity
        ? least
        : Math.min(least, maximumShare * notionalCents);
    },
  };
}

/**
 * So much an order.
 *
 * @param fee Currency units.
 * @throws {RangeError} If it is below 0.
 */
export function perOrder(fee: number): Commission {
  check("fee", fee);
  return { name: `${fee} an order`, cents: () => 100 * fee };
}

/**
 * A share of the value traded.
 *
 * @param bps Basis points (1e-4).
 * @throws {RangeError} If it is below 0.
 */
export function perValueBps(bps: number): Commission {
  check("bps", bps);
  return {
    name: `${bps} bps`,
    cents: ({ notionalCents }) => notionalCents * bps / 1e4,
  };
}

/** The sum of several commissions. */
export function sumOf(...parts: readonly Commission[]): Commission {
  return {
    name: parts.map((part) => part.name).join(" + "),
    cents: (total) => parts.reduce((sum, part) => sum + part.cents(total), 0),
  };
}

/**
 * One schedule for shares and another for options.
 *
 * @param equities For equities.
 * @param options For options.
 */
export function byKind(equities: Commission, options: Commission): Commission {
  return {
    name: `equities ${equities.name}; options ${options.name}`,
    cents: (total) =>
      (total.instrument.kind === "option" ? options : equities).cents(total),
  };
}

/**
 * A commission times a factor, for cost sensitivity.
 *
 * @param commission The commission.
 * @param factor 0.5, 1, 2 …
 */
export function scaledCommission(
  commission: Commission,
  factor: number,
): Commission {
  check("factor", factor);
  return {
    name: `${factor} × (${commission.name})`,
    cents: (total) => factor * commission.cents(total),
  };
}

/** What a fill adds to an order's commission, whole cents. */
export function newCommissionCents(
  commission: Commission,
  total: OrderTotal,
  chargedCents: number,
): number {
  return Math.max(0, roundHalfEven(commission.cents(total)) - chargedCents);
}

function check(name: string, value: number): void {
  if (value >= 0) return;
  throw new RangeError(
    `Cannot make a commission as ${name} must be >= 0: current value is ${value}`,
  );
}
