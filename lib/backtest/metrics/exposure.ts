/**
 * Exposure: how much of the time and of the equity is in the market, at the
 * closes of the periods.
 *
 * @module
 */

/** Exposure over a run. */
export interface Exposure {
  /** Share of the closes at which anything is held. */
  readonly timeInMarket: number;
  /** Mean of Σ|value of positions| / equity. */
  readonly gross: number;
  /** Mean of Σ value of positions / equity. */
  readonly net: number;
  /** Largest Σ|value of positions| / equity. */
  readonly mostGross: number;
}

/** Values of positions at each close, in currency units. */
export interface ExposureSeries {
  /** Σ|value of positions|, shape `[n]`. */
  readonly gross: ArrayLike<number>;
  /** Σ value of positions, shape `[n]`. */
  readonly net: ArrayLike<number>;
  /** Equity, shape `[n]`, above 0. */
  readonly equity: ArrayLike<number>;
}

/**
 * Exposure of a run.
 *
 * @param series Values at the closes.
 * @returns Shares of time and equity.
 * @throws {TypeError} If the columns differ in length.
 * @throws {RangeError} If there are none, or equity is not above 0.
 *
 * @example Half of the time, fully
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exposureOf } from "lib/backtest/metrics/exposure.ts";
 *
 * assertEquals(
 *   exposureOf({ gross: [0, 100], net: [0, -100], equity: [100, 100] }),
 *   { timeInMarket: 0.5, gross: 0.5, net: -0.5, mostGross: 1 },
 * );
 * ```
 */
export function exposureOf(series: ExposureSeries): Exposure {
  const { gross, net, equity } = series;
  const n = equity.length;
  if (gross.length !== n || net.length !== n) {
    throw new TypeError(
      `Cannot compute exposure as its columns must have one length: gross has ${gross.length}, net ${net.length}, equity ${n}`,
    );
  }
  if (n === 0) {
    throw new RangeError(
      "Cannot compute exposure as there must be a close: there is none",
    );
  }
  let [times, grossSum, netSum, mostGross] = [0, 0, 0, 0];
  for (let i = 0; i < n; ++i) {
    if (!(equity[i] > 0)) {
      throw new RangeError(
        `Cannot compute exposure as equity must be > 0: value ${i} is ${
          equity[i]
        }`,
      );
    }
    if (gross[i] > 0) ++times;
    grossSum += gross[i] / equity[i];
    netSum += net[i] / equity[i];
    mostGross = Math.max(mostGross, gross[i] / equity[i]);
  }
  return {
    timeInMarket: times / n,
    gross: grossSum / n,
    net: netSum / n,
    mostGross,
  };
}
