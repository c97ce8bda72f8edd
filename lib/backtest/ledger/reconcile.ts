/**
 * Proves that a run's books agree: every balance is found again from the
 * entries alone, by a path that shares nothing with the booking.
 *
 * @module
 */

import { ACCOUNTS } from "lib/backtest/ledger/ledger.ts";
import type { Fill } from "lib/backtest/orders/order.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/** Books that do not agree: an error of the engine, never of its user. */
export class ReconciliationError extends Error {
  /** `"ReconciliationError"`. */
  override readonly name: string = "ReconciliationError";
  /** What does not agree, a sentence each. */
  readonly differences: readonly string[];

  /** Makes the error. */
  constructor(differences: readonly string[]) {
    super(`The books do not agree: ${differences.join("; ")}`);
    this.differences = differences;
  }
}

/** Books that agree. */
export interface Reconciliation {
  /** Entries read. */
  readonly entries: number;
  /** Transactions, each of which adds up to 0. */
  readonly transactions: number;
  /** Balances compared, all of them equal. */
  readonly balances: number;
  /** Cash and marked positions, cents. */
  readonly equityCents: number;
}

/**
 * Compares the ledger with the portfolio and the fills.
 *
 * - The entries of every transaction add up to 0.
 * - Cash, and each position's cost, are the sums of their entries.
 * - Each position's units are those of its fills and splits.
 * - Equity is what was paid in, plus every gain and cost that was booked, plus
 *   what positions are worth beyond their cost.
 *
 * @param portfolio The portfolio and its ledger.
 * @param fills Every fill of the run.
 * @returns What was compared.
 * @throws {ReconciliationError} If anything differs.
 */
export function reconcile(
  portfolio: Portfolio,
  fills: readonly Fill[],
): Reconciliation {
  const n = portfolio.instruments.list.length;
  const differences: string[] = [];
  const sums = new Map<string, number>(ACCOUNTS.map((name) => [name, 0]));
  const cost = new Array<number>(n).fill(0);
  const units = new Array<number>(n).fill(0);
  const unitsBySplits = new Array<number>(n).fill(0);
  let transaction = 0;
  let open = 0;
  for (const entry of portfolio.ledger.entries()) {
    if (entry.transaction !== transaction) {
      if (open !== 0) {
        differences.push(`transaction ${transaction} is ${open} cents off`);
      }
      transaction = entry.transaction;
      open = 0;
    }
    open += entry.cents;
    sums.set(entry.account, (sums.get(entry.account) ?? 0) + entry.cents);
    if (entry.account !== "position") continue;
    cost[entry.instrument] += entry.cents;
    units[entry.instrument] += entry.quantity;
    if (entry.kind === "split") {
      unitsBySplits[entry.instrument] += entry.quantity;
    }
  }
  if (open !== 0) {
    differences.push(`transaction ${transaction} is ${open} cents off`);
  }
  let balances = 0;
  const compare = (what: string, ledger: number, other: number) => {
    ++balances;
    if (ledger !== other) {
      differences.push(`${what} is ${other} and by the ledger ${ledger}`);
    }
  };
  const unitsByFills = new Array<number>(n).fill(0);
  for (const fill of fills) unitsByFills[fill.instrument] += fill.quantity;
  compare("cash", sums.get("cash") ?? 0, portfolio.cashCents);
  let unrealised = 0;
  for (let i = 0; i < n; ++i) {
    const { symbol } = portfolio.instruments.list[i];
    compare(`cost of ${symbol}`, cost[i], portfolio.costCents[i]);
    compare(`position in ${symbol}`, units[i], portfolio.quantity[i]);
    compare(
      `position in ${symbol} by its fills`,
      units[i],
      unitsByFills[i] + unitsBySplits[i],
    );
    unrealised += portfolio.valueCents(i) - portfolio.costCents[i];
  }
  let booked = 0;
  for (const [account, cents] of sums) {
    const isAsset = account === "cash" || account === "position";
    if (!isAsset) booked -= cents;
    compare(
      `balance of ${account}`,
      cents,
      portfolio.ledger.balance(account as (typeof ACCOUNTS)[number]),
    );
  }
  const equityCents = portfolio.equityCents();
  compare("equity", booked + unrealised, equityCents);
  if (differences.length > 0) throw new ReconciliationError(differences);
  return {
    entries: portfolio.ledger.length,
    transactions: portfolio.ledger.transactions,
    balances,
    equityCents,
  };
}
