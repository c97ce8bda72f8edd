/**
 * What can be held. Quantities are whole numbers of the instrument's unit
 * (a share, a contract, or a millionth of a share where `unitsPerShare` says
 * so); money is whole cents.
 *
 * @module
 */

/** A share, a fund or anything else that is one price a unit. */
export interface Equity {
  /** Which kind it is. */
  readonly kind: "equity";
  /** Ticker. */
  readonly symbol: string;
  /** Units that make one share: 1, or 1e6 for fractional shares. @default 1 */
  readonly unitsPerShare?: number;
  /** Whether bars price and trade it, or the spot of option chains. @default "bars" */
  readonly pricedBy?: "bars" | "chain";
}

/** A listed option. */
export interface OptionContract {
  /** Which kind it is. */
  readonly kind: "option";
  /** Its own name, see {@link optionSymbol}. */
  readonly symbol: string;
  /** Symbol of the underlying. */
  readonly underlying: string;
  /** Start of the expiry's date, ms since 1970 UTC. */
  readonly expiry: number;
  /** Strike, in the currency of the spot. */
  readonly strike: number;
  /** True for a call. */
  readonly isCall: boolean;
  /** When it may be exercised. */
  readonly exercise: "european" | "american";
  /** What exercise delivers. */
  readonly settlement: "cash" | "physical";
  /** Shares of the underlying a contract. */
  readonly multiplier: number;
}

/** Anything that can be held. */
export type Instrument = Equity | OptionContract;

/** An equity of whole shares. */
export function equity(symbol: string): Equity {
  return { kind: "equity", symbol };
}

/**
 * The name of an option: `SPX 2025-10-17 C 6500`.
 *
 * @param terms Underlying, expiry (ms since 1970 UTC), strike, right.
 */
export function optionSymbol(
  terms: Pick<OptionContract, "underlying" | "expiry" | "strike" | "isCall">,
): string {
  const date = new Date(terms.expiry).toISOString().slice(0, 10);
  return `${terms.underlying} ${date} ${
    terms.isCall ? "C" : "P"
  } ${terms.strike}`;
}

/** Units of an instrument that make one share or contract. */
export function unitsPerShare(instrument: Instrument): number {
  return instrument.kind === "equity" ? instrument.unitsPerShare ?? 1 : 1;
}

/** Cents that a price of 1 is worth on one unit of an instrument. */
export function centsPerPoint(instrument: Instrument): number {
  return instrument.kind === "option"
    ? 100 * instrument.multiplier
    : 100 / unitsPerShare(instrument);
}
