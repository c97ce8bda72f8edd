/**
 * How orders become fills.
 *
 * @module
 */

import type { Commission } from "lib/backtest/costs/commission.ts";
import type { PriceCost } from "lib/backtest/costs/price_cost.ts";
import type { AccountPolicy } from "lib/backtest/execution/account_policy.ts";

/** How orders become fills; every part has a default. */
export interface ExecutionOptions {
  /** What trading costs besides the price. @default none */
  readonly commission?: Commission;
  /** What is in the price. @default none */
  readonly priceCosts?: readonly PriceCost[];
  /**
   * Most of a bar's volume that orders on one instrument may take, together;
   * what is left waits for the next bar. @default Infinity
   */
  readonly volumeShare?: number;
  /** What the account allows. @default cash account */
  readonly account?: AccountPolicy;
  /**
   * A fill that the account refuses: reject the order, or fill what is
   * allowed and cancel the rest. @default "reject"
   */
  readonly shortfall?: "reject" | "reduce";
}
