/**
 * Early assignment of written American options, by a model of their holders.
 *
 * @module
 */

import type { Broker } from "lib/backtest/execution/broker.ts";
import type { OptionContract } from "lib/backtest/instrument.ts";
import type { AssignmentModel } from "lib/backtest/options/option_terms.ts";
import { exerciseOption } from "lib/backtest/options/settle_option.ts";
import type { Portfolio } from "lib/backtest/portfolio.ts";
import type { OptionChain } from "lib/market/option_chain.ts";

/** The quotes that holders look at. */
export interface AssignmentRound {
  /** The quotes. */
  readonly chain: OptionChain;
  /** Their rows by index of the option. */
  readonly rows: ReadonlyMap<number, number>;
  /** When, ms since 1970 UTC. */
  readonly time: number;
  /** How many contracts are assigned. */
  readonly model: AssignmentModel;
}

/**
 * Assigns what the model says of each written option that is quoted.
 *
 * @param round The quotes and the model.
 * @param portfolio Changed through the broker.
 * @param broker Books the fills.
 * @throws {RangeError} If the model gives no whole number in 0 to `written`.
 */
export function assignWritten(
  round: AssignmentRound,
  portfolio: Portfolio,
  broker: Broker,
): void {
  const { instruments, price, quantity } = portfolio;
  const { chain, model, rows, time } = round;
  for (const [instrument, row] of rows) {
    const terms = instruments.list[instrument] as OptionContract;
    const written = -quantity[instrument];
    if (written <= 0 || terms.exercise === "european") continue;
    const spot = price[instruments.indexOf(terms.underlying)];
    const bid = chain.bid[row];
    const assigned = model({
      terms,
      written,
      spot,
      price: price[instrument],
      bid,
    });
    if (!Number.isInteger(assigned) || assigned < 0 || assigned > written) {
      throw new RangeError(
        `Cannot assign ${terms.symbol} as the contracts must be a whole number in 0 to ${written}: current value is ${assigned}`,
      );
    }
    if (assigned === 0) continue;
    const settlement = { time, instrument, quantity: -assigned, spot };
    exerciseOption(settlement, portfolio, broker);
  }
}
