/**
 * What a path pays.
 *
 * @module
 */

import type { BarrierTerms } from "lib/pricing/case.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";

/** A payoff of the prices at the fixings `T·i/n`, `i = 1…n`. */
export type Payoff =
  /** Of the last price. */
  | { readonly kind: "european" }
  /** Of an average price; a continuous one is extrapolated from a fine grid. */
  | {
    readonly kind: "asian";
    readonly average: "arithmetic" | "geometric";
    readonly fixings: number | "continuous";
  }
  /** European, alive or not by a barrier that is looked at on the fixings. */
  | {
    readonly kind: "barrier";
    readonly barrier: BarrierTerms;
    readonly fixings: number;
  }
  /** Any function of the fixings, undiscounted, in the currency of the spot. */
  | {
    readonly kind: "path";
    readonly fixings: number;
    readonly value: (spots: Float64Array, terms: ContractTerms) => number;
  };

/** Fixings of the grid that stands for a continuous average. */
export const CONTINUOUS_GRID = 64;

/** Number of fixings that a payoff simulates. */
export function fixingsOf(payoff: Payoff): number {
  if (payoff.kind === "european") return 1;
  return payoff.fixings === "continuous" ? CONTINUOUS_GRID : payoff.fixings;
}

/**
 * Values a block of paths.
 *
 * @param payoff The payoff; not an Asian one, which has an estimator of its own.
 * @param terms The contract.
 * @param spots Prices at the fixings, shape `[n × size]`.
 * @param size Number of paths.
 * @param out Filled with undiscounted values, shape `[size]`.
 */
export function payoffInto(
  payoff: Exclude<Payoff, { kind: "asian" }>,
  terms: ContractTerms,
  spots: Float64Array,
  size: number,
  out: Float64Array,
): void {
  if (payoff.kind === "path") {
    customInto(payoff, terms, spots, size, out);
    return;
  }
  const { strike, isCall } = terms;
  const last = spots.length - size;
  const sign = isCall ? 1 : -1;
  for (let i = 0; i < size; ++i) {
    // The positive part without a branch, which half the draws would miss.
    const gain = sign * (spots[last + i] - strike);
    out[i] = 0.5 * (gain + Math.abs(gain));
  }
  if (payoff.kind === "barrier") knockInto(payoff.barrier, spots, size, out);
}

/** Zeroes the paths that a barrier has killed, or not brought to life. */
function knockInto(
  barrier: BarrierTerms,
  spots: Float64Array,
  size: number,
  out: Float64Array,
): void {
  const { kind, level } = barrier;
  const sign = kind.startsWith("up") ? 1 : -1;
  const isOut = kind.endsWith("out");
  for (let i = 0; i < size; ++i) {
    let touched = false;
    for (let at = i; at < spots.length && !touched; at += size) {
      touched = sign * (spots[at] - level) >= 0;
    }
    if (touched === isOut) out[i] = 0;
  }
}

function customInto(
  payoff: Extract<Payoff, { kind: "path" }>,
  terms: ContractTerms,
  spots: Float64Array,
  size: number,
  out: Float64Array,
): void {
  const path = new Float64Array(payoff.fixings);
  for (let i = 0; i < size; ++i) {
    for (let j = 0; j < path.length; ++j) path[j] = spots[j * size + i];
    const value = payoff.value(path, terms);
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot price the path payoff as its value must be finite: current value is ${value} at fixings ${
          path.slice(0, 8).join(", ")
        }${path.length > 8 ? ", …" : ""}`,
      );
    }
    out[i] = value;
  }
}
