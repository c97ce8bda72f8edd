/**
 * When to leave a position: at a fixed loss, a loss from the best price, a loss in
 * units of volatility, or after a time.
 *
 * A rule gives a stop price, or a number of bars. A bar that opens beyond the stop
 * fills at its open, which is worse; one that trades through it fills at the stop.
 * What a bar itself adds to the best price counts from the next bar on, as nobody
 * knows whether its high or its low came first.
 *
 * @module
 */

import { checkBetween } from "lib/risk/checked_input.ts";

/** A position as a stop sees it before a bar. */
export interface HeldPosition {
  /** 1 for long, −1 for short. */
  readonly side: 1 | -1;
  /** Entry price, above 0. */
  readonly entry: number;
  /** Best price since entry: highest if long, lowest if short. */
  readonly best: number;
  /** Bars held so far. */
  readonly bars: number;
  /** Average true range before the bar; for rules of volatility. */
  readonly averageTrueRange?: number;
}

/** One bar's prices. */
export interface StopBar {
  /** First price. */
  readonly open: number;
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
}

/** A rule to leave a position by. */
export interface StopRule {
  /** Its name in reports. */
  readonly name: string;
  /**
   * The stop price; ±∞ on the far side while there is none, on the near side
   * to leave at the open.
   */
  level(position: HeldPosition): number;
}

/** A stop that was hit. */
export interface StopHit {
  /** Name of the rule. */
  readonly rule: string;
  /** Price at which the position is left. */
  readonly price: number;
}

/**
 * Leaves at a loss from the entry.
 *
 * @param loss As a decimal of the entry price, in (0, 1).
 * @returns The rule `fixed`.
 */
export function fixedStop(loss: number): StopRule {
  checkBetween("make a stop", "loss", loss, { least: 0, most: 1, open: true });
  return {
    name: "fixed",
    level: ({ side, entry }) => entry * (1 - side * loss),
  };
}

/**
 * Leaves at a loss from the best price since entry.
 *
 * @param loss As a decimal of the best price, in (0, 1).
 * @returns The rule `trailing`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nextPosition, stopHit, trailingStop } from "lib/risk/stop_rules.ts";
 *
 * const rules = [trailingStop(0.1)];
 * const entered = { side: 1, entry: 100, best: 100, bars: 0 } as const;
 * const rise = { open: 100, high: 120, low: 99 };
 * assertEquals(stopHit(rules, entered, rise), undefined);
 * const held = nextPosition(entered, rise);
 * const fall = { open: 115, high: 116, low: 100 };
 * assertEquals(stopHit(rules, held, fall), { rule: "trailing", price: 108 });
 * ```
 */
export function trailingStop(loss: number): StopRule {
  checkBetween("make a stop", "loss", loss, { least: 0, most: 1, open: true });
  return {
    name: "trailing",
    level: ({ side, best }) => best * (1 - side * loss),
  };
}

/**
 * Leaves at a number of average true ranges from the best price (a "chandelier"),
 * or from the entry.
 *
 * @param multiple Number of average true ranges, above 0.
 * @param from What it is measured from. @default "best"
 * @returns The rule `volatility`.
 */
export function volatilityStop(
  multiple: number,
  from: "best" | "entry" = "best",
): StopRule {
  checkBetween("make a stop", "multiple", multiple, { least: 0, open: true });
  return {
    name: "volatility",
    level(position) {
      const { side, averageTrueRange = NaN } = position;
      checkBetween("find a stop", "averageTrueRange", averageTrueRange, {
        least: 0,
      });
      return position[from] - side * multiple * averageTrueRange;
    },
  };
}

/**
 * Leaves at the open once a number of bars has been held.
 *
 * @param bars At least 1.
 * @returns The rule `time`.
 */
export function timeStop(bars: number): StopRule {
  checkBetween("make a stop", "bars", bars, { least: 1 });
  return {
    name: "time",
    level: (position) =>
      position.bars >= bars
        ? position.side * Infinity
        : -position.side * Infinity,
  };
}

/**
 * The first stop that a bar hits: of several, the one nearest to the market.
 *
 * @param rules The rules.
 * @param position The position before the bar.
 * @param bar The bar.
 * @returns The rule and its price, or undefined.
 * @throws {RangeError} If prices are not finite or a high below its low.
 */
export function stopHit(
  rules: readonly StopRule[],
  position: HeldPosition,
  bar: StopBar,
): StopHit | undefined {
  checkBar(bar);
  checkBetween("apply a stop", "entry", position.entry, {
    least: 0,
    open: true,
  });
  checkBetween("apply a stop", "best", position.best, { least: 0, open: true });
  const { side } = position;
  let nearest: StopHit | undefined;
  for (const rule of rules) {
    const { name } = rule;
    const price = rule.level(position);
    if (Number.isNaN(price)) {
      throw new RangeError(
        `Cannot apply a stop as the level of ${name} must be a number: current value is NaN`,
      );
    }
    if (nearest === undefined || side * (price - nearest.price) > 0) {
      nearest = { rule: name, price };
    }
  }
  if (nearest === undefined) return undefined;
  const adverse = side === 1 ? bar.low : bar.high;
  if (side * (adverse - nearest.price) > 0) return undefined;
  const gapped = side * (bar.open - nearest.price) <= 0;
  return { rule: nearest.rule, price: gapped ? bar.open : nearest.price };
}

/**
 * A position after a bar that hit no stop.
 *
 * @param position Before the bar.
 * @param bar The bar.
 * @returns One bar older, with its best price; the average true range is kept.
 */
export function nextPosition(
  position: HeldPosition,
  bar: StopBar,
): HeldPosition {
  checkBar(bar);
  const best = position.side === 1
    ? Math.max(position.best, bar.high)
    : Math.min(position.best, bar.low);
  return { ...position, best, bars: position.bars + 1 };
}

function checkBar({ open, high, low }: StopBar): void {
  const doing = "apply a stop";
  checkBetween(doing, "low", low, { least: 0 });
  checkBetween(doing, "high", high, { least: low });
  checkBetween(doing, "open", open, { least: low, most: high });
}
