/**
 * What a delta model is asked with: one row a quote, by names that the
 * database, the artifact and the server share.
 *
 * Moneyness is S/K for a call and K/S for a put. It follows from strike and
 * underlying price, so a model does not read it; it is asked for because a
 * quote whose moneyness does not fit its strike is a mistake worth hearing of.
 *
 * @module
 */

import type { ContractType } from "lib/market/history/history_store.ts";

/** Features of every model, in the order of its input's columns. */
export const QUOTE_FEATURES = [
  "dte",
  "moneyness",
  "mark",
  "strike",
  "underlying_price",
] as const;

/** Volatility indices: columns of a model only where its history had them. */
export const INDEX_FEATURES = ["vix9d", "vvix", "skew"] as const;

/** Name of a feature. */
export type DeltaFeature =
  | (typeof QUOTE_FEATURES)[number]
  | (typeof INDEX_FEATURES)[number];

/** All names, in the order of columns. */
export const DELTA_FEATURES: readonly DeltaFeature[] = [
  ...QUOTE_FEATURES,
  ...INDEX_FEATURES,
];

/** A quote to predict the delta of. */
export type DeltaFeatures =
  & Readonly<Record<(typeof QUOTE_FEATURES)[number], number>>
  & Readonly<Partial<Record<(typeof INDEX_FEATURES)[number], number>>>;

/** Least and largest value of each feature. */
export const FEATURE_BOUNDS: Readonly<
  Record<DeltaFeature, readonly [number, number]>
> = {
  dte: [0, 3660],
  moneyness: [0.01, 100],
  mark: [0, 1e7],
  strike: [1e-3, 1e7],
  underlying_price: [1e-3, 1e7],
  vix9d: [1, 500],
  vvix: [1, 1000],
  skew: [50, 500],
};

/** Largest relative difference of a given moneyness from strike and underlying. */
export const MONEYNESS_TOLERANCE = 0.1;

/** S/K for a call, K/S for a put. */
export function moneynessOf(
  type: ContractType,
  { strike, underlying_price }: Pick<
    DeltaFeatures,
    "strike" | "underlying_price"
  >,
): number {
  return type === "call"
    ? underlying_price / strike
    : strike / underlying_price;
}

/** Bounds of a delta: [0, 1] for a call, [−1, 0] for a put. */
export function deltaBounds(type: ContractType): readonly [number, number] {
  return type === "call" ? [0, 1] : [-1, 0];
}
