/**
 * Which columns of a chain hold doubles.
 *
 * @module
 */

/** Columns of doubles, in the order of OptionChain. */
export const CHAIN_NUMBERS = [
  "eventTime",
  "expiry",
  "tau",
  "strike",
  "bid",
  "ask",
  "price",
  "impliedVol",
  "volume",
  "openInterest",
  "spot",
  "rate",
  "dividend",
] as const;
