/**
 * Strategies by name, with what can be set of each. A new strategy is a file
 * and a line here.
 *
 * @module
 */

import type { Strategy } from "lib/backtest/strategy.ts";
import { buyAndHold } from "lib/backtest/strategies/buy_and_hold.ts";
import { movingAverage } from "lib/backtest/strategies/moving_average.ts";
import {
  type SmileFit,
  smileValue,
} from "lib/backtest/strategies/smile_value.ts";
import {
  type Hyperparameters,
  readHyperparameters,
} from "lib/core/hyperparameters.ts";
import { nearestName } from "lib/core/nearest_name.ts";

/** What a strategy is made with, beside its own settings. */
export interface StrategySetting {
  /** Symbol that it trades; of options, the underlying's. */
  readonly symbol: string;
  /** Told of each fit of a law. */
  readonly onFit?: (fit: SmileFit) => void;
}

/** A strategy by name. */
export interface StrategyType<P extends object = object> {
  /** Name. */
  readonly kind: string;
  /** What it looks at. */
  readonly events: "bars" | "chains";
  /** What can be set, with defaults and bounds. */
  readonly settings: Hyperparameters<P>;
  /** Makes the strategy from settings that were checked. */
  make(settings: Readonly<P>, setting: StrategySetting): Strategy;
}

interface HoldSettings {
  readonly invested: number;
}

interface CrossSettings extends HoldSettings {
  readonly fast: number;
  readonly slow: number;
  readonly short: boolean;
}

interface SmileSettings {
  readonly law: string;
  readonly threshold: number;
  readonly exit: number;
  readonly minDays: number;
  readonly maxDays: number;
  readonly maxLogMoneyness: number;
  readonly minPrice: number;
  readonly contracts: number;
  readonly maxPositions: number;
  readonly maxHoldingDays: number;
  readonly maxQuotes: number;
}

const INVESTED = {
  type: "number",
  default: 0.98,
  min: 0,
  max: 10,
  doc: "share of equity put in",
} as const;

const hold: StrategyType<HoldSettings> = {
  kind: "buy-and-hold",
  events: "bars",
  settings: { invested: INVESTED },
  make: (settings, { symbol }) => buyAndHold({ ...settings, symbol }),
};

const cross: StrategyType<CrossSettings> = {
  kind: "moving-average",
  events: "bars",
  settings: {
    invested: INVESTED,
    fast: {
      type: "integer",
      default: 50,
      min: 1,
      doc: "closes in the fast mean",
    },
    slow: {
      type: "integer",
      default: 200,
      min: 2,
      doc: "closes in the slow mean",
    },
    short: { type: "flag", default: false, doc: "short below" },
  },
  make: (settings, { symbol }) => movingAverage({ ...settings, symbol }),
};

const smile: StrategyType<SmileSettings> = {
  kind: "smile-value",
  events: "chains",
  settings: {
    law: {
      type: "choice",
      default: "heston",
      choices: [
        "black-scholes",
        "merton",
        "kou",
        "variance-gamma",
        "nig",
        "cgmy",
        "meixner",
        "heston",
        "bates",
      ],
      doc: "law that is fitted",
    },
    threshold: {
      type: "number",
      default: 0.05,
      min: 0,
      openMin: true,
      doc: "relative mispricing beyond which an option is traded",
    },
    exit: {
      type: "number",
      default: 0.01,
      min: 0,
      doc: "and below which it is closed",
    },
    minDays: { type: "number", default: 7, min: 1, doc: "shortest maturity" },
    maxDays: { type: "number", default: 120, min: 1, doc: "longest maturity" },
    maxLogMoneyness: {
      type: "number",
      default: 0.15,
      min: 0,
      openMin: true,
      doc: "largest |ln(K/F)|",
    },
    minPrice: { type: "number", default: 0.5, min: 0, doc: "cheapest option" },
    contracts: {
      type: "integer",
      default: 1,
      min: 1,
      doc: "contracts a position",
    },
    maxPositions: {
      type: "integer",
      default: 20,
      min: 1,
      doc: "positions at once",
    },
    maxHoldingDays: {
      type: "number",
      default: 20,
      min: 0,
      openMin: true,
      doc: "days a position is held",
    },
    maxQuotes: { type: "integer", default: 200, min: 10, doc: "quotes fitted" },
  },
  make: (settings, { symbol, onFit }) =>
    smileValue({ ...settings, underlying: symbol, ...(onFit && { onFit }) }),
};

/** All strategies. */
export const STRATEGIES: readonly StrategyType[] = [
  hold,
  cross,
  smile,
] as unknown as readonly StrategyType[];

/**
 * A strategy's type by its name.
 *
 * @throws {RangeError} If there is none; names the nearest.
 */
export function strategyType(kind: string): StrategyType {
  const found = STRATEGIES.find((type) => type.kind === kind);
  if (found !== undefined) return found;
  const kinds = STRATEGIES.map((type) => type.kind);
  throw new RangeError(
    `Cannot run the strategy "${kind}" as it must be one of ${
      kinds.join(", ")
    }. The nearest is ${nearestName(kind, kinds)}`,
  );
}

/**
 * Makes a strategy.
 *
 * @param kind Its name.
 * @param given What is set; the rest keeps its default.
 * @param setting Symbol and listener.
 * @throws {RangeError} If a setting is unknown or does not fit.
 */
export function makeStrategy(
  kind: string,
  given: Readonly<Record<string, unknown>>,
  setting: StrategySetting,
): Strategy {
  const type = strategyType(kind);
  return type.make(readHyperparameters(kind, type.settings, given), setting);
}
