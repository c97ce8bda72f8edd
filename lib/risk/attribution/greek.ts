/**
 * Profit and loss of options by Greek: Taylor's expansion at the earlier state,
 *
 *     ΔV ≈ Δ·dS + ½Γ·dS² + ν·dσ + Θ·dt + vanna·dS·dσ + ½·volga·dσ² + ρ·dr
 *
 * and what it does not explain as a part of its own, so that the parts sum to the
 * profit and loss (to rounding, an ulp of the largest part; in minor units
 * exactly, by {@linkcode inMinorUnits}). The unexplained part is third order in
 * the moves: if it is not small, a Greek, a mark or a cash flow is wrong.
 *
 * @module
 */

import { checkBetween } from "lib/risk/checked_input.ts";

/** One position's state at a time; Greeks are of one unit. */
export interface GreekState {
  /** Value of one unit. */
  readonly value: number;
  /** Spot. */
  readonly spot: number;
  /** Volatility, as a decimal. */
  readonly volatility: number;
  /** Time, in years. */
  readonly time: number;
  /** Rate, continuous. @default 0 */
  readonly rate?: number;
  /** `∂V/∂S`. */
  readonly delta: number;
  /** `∂²V/∂S²`. @default 0 */
  readonly gamma?: number;
  /** `∂V/∂σ`, for a volatility move of 1. @default 0 */
  readonly vega?: number;
  /** `∂V/∂t`, a year. @default 0 */
  readonly theta?: number;
  /** `∂²V/∂S∂σ`. @default 0 */
  readonly vanna?: number;
  /** `∂²V/∂σ²`. @default 0 */
  readonly volga?: number;
  /** `∂V/∂r`, for a rate move of 1. @default 0 */
  readonly rho?: number;
}

/** The parts, in the order in which they are drawn. */
export const GREEK_PARTS = [
  "delta",
  "gamma",
  "vega",
  "theta",
  "vanna",
  "volga",
  "rho",
  "unexplained",
] as const;

/** Profit and loss by Greek, in currency units. */
export type GreekAttribution =
  & {
    /** Profit or loss in all. */
    readonly pnl: number;
  }
  & {
    readonly [part in typeof GREEK_PARTS[number]]: number;
  };

/**
 * Divides the profit and loss of a position that was held through states.
 *
 * @param states States in order of time, at least two; step i uses the Greeks of
 * its beginning.
 * @param quantity Signed units times multiplier, the same throughout. @default 1
 * @returns Parts, summed over the steps.
 * @throws {TypeError} If there are fewer than two states.
 * @throws {RangeError} If a number is not finite, naming its state, or time falls.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { attributeGreeks } from "lib/risk/attribution/greek.ts";
 *
 * const before = { value: 4, spot: 100, volatility: 0.2, time: 0, delta: 0.5, gamma: 0.04 };
 * const after = { ...before, value: 5.1, spot: 102 };
 * const parts = attributeGreeks([before, after], 10);
 * assertAlmostEquals(parts.delta, 10, 1e-12);
 * assertAlmostEquals(parts.gamma, 0.8, 1e-12);
 * assertAlmostEquals(parts.unexplained, 0.2, 1e-12);
 * ```
 */
export function attributeGreeks(
  states: readonly GreekState[],
  quantity = 1,
): GreekAttribution {
  const doing = "attribute by Greek";
  if (states.length < 2) {
    throw new TypeError(
      `Cannot ${doing} as states must be at least 2: current value is ${states.length}`,
    );
  }
  checkBetween(doing, "quantity", quantity, {});
  states.forEach((state, i) => {
    for (const [name, value] of Object.entries(state)) {
      if (value === undefined) continue;
      checkBetween(doing, `states[${i}].${name}`, value, {});
    }
    if (i > 0) {
      checkBetween(doing, `states[${i}].time`, state.time, {
        least: states[i - 1].time,
      });
    }
  });
  const parts = Object.fromEntries(
    GREEK_PARTS.map((part) => [part, 0]),
  ) as Record<typeof GREEK_PARTS[number], number>;
  let pnl = 0;
  for (let i = 1; i < states.length; ++i) {
    const step = attributeStep(states[i - 1], states[i], quantity);
    pnl += step.pnl;
    for (const part of GREEK_PARTS) parts[part] += step[part];
  }
  return { pnl, ...parts };
}

function attributeStep(
  from: GreekState,
  to: GreekState,
  quantity: number,
): GreekAttribution {
  const { delta, gamma = 0, vega = 0, theta = 0 } = from;
  const { vanna = 0, volga = 0, rho = 0, rate = 0 } = from;
  const spot = to.spot - from.spot;
  const volatility = to.volatility - from.volatility;
  const pnl = quantity * (to.value - from.value);
  const explained = {
    delta: quantity * delta * spot,
    gamma: quantity * gamma * spot * spot / 2,
    vega: quantity * vega * volatility,
    theta: quantity * theta * (to.time - from.time),
    vanna: quantity * vanna * spot * volatility,
    volga: quantity * volga * volatility * volatility / 2,
    rho: quantity * rho * ((to.rate ?? 0) - rate),
  };
  const sum = Object.values(explained).reduce((total, x) => total + x, 0);
  return { pnl, ...explained, unexplained: pnl - sum };
}

/**
 * The parts as whole minor units that sum exactly: rounded one by one, with the
 * unexplained part taking what rounding leaves.
 *
 * @param attribution What {@linkcode attributeGreeks} gave.
 * @param unitsPerCurrency Minor units in one unit of currency. @default 100
 * @returns The same parts as integers; `pnl` is their sum.
 */
export function inMinorUnits(
  attribution: GreekAttribution,
  unitsPerCurrency = 100,
): GreekAttribution {
  // Adding 0 turns −0 into 0.
  const units = (x: number) => Math.round(x * unitsPerCurrency) + 0;
  const pnl = units(attribution.pnl);
  let left = pnl;
  const parts = GREEK_PARTS.map((part): [string, number] => {
    if (part === "unexplained") return [part, left];
    const whole = units(attribution[part]);
    left -= whole;
    return [part, whole];
  });
  return { pnl, ...Object.fromEntries(parts) } as GreekAttribution;
}
