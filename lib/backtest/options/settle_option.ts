/**
 * Exercise, assignment and expiry.
 *
 * In cash: the position is closed at its intrinsic value. Physical: the option
 * is closed at 0, its premium realised, and the shares change hands at the
 * strike. At expiry every option at least a cent in the money is exercised
 * (OCC rule 805, exercise by exception), the others lapse.
 *
 * @module
 */

import type { Broker } from "lib/backtest/execution/broker.ts";
import type { OptionContract } from "lib/backtest/instrument.ts";
import type { TransactionKind } from "lib/backtest/ledger/ledger.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/** Least amount in the money at which an expiring option is exercised. */
const EXERCISE_BY_EXCEPTION = 0.01;

/** What exercise pays a share. */
export function intrinsicValue(
  terms: Pick<OptionContract, "isCall" | "strike">,
  spot: number,
): number {
  return Math.max(0, terms.isCall ? spot - terms.strike : terms.strike - spot);
}

/** What settles an option. */
export interface Settlement {
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** Index of the option. */
  readonly instrument: number;
  /** Signed contracts of the position that are settled. */
  readonly quantity: number;
  /** Price of the underlying. */
  readonly spot: number;
}

/**
 * Settles contracts at the end of their life.
 *
 * @param settlement What is settled.
 * @param portfolio Changed through the broker.
 * @param broker Books the fills.
 */
export function expireOption(
  settlement: Settlement,
  portfolio: Portfolio,
  broker: Broker,
): void {
  const terms = optionTerms(portfolio, settlement.instrument);
  const value = intrinsicValue(terms, settlement.spot);
  // Prices carry binary noise: 10.01 − 10 is a little less than a cent.
  const isExercised = value >= EXERCISE_BY_EXCEPTION - 1e-9;
  if (isExercised) return exerciseOption(settlement, portfolio, broker);
  close(settlement, "expiry", 0, broker);
}

/**
 * Exercises contracts held, or assigns contracts written.
 *
 * @param settlement What is exercised.
 * @param portfolio Changed through the broker.
 * @param broker Books the fills.
 */
export function exerciseOption(
  settlement: Settlement,
  portfolio: Portfolio,
  broker: Broker,
): void {
  const terms = optionTerms(portfolio, settlement.instrument);
  const { quantity, spot, time } = settlement;
  const kind = quantity > 0 ? "exercise" : "assignment";
  if (terms.settlement === "cash") {
    return close(settlement, kind, intrinsicValue(terms, spot), broker);
  }
  close(settlement, kind, 0, broker);
  const shares = quantity * terms.multiplier * (terms.isCall ? 1 : -1);
  const underlying = portfolio.instruments.indexOf(terms.underlying);
  const share = portfolio.instruments.list[underlying];
  const units = share.kind === "equity" ? share.unitsPerShare ?? 1 : 1;
  broker.book(kind, {
    orderId: 0,
    time,
    instrument: underlying,
    quantity: shares * units,
    price: terms.strike,
    referencePrice: spot,
    commissionCents: 0,
    tag: kind,
  });
}

function close(
  { instrument, quantity, time }: Settlement,
  kind: TransactionKind,
  price: number,
  broker: Broker,
): void {
  broker.book(kind, {
    orderId: 0,
    time,
    instrument,
    quantity: -quantity,
    price,
    referencePrice: price,
    commissionCents: 0,
    tag: kind,
  });
}

function optionTerms(portfolio: Portfolio, instrument: number): OptionContract {
  const terms = portfolio.instruments.list[instrument];
  if (terms.kind === "option") return terms;
  throw new RangeError(
    `Cannot exercise ${terms.symbol} as it must be an option: it is ${terms.kind}`,
  );
}
