/**
 * Costs that are in the price: half the spread, slippage and market impact.
 * Each gives how far the price moves against the trader, and they add up.
 *
 * Impact is of participation x = shares traded / shares of the bar: linear
 * c·σ·x, or the square root c·σ·√x (Grinold and Kahn 2000, chapter 16; Tóth et
 * al. 2011, Phys. Rev. X 1, 021006, equation 1), with σ the daily volatility.
 *
 * @module
 */

/** What a cost may look at. */
export interface Execution {
  /** Price before costs. */
  readonly price: number;
  /** Shares or contracts of this fill, above 0. */
  readonly shares: number;
  /** Shares of the bar, NaN if not known. */
  readonly volume: number;
  /** True in an opening or closing auction, where there is no spread. */
  readonly isAuction: boolean;
}

/** A cost in the price. */
export interface PriceCost {
  /** For reports. */
  readonly name: string;
  /** Currency units a share by which the price is worse, >= 0. */
  perShare(execution: Execution): number;
}

/** Half of a spread of `bps` of the price; nothing in auctions. */
export function spreadBps(bps: number): PriceCost {
  check("bps", bps);
  return {
    name: `spread ${bps} bps`,
    perShare: ({ price, isAuction }) => isAuction ? 0 : price * bps / 2e4,
  };
}

/** Half of a spread of so many currency units; nothing in auctions. */
export function spreadFixed(width: number): PriceCost {
  check("width", width);
  return {
    name: `spread ${width}`,
    perShare: ({ isAuction }) => isAuction ? 0 : width / 2,
  };
}

/** Slippage of `bps` of the price. */
export function slippageBps(bps: number): PriceCost {
  check("bps", bps);
  return {
    name: `slippage ${bps} bps`,
    perShare: ({ price }) => price * bps / 1e4,
  };
}

/** Slippage of so many currency units a share. */
export function slippageFixed(amount: number): PriceCost {
  check("amount", amount);
  return { name: `slippage ${amount}`, perShare: () => amount };
}

/** Coefficients of an impact model. */
export interface ImpactOptions {
  /** Daily volatility σ, decimals. */
  readonly sigma: number;
  /** The coefficient c, of order 1. @default 1 */
  readonly coefficient?: number;
}

/**
 * Impact c·σ·√x of the price.
 *
 * @throws {RangeError} If a coefficient is below 0, or a bar has no volume.
 *
 * @example A hundredth of a day's volume at 2 % a day costs 20 bps
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { squareRootImpact } from "lib/backtest/costs/price_cost.ts";
 *
 * const impact = squareRootImpact({ sigma: 0.02 });
 * const cost = impact.perShare({ price: 50, shares: 1000, volume: 1e5, isAuction: false });
 * assertAlmostEquals(cost, 50 * 0.002, 1e-15);
 * ```
 */
export function squareRootImpact(options: ImpactOptions): PriceCost {
  return impact("square-root", options, Math.sqrt);
}

/**
 * Impact c·σ·x of the price.
 *
 * @throws {RangeError} If a coefficient is below 0, or a bar has no volume.
 */
export function linearImpact(options: ImpactOptions): PriceCost {
  return impact("linear", options, (x) => x);
}

function impact(
  shape: string,
  { sigma, coefficient = 1 }: ImpactOptions,
  curve: (participation: number) => number,
): PriceCost {
  check("sigma", sigma);
  check("coefficient", coefficient);
  return {
    name: `${shape} impact ${coefficient} × ${sigma}`,
    perShare({ price, shares, volume }) {
      if (volume > 0) {
        return price * coefficient * sigma * curve(shares / volume);
      }
      throw new RangeError(
        `Cannot tell the impact of ${shares} shares as the bar's volume must be > 0: current value is ${volume}. Use bars with volume, or volumeShare so that no such bar is traded`,
      );
    },
  };
}

/**
 * A cost times a factor, for cost sensitivity.
 *
 * @param cost The cost.
 * @param factor 0.5, 1, 2 …
 */
export function scaledPriceCost(cost: PriceCost, factor: number): PriceCost {
  check("factor", factor);
  return {
    name: `${factor} × (${cost.name})`,
    perShare: (execution) => factor * cost.perShare(execution),
  };
}

/** The price after costs, at least 0. */
export function priceAfterCosts(
  costs: readonly PriceCost[],
  execution: Execution,
  isBuy: boolean,
): number {
  let worse = 0;
  for (const cost of costs) worse += cost.perShare(execution);
  if (worse === 0) return execution.price;
  return isBuy ? execution.price + worse : Math.max(0, execution.price - worse);
}

function check(name: string, value: number): void {
  if (value >= 0 && value < Infinity) return;
  throw new RangeError(
    `Cannot make a price cost as ${name} must be finite and >= 0: current value is ${value}`,
  );
}
