/**
 * Bars with a signal of known strength, and bars with none: what a model must
 * find, and what it must not.
 *
 * The close stands at a uniform share u of its bar's range, drawn apart from
 * all else, and the next log return is
 *
 *   r_{t+1} = σ (ρ z_t + √(1 − ρ²) ε_{t+1}),   z_t = √12 (u_t − ½),
 *
 * with ε standard normal. z has mean 0 and variance 1, so ρ is the correlation
 * of the feature `close_position` with the next return: the information
 * coefficient. The best forecast is σ ρ z_t, with an R² of ρ². ρ = 0 is noise.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";

/** The feature that tells the next return. */
export const PLANTED_FEATURE = "close_position";

/** What to draw. */
export interface SyntheticOptions {
  /** Number of symbols. @default {10} */
  readonly symbols?: number;
  /** Bars of each. @default {1500} */
  readonly bars?: number;
  /** Standard deviation σ of a bar's log return. @default {0.01} */
  readonly sigma?: number;
  /** Source of randomness. */
  readonly rng: Rng;
}

/** What to draw, and how strong the signal is. */
export interface PlantedOptions extends SyntheticOptions {
  /** Correlation ρ of the feature with the next return, in (−1, 1). @default {0.2} */
  readonly strength?: number;
}

/** Monday, 3 January 2000. */
const FIRST_DAY = Date.UTC(2000, 0, 3);

/**
 * Daily bars (Monday to Friday) with a signal.
 *
 * @param options Symbols, bars, strength and randomness.
 * @returns Bars of symbols `S00`, `S01` …; a symbol's do not depend on how many
 * others there are.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { plantedPanel } from "lib/features/synthetic_panels.ts";
 *
 * const bars = plantedPanel({ symbols: 2, bars: 100, strength: 0.3, rng: makeRng(1) });
 * assertEquals(bars.map(({ symbol }) => symbol), ["S00", "S01"]);
 * ```
 */
export function plantedPanel(options: PlantedOptions): Bars[] {
  const { symbols = 10, bars = 1500, sigma = 0.01, strength = 0.2, rng } =
    options;
  for (const [name, count] of Object.entries({ symbols, bars })) {
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new RangeError(
      `Cannot draw bars as ${name} must be a whole number >= 1: current value is ${count}`,
    );
  }
  if (!(Math.abs(strength) < 1) || !(sigma > 0 && sigma <= 0.1)) {
    throw new RangeError(
      `Cannot draw bars as strength must be in (-1, 1) and sigma in (0, 0.1]: current values are ${strength} and ${sigma}`,
    );
  }
  return Array.from(
    { length: symbols },
    (_, k) => {
      const symbol = `S${String(k).padStart(2, "0")}`;
      return drawBars(symbol, {
        bars,
        sigma,
        strength,
        rng: rng.child(symbol),
      });
    },
  );
}

/**
 * Daily bars without a signal: {@link plantedPanel} of strength 0.
 *
 * @param options Symbols, bars and randomness.
 * @throws {RangeError} If an option is out of range.
 */
export function noisePanel(options: SyntheticOptions): Bars[] {
  return plantedPanel({ ...options, strength: 0 });
}

function drawBars(
  symbol: string,
  { bars, sigma, strength, rng }: {
    readonly bars: number;
    readonly sigma: number;
    readonly strength: number;
    readonly rng: Rng;
  },
): Bars {
  const noise = Math.sqrt(1 - strength ** 2);
  const column = () => new Float64Array(bars);
  const [time, open, high, low, close, volume] = Array.from(
    { length: 6 },
    column,
  );
  let signal = 0;
  let price = 100;
  for (let t = 0; t < bars; ++t) {
    price *= Math.exp(sigma * (strength * signal + noise * rng.normal()));
    const share = rng.uniform();
    const range = price * sigma * (0.5 + 2 * rng.uniform());
    time[t] = FIRST_DAY + (Math.floor(t / 5) * 7 + t % 5) * DAY_MS;
    close[t] = price;
    low[t] = price - share * range;
    high[t] = low[t] + range;
    open[t] = Math.min(low[t] + rng.uniform() * range, high[t]);
    volume[t] = Math.exp(13 + 0.3 * rng.normal());
    signal = Math.sqrt(12) * (share - 0.5);
  }
  return makeBars(
    symbol,
    { time, open, high, low, close, volume },
    `synthetic, strength ${strength}`,
  );
}
