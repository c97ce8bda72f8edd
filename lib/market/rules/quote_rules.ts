/**
 * Rules that look at one quote at a time.
 *
 * @module
 */

import {
  type CleaningRule,
  relativeSpread,
  rowsWhere,
} from "lib/market/rules/rule.ts";

/** No price, or a price of 0, and no implied volatility. */
export const noPrice: CleaningRule = {
  name: "no-price",
  describe: () => "neither a price above 0 nor an implied volatility",
  failing: (chain) =>
    rowsWhere(
      chain,
      (i) => !(chain.price[i] > 0) && !(chain.impliedVol[i] > 0),
    ),
};

/** The contract's last day has come. */
export const expired: CleaningRule = {
  name: "expired",
  describe: () => "the expiry's date is not after the quote's",
  failing: (chain) => rowsWhere(chain, (i) => !(chain.tau[i] > 0)),
};

/** Nobody bids, or nobody asks. */
export const zeroBid: CleaningRule = {
  name: "zero-bid",
  describe: () => "the bid or the ask is 0",
  failing: (chain) =>
    rowsWhere(chain, (i) => chain.bid[i] === 0 || chain.ask[i] === 0),
};

/** The bid is above the ask. */
export const crossed: CleaningRule = {
  name: "crossed",
  describe: () => "the bid is above the ask",
  failing: (chain) => rowsWhere(chain, (i) => chain.bid[i] > chain.ask[i]),
};

/** The spread is wide for the price. */
export const wideSpread: CleaningRule = {
  name: "relative-spread",
  describe: ({ maxRelativeSpread }) =>
    `(ask - bid) / mid is above ${maxRelativeSpread}`,
  failing: (chain, { settings }) =>
    rowsWhere(
      chain,
      (i) => relativeSpread(chain, i) > settings.maxRelativeSpread,
    ),
};

/** Too little is traded. */
export const lowVolume: CleaningRule = {
  name: "volume",
  describe: ({ minVolume }) => `fewer than ${minVolume} contracts traded`,
  failing: (chain, { settings }) =>
    rowsWhere(chain, (i) => chain.volume[i] < settings.minVolume),
};

/** Too little is open. */
export const lowOpenInterest: CleaningRule = {
  name: "open-interest",
  describe: ({ minOpenInterest }) =>
    `fewer than ${minOpenInterest} contracts open`,
  failing: (chain, { settings }) =>
    rowsWhere(chain, (i) => chain.openInterest[i] < settings.minOpenInterest),
};
