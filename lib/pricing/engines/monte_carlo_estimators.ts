/**
 * From a block of paths to values and control variates.
 *
 * Channel 0 is the discounted value of the payoff; the others have means that
 * are known, and their misses correct it: Glasserman (2003), section 4.1.
 *
 * @module
 */

import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  type Payoff,
  payoffInto,
} from "lib/pricing/engines/monte_carlo_payoffs.ts";
import type { PathView } from "lib/pricing/engines/paths/path_view.ts";

/** Values one contract on a block of paths. */
export interface Estimator {
  /** Known means of the controls, shape `[channels − 1]`. */
  readonly expected: Float64Array;
  /**
   * Values a block.
   *
   * @param view The paths.
   * @param out Filled, shape `[channels × size]`.
   */
  valuesInto(view: PathView, out: Float64Array): void;
}

/** `F(T·i/n)`, `i = 1…n`, shape `[n]`. */
export function forwardCurve(
  terms: ContractTerms,
  fixings: number,
): Float64Array {
  const { spot, rate, dividend, maturity } = terms;
  return Float64Array.from(
    { length: fixings },
    (_, i) => spot * Math.exp((rate - dividend) * maturity * (i + 1) / fixings),
  );
}

/**
 * The plain estimator: the payoff on each path, with the last price and, where
 * its price is known and the payoff is another, the European as controls.
 *
 * @param payoff The payoff.
 * @param terms The contract.
 * @param fixings Number of fixings.
 * @param european Price of the European with these terms, or undefined.
 * @returns The estimator.
 */
export function plainEstimator(
  payoff: Exclude<Payoff, { kind: "asian" }>,
  terms: ContractTerms,
  fixings: number,
  european: number | undefined,
): Estimator {
  const forwards = forwardCurve(terms, fixings);
  const discount = Math.exp(-terms.rate * terms.maturity);
  const last = discount * forwards[fixings - 1];
  const expected = european === undefined ? [last] : [last, european];
  let spots = new Float64Array(0);
  return {
    expected: Float64Array.from(expected),
    valuesInto({ size, growth }, out) {
      if (spots.length !== growth.length) {
        spots = new Float64Array(growth.length);
      }
      for (let j = 0; j < fixings; ++j) {
        const forward = forwards[j];
        for (let at = j * size; at < (j + 1) * size; ++at) {
          spots[at] = forward * growth[at];
        }
      }
      payoffInto(payoff, terms, spots, size, out);
      const from = (fixings - 1) * size;
      for (let i = 0; i < size; ++i) {
        out[i] *= discount;
        out[size + i] = discount * spots[from + i];
      }
      if (european === undefined) return;
      const sign = terms.isCall ? 1 : -1;
      for (let i = 0; i < size; ++i) {
        const gain = sign * (spots[from + i] - terms.strike);
        out[2 * size + i] = 0.5 * discount * (gain + Math.abs(gain));
      }
    },
  };
}

/**
 * The European on its own, in one pass: with the last price as control.
 *
 * @param terms The contract.
 * @returns The estimator, for paths of one fixing.
 */
export function europeanEstimator(terms: ContractTerms): Estimator {
  const { strike, isCall, rate, maturity } = terms;
  const discount = Math.exp(-rate * maturity);
  const last = discount * forwardCurve(terms, 1)[0];
  const sign = isCall ? 1 : -1;
  const cash = discount * strike;
  return {
    expected: Float64Array.of(last),
    valuesInto({ size, growth }, out) {
      for (let i = 0; i < size; ++i) {
        const stock = last * growth[i];
        // The positive part without a branch, which half the draws would miss.
        const gain = sign * (stock - cash);
        out[i] = 0.5 * (gain + Math.abs(gain));
        out[size + i] = stock;
      }
    },
  };
}
