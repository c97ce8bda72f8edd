/**
 * Capacity: how much capital a strategy carries before its own trading costs
 * eat its profit, by the square-root law of impact.
 *
 * A trade of Q shares on a day of volume W and volatility σ costs
 * c·σ·√(Q/W) of its value (Grinold and Kahn, 2000, "Active Portfolio
 * Management", equation 16.4; Tóth et al., 2011). With s times the capital the
 * profit before impact is s·P and the impact s^{3/2}·C, so
 *
 *     profit is 0 at s = (P/C)²,  largest at s = (2P/(3C))².
 *
 * This supposes that trades grow with capital and volume does not answer.
 *
 * @module
 */

/** What one trade needs for its impact. */
export interface CapacityTrade {
  /** Shares or contracts traded; the sign does not count. */
  readonly shares: number;
  /** Value traded, in currency units; the sign does not count. */
  readonly value: number;
  /** Shares traded by all on that day, above 0. */
  readonly dayVolume: number;
  /** Volatility a day, decimals. */
  readonly dailySigma: number;
}

/** Capital that a strategy carries; in currency units. */
export interface Capacity {
  /** Impact of the trades as they were, at the capital of the backtest. */
  readonly impact: number;
  /** Capital at which impact eats all profit. */
  readonly breakEven: number;
  /** Capital at which the profit in money is largest. */
  readonly mostProfit: number;
}

/** What capacity is computed from. */
export interface CapacityOptions {
  /** Capital of the backtest. */
  readonly capital: number;
  /** Profit of the backtest after all costs but impact. */
  readonly profit: number;
  /** Constant of the law c, of order 1. @default {1} */
  readonly coefficient?: number;
}

/**
 * Capacity of a strategy.
 *
 * @param trades What was traded.
 * @param options Capital and profit of the backtest.
 * @returns Capital, or null if there is no profit or no trade.
 * @throws {RangeError} If a figure is not finite, or a volume not above 0.
 *
 * @example Twice as profitable: four times the capital
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { capacityOf } from "lib/backtest/metrics/capacity.ts";
 *
 * const trades = [{ shares: 100, value: 1e4, dayVolume: 1e4, dailySigma: 0.02 }];
 * const one = capacityOf(trades, { capital: 1e5, profit: 100 })!;
 * const two = capacityOf(trades, { capital: 1e5, profit: 200 })!;
 * assertEquals(one.impact, 20);
 * assertEquals(two.breakEven / one.breakEven, 4);
 * ```
 */
export function capacityOf(
  trades: Iterable<CapacityTrade>,
  options: CapacityOptions,
): Capacity | null {
  const { capital, profit, coefficient = 1 } = options;
  for (const [name, value] of Object.entries({ capital, coefficient })) {
    if (value > 0 && value < Infinity) continue;
    throw new RangeError(
      `Cannot compute capacity as ${name} must be finite and > 0: current value is ${value}`,
    );
  }
  let impact = 0;
  for (const { shares, value, dayVolume, dailySigma } of trades) {
    const share = Math.abs(shares) / dayVolume;
    if (!(dayVolume > 0 && dailySigma >= 0 && Number.isFinite(share * value))) {
      throw new RangeError(
        `Cannot compute capacity as a trade must have a volume > 0 and a volatility ≥ 0: it has ${dayVolume} and ${dailySigma}`,
      );
    }
    impact += Math.abs(value) * coefficient * dailySigma * Math.sqrt(share);
  }
  if (!Number.isFinite(profit)) {
    throw new RangeError(
      `Cannot compute capacity as profit must be finite: current value is ${profit}`,
    );
  }
  if (impact === 0 || profit <= 0) return null;
  return {
    impact,
    breakEven: capital * (profit / impact) ** 2,
    mostProfit: capital * (2 * profit / (3 * impact)) ** 2,
  };
}
