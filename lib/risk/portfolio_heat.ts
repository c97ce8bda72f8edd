/**
 * Portfolio heat: what is lost, over equity, if every stop is hit at its price.
 *
 * A position's open risk is measured from the current price, so a stop that
 * locks a profit in still counts with what would be given back. A long position
 * without a stop risks all of its value; a short one without a stop has no bound,
 * and the heat is infinite. Gaps through a stop are not in it: stress tests are.
 *
 * @module
 */

import { checkBetween } from "lib/risk/checked_input.ts";

/** A position and its stop. */
export interface StoppedPosition {
  /** Symbol, for messages. */
  readonly symbol: string;
  /** Signed quantity. */
  readonly quantity: number;
  /** Current price. */
  readonly price: number;
  /** Stop price; none if left out. */
  readonly stop?: number;
  /** Currency value of a price move of 1. @default 1 */
  readonly multiplier?: number;
  /** What it moves with: a sector, an underlying. @default its symbol */
  readonly group?: string;
}

/** Heat of a portfolio. */
export interface PortfolioHeat {
  /** Sum over positions, over equity. */
  readonly total: number;
  /** By position, in their order, over equity, shape `[n]`. */
  readonly byPosition: Float64Array;
  /** By group, over equity. */
  readonly byGroup: ReadonlyMap<string, number>;
}

/**
 * Open risk to the stops, over equity.
 *
 * @param positions The positions.
 * @param equity Currency units, above 0.
 * @returns Heat in all, by position and by group.
 * @throws {RangeError} If a price, quantity or the equity is out of range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { portfolioHeat } from "lib/risk/portfolio_heat.ts";
 *
 * const heat = portfolioHeat([
 *   { symbol: "ABC", quantity: 100, price: 50, stop: 48, group: "tech" },
 *   { symbol: "XYZ", quantity: -40, price: 20, stop: 25, group: "tech" },
 * ], 10_000);
 * assertAlmostEquals(heat.total, 0.04, 1e-15);
 * assertAlmostEquals(heat.byGroup.get("tech")!, 0.04, 1e-15);
 * ```
 */
export function portfolioHeat(
  positions: readonly StoppedPosition[],
  equity: number,
): PortfolioHeat {
  const doing = "measure heat";
  checkBetween(doing, "equity", equity, { least: 0, open: true });
  const byPosition = new Float64Array(positions.length);
  const byGroup = new Map<string, number>();
  let total = 0;
  positions.forEach((position, i) => {
    const { symbol, quantity, price, stop, multiplier = 1, group = symbol } =
      position;
    const of = `of ${symbol}`;
    checkBetween(doing, `quantity ${of}`, quantity, {});
    checkBetween(doing, `price ${of}`, price, { least: 0, open: true });
    checkBetween(doing, `multiplier ${of}`, multiplier, {
      least: 0,
      open: true,
    });
    if (stop !== undefined) {
      checkBetween(doing, `stop ${of}`, stop, { least: 0 });
    }
    const worst = stop ?? (quantity < 0 ? Infinity : 0);
    const lost = Math.max(0, Math.sign(quantity) * (price - worst));
    const heat = quantity === 0
      ? 0
      : lost * Math.abs(quantity) * multiplier / equity;
    byPosition[i] = heat;
    total += heat;
    byGroup.set(group, (byGroup.get(group) ?? 0) + heat);
  });
  return { total, byPosition, byGroup };
}

/** A trade that is to be sized, and what it may risk. */
export interface HeatBudget {
  /** Currency units, above 0. */
  readonly equity: number;
  /** Share of equity that the trade may lose at its stop. */
  readonly riskPerTrade: number;
  /** Most heat of the portfolio. @default Infinity */
  readonly maxHeat?: number;
  /** Heat of the portfolio now. @default 0 */
  readonly heat?: number;
  /** Currency value of a price move of 1. @default 1 */
  readonly multiplier?: number;
}

/**
 * Fixed-fractional size: the quantity that loses the trade's share of equity at
 * its stop, less where the portfolio's heat leaves no more.
 *
 * @param entry Entry price.
 * @param stop Stop price: below the entry to buy, above it to sell.
 * @param budget What may be lost.
 * @returns Signed quantity, not rounded; 0 where no heat is left.
 * @throws {RangeError} If the stop is at the entry, or a number out of range.
 */
export function quantityForHeat(
  entry: number,
  stop: number,
  budget: HeatBudget,
): number {
  const { equity, riskPerTrade, maxHeat = Infinity, heat = 0, multiplier = 1 } =
    budget;
  const doing = "size a trade";
  checkBetween(doing, "equity", equity, { least: 0, open: true });
  checkBetween(doing, "riskPerTrade", riskPerTrade, { least: 0, most: 1 });
  checkBetween(doing, "multiplier", multiplier, { least: 0, open: true });
  checkBetween(doing, "entry", entry, { least: 0, open: true });
  checkBetween(doing, "stop", stop, { least: 0 });
  if (entry === stop) {
    throw new RangeError(
      `Cannot ${doing} as stop must differ from entry: current value is ${stop}`,
    );
  }
  const share = Math.max(0, Math.min(riskPerTrade, maxHeat - heat));
  return share * equity / ((entry - stop) * multiplier);
}
