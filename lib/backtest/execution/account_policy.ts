/**
 * What an account lets its owner do: a trade is judged at the moment of its
 * fill, at the prices of that moment.
 *
 * Margin is by rule, as for US accounts. Shares: `initial` of the market value
 * to open (Regulation T: 50 %), `maintenance` to keep (FINRA rule 4210: 25 %
 * long, 30 % short). Options bought are paid in full. Options written without
 * cover need their price + max(20 % of spot − out of the money, 10 % of spot,
 * of strike for a put), the basic rule of the Cboe margin manual.
 *
 * @module
 */

import type { OptionContract } from "lib/backtest/instrument.ts";
import { worthCents } from "lib/backtest/ledger/cents.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";

/** A trade that is about to be booked. */
export interface ProposedTrade {
  /** Index of the instrument. */
  readonly instrument: number;
  /** Signed units. */
  readonly quantity: number;
  /** Price after costs. */
  readonly price: number;
  /** Its commission, cents. */
  readonly commissionCents: number;
}

/** The rules of an account. */
export interface AccountPolicy {
  /** For reports. */
  readonly name: string;
  /** Why a trade cannot be made, `undefined` if it can. */
  refuse(trade: ProposedTrade, portfolio: Portfolio): string | undefined;
  /** Equity that must be kept at a close, cents; 0 if there is no such rule. */
  maintenanceCents(portfolio: Portfolio): number;
  /** Equity that opening what is held would need, cents. */
  initialCents(portfolio: Portfolio): number;
  /** What happens at a close below maintenance. */
  readonly onCall: "liquidate" | "report";
}

/** Nothing on credit and nothing short. */
export function cashAccount(): AccountPolicy {
  return {
    name: "cash",
    onCall: "report",
    maintenanceCents: () => 0,
    initialCents: () => 0,
    refuse({ instrument, quantity, price, commissionCents }, portfolio) {
      if (quantity < 0) {
        const held = portfolio.quantity[instrument];
        return held + quantity < 0
          ? `would sell ${-quantity} of ${held} held: a cash account cannot be short`
          : undefined;
      }
      const worth = portfolio.instruments.centsPerPoint[instrument];
      const needed = worthCents(quantity, price, worth) + commissionCents;
      return needed > portfolio.cashCents
        ? `needs ${needed} cents and has ${portfolio.cashCents}`
        : undefined;
    },
  };
}

/** No rule at all: cash may go below 0 and anything may be short. */
export function unlimitedAccount(): AccountPolicy {
  return {
    name: "unlimited",
    onCall: "report",
    maintenanceCents: () => 0,
    initialCents: () => 0,
    refuse: () => undefined,
  };
}

/** Shares of market value that a margin account asks for. */
export interface MarginOptions {
  /** To open a position in shares. @default 0.5 */
  readonly initial?: number;
  /** To keep shares. @default 0.25 */
  readonly maintenanceLong?: number;
  /** To keep shares sold short. @default 0.3 */
  readonly maintenanceShort?: number;
  /**
   * At a close below maintenance: cut every position at the next open to what
   * the equity could open, or only count the call. @default "liquidate"
   */
  readonly onCall?: "liquidate" | "report";
}

/**
 * An account on margin. A trade that only makes a position smaller is always
 * let through.
 *
 * @param options Its requirements.
 * @throws {RangeError} If one is below 0.
 */
export function marginAccount(options: MarginOptions = {}): AccountPolicy {
  const {
    initial = 0.5,
    maintenanceLong = 0.25,
    maintenanceShort = 0.3,
    onCall = "liquidate",
  } = options;
  for (
    const [name, value] of Object.entries({
      initial,
      maintenanceLong,
      maintenanceShort,
    })
  ) {
    if (value >= 0) continue;
    throw new RangeError(
      `Cannot make a margin account as ${name} must be >= 0: current value is ${value}`,
    );
  }
  const initialRule: ShareRule = () => initial;
  const maintenanceRule: ShareRule = (value) =>
    value < 0 ? maintenanceShort : maintenanceLong;
  return {
    name:
      `margin ${initial}, ${maintenanceLong} long, ${maintenanceShort} short`,
    onCall,
    maintenanceCents: (portfolio) => requirement(portfolio, maintenanceRule),
    initialCents: (portfolio) => requirement(portfolio, initialRule),
    refuse({ instrument, quantity, price, commissionCents }, portfolio) {
      const before = portfolio.quantity[instrument];
      const after = before + quantity;
      if (before * after >= 0 && Math.abs(after) < Math.abs(before)) {
        return undefined;
      }
      const worth = portfolio.instruments.centsPerPoint[instrument];
      const paid = worthCents(quantity, price, worth) + commissionCents;
      const was = portfolio.price[instrument];
      const mark = Number.isNaN(was) ? price : was;
      const value = (units: number) => worthCents(units, mark, worth);
      const equity = portfolio.equityCents() - paid + value(after) -
        value(before);
      const needed = requirement(portfolio, initialRule) -
        ownRequirement(portfolio, instrument, before, mark, initialRule) +
        ownRequirement(portfolio, instrument, after, mark, initialRule);
      return needed > equity
        ? `needs ${Math.ceil(needed)} cents of margin and has ${equity}`
        : undefined;
    },
  };
}

/** Share of a signed market value that is required. */
type ShareRule = (valueCents: number) => number;

function requirement(portfolio: Portfolio, rule: ShareRule): number {
  let sum = 0;
  for (const instrument of portfolio.held) {
    const { quantity, price } = portfolio;
    sum += ownRequirement(
      portfolio,
      instrument,
      quantity[instrument],
      price[instrument],
      rule,
    );
  }
  return sum;
}

function ownRequirement(
  portfolio: Portfolio,
  instrument: number,
  quantity: number,
  price: number,
  rule: ShareRule,
): number {
  if (quantity === 0) return 0;
  const { list, centsPerPoint } = portfolio.instruments;
  const terms = list[instrument];
  const value = worthCents(quantity, price, centsPerPoint[instrument]);
  if (terms.kind === "equity") return Math.abs(value) * rule(value);
  if (quantity > 0) return value;
  return -quantity * 100 * terms.multiplier *
    nakedMargin(terms, underlyingPrice(portfolio, terms));
}

/**
 * Equity that a written option needs, a share: its price is not in it, since
 * equity is counted with the option already taken off.
 */
function nakedMargin(terms: OptionContract, spot: number): number {
  const { strike, isCall } = terms;
  const outOfTheMoney = Math.max(0, isCall ? strike - spot : spot - strike);
  return Math.max(0.2 * spot - outOfTheMoney, 0.1 * (isCall ? spot : strike));
}

/** Last known price of an option's underlying, its strike before there is one. */
function underlyingPrice(portfolio: Portfolio, terms: OptionContract): number {
  const index = portfolio.instruments.find(terms.underlying);
  const price = index < 0 ? NaN : portfolio.price[index];
  return Number.isNaN(price) ? terms.strike : price;
}
