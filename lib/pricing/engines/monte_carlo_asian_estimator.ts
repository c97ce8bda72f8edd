/**
 * The estimator of average-price options, with the first increment integrated.
 *
 * Every fixing has the factor `e^(X_1)`, so that the average is `a + b·e^(X_1)`
 * with `a` known and `b` a function of the other increments: given those, the
 * option is a European on `X_1`, smooth in spot, rates and parameters. The
 * controls go through the same formula: the mean of the average, and options on
 * the geometric average and on the last price where their prices are known.
 *
 * Where `X_1` is not normal, calls are simulated as puts and the difference is
 * taken from the known mean: a put needs no rare jump upward to be right, however
 * heavy the tail that carries the forward, and no control on the mean itself.
 *
 * A continuous average is a trapezoid rule on `n` steps, whose bias is of order
 * `n^(−2)`; the same paths at every other step give `(4V_n − V_(n/2))/3`.
 * Lapeyre and Temam (2001), J. Computational Finance 5(1), 61–77.
 *
 * @module
 */

import type { ContractTerms } from "lib/pricing/contract.ts";
import {
  type Estimator,
  forwardCurve,
} from "lib/pricing/engines/monte_carlo_estimators.ts";
import {
  conditionalOptionInto,
  type ConditionalTerms,
  normalCall,
} from "lib/pricing/engines/paths/conditional_option.ts";
import type { FirstIncrement } from "lib/pricing/engines/paths/path_law.ts";
import type { PathView } from "lib/pricing/engines/paths/path_view.ts";

/** What is averaged, and how. */
export interface AverageRule {
  /** Which mean is paid. */
  readonly average: "arithmetic" | "geometric";
  /** Number of fixings that are simulated; even if continuous. */
  readonly fixings: number;
  /** Whether the fixings stand for a continuous average. */
  readonly continuous: boolean;
}

/** Prices that serve as controls, where they are known. */
export interface AsianControls {
  /**
   * Price of the option on the geometric mean of the simulated fixings, or
   * `"mixture"`: that option less its price given variance path and jumps, by
   * Black's formula as the mean is lognormal then. Its expectation is 0.
   */
  readonly geometric?: number | "mixture";
  /** Option on the last price; like the geometric one, of the kind simulated. */
  readonly european?: number;
}

/** Weights of an average: of the spot and of each fixing. */
interface Weights {
  readonly spot: number;
  readonly fixings: Float64Array;
}

/**
 * Builds the estimator.
 *
 * @param terms The contract.
 * @param rule The average.
 * @param first How the first increment is left.
 * @param controls Known prices.
 * @returns The estimator; its view needs mean logs with weights `1/n`.
 */
export function asianEstimator(
  terms: ContractTerms,
  rule: AverageRule,
  first: FirstIncrement,
  controls: AsianControls,
): Estimator {
  const { fixings, continuous } = rule;
  const { geometric, european } = controls;
  const discount = Math.exp(-terms.rate * terms.maturity);
  const forwards = forwardCurve(terms, fixings);
  const fine = averageWeights(fixings, continuous, 1);
  const coarse = averageWeights(fixings, continuous, 2);
  const sold = simulatedTerms(terms, rule, first);
  const value = rule.average === "arithmetic"
    ? arithmeticValue(sold, forwards, first, discount)
    : geometricValue(sold, forwards, first, discount);
  const means = [fine, coarse].map((w) => meanOf(w, terms.spot, forwards));
  const mean = continuous ? (4 * means[0] - means[1]) / 3 : means[0];
  const parity = sold === terms ? 0 : discount * (mean - terms.strike);
  const option = { strike: terms.strike, isCall: sold.isCall, discount };
  const lots = forwards.map((forward) => forward / fixings);
  const logForward = forwards.reduce((sum, f) => sum + Math.log(f), 0) /
    fixings;
  const fixedMean = first.kind === "normal"
    ? discount * lots.reduce((sum, lot) => sum + lot, 0)
    : undefined;
  const expected = [
    fixedMean,
    geometric === "mixture" ? 0 : geometric,
    european,
  ].filter((known) => known !== undefined);
  let sums = new Float64Array(0);
  let other = new Float64Array(0);
  return {
    expected: Float64Array.from(expected),
    valuesInto(view, out) {
      const { size, growth, meanLog, firstMean } = view;
      if (sums.length !== size) {
        sums = new Float64Array(size);
        other = new Float64Array(size);
      }
      value(view, fine, sums, out);
      if (continuous) {
        value(view, coarse, sums, other);
        for (let i = 0; i < size; ++i) out[i] += (out[i] - other[i]) / 3;
      }
      if (parity !== 0) { for (let i = 0; i < size; ++i) out[i] += parity; }
      let to = size;
      if (fixedMean !== undefined) {
        weightedSumInto(lots, growth, size, sums);
        for (let i = 0; i < size; ++i) {
          out[to + i] = discount * sums[i] * firstMean[i];
        }
        to += size;
      }
      if (geometric !== undefined) {
        for (let i = 0; i < size; ++i) {
          sums[i] = Math.exp(logForward + meanLog[i]);
        }
        conditionalOptionInto(first, option, view, sums, out, to);
        if (geometric === "mixture") {
          lessMixture(option, logForward, view, out, to);
        }
        to += size;
      }
      if (european !== undefined) {
        const from = (fixings - 1) * size;
        for (let i = 0; i < size; ++i) {
          sums[i] = forwards[fixings - 1] * growth[from + i];
        }
        conditionalOptionInto(first, option, view, sums, out, to);
      }
    },
  };
}

/**
 * The contract that is simulated: a put for a call on an arithmetic average
 * under a law whose increments are not normal.
 *
 * @param terms The contract.
 * @param rule The average.
 * @param first How the first increment is left.
 * @returns `terms` itself, or the put.
 */
export function simulatedTerms(
  terms: ContractTerms,
  rule: Pick<AverageRule, "average">,
  first: FirstIncrement,
): ContractTerms {
  const asPut = terms.isCall && rule.average === "arithmetic" &&
    first.kind === "law";
  return asPut ? { ...terms, isCall: false } : terms;
}

/** Expectation of an arithmetic average. */
function meanOf(
  weights: Weights,
  spot: number,
  forwards: Float64Array,
): number {
  return weights.fixings.reduce(
    (sum, weight, j) => sum + weight * forwards[j],
    weights.spot * spot,
  );
}

/** Takes off the geometric option's price given variance path and jumps. */
function lessMixture(
  option: ConditionalTerms,
  logForward: number,
  view: PathView,
  out: Float64Array,
  to: number,
): void {
  const { size, logMean, logVariance } = view;
  const { strike, isCall, discount } = option;
  for (let i = 0; i < size; ++i) {
    const variance = logVariance[i];
    const forward = Math.exp(logForward + logMean[i] + 0.5 * variance);
    const call = normalCall(forward, strike, Math.sqrt(variance));
    out[to + i] -= discount * (isCall ? call : call - (forward - strike));
  }
}

/** Values an option on the average with given weights. */
type AverageValue = (
  view: PathView,
  weights: Weights,
  scratch: Float64Array,
  out: Float64Array,
) => void;

function arithmeticValue(
  terms: ContractTerms,
  forwards: Float64Array,
  first: FirstIncrement,
  discount: number,
): AverageValue {
  return (view, weights, scratch, out) => {
    const lots = weights.fixings.map((w, j) => w * forwards[j]);
    weightedSumInto(lots, view.growth, view.size, scratch);
    const strike = terms.strike - weights.spot * terms.spot;
    const option = { strike, isCall: terms.isCall, discount };
    conditionalOptionInto(first, option, view, scratch, out, 0);
  };
}

function geometricValue(
  terms: ContractTerms,
  forwards: Float64Array,
  first: FirstIncrement,
  discount: number,
): AverageValue {
  return (view, weights, scratch, out) => {
    const { size, growth } = view;
    const known = weights.fixings.reduce(
      (sum, w, j) => sum + w * Math.log(forwards[j]),
      weights.spot * Math.log(terms.spot),
    );
    scratch.fill(known);
    weights.fixings.forEach((w, j) => {
      if (w === 0) return;
      for (let i = 0; i < size; ++i) {
        scratch[i] += w * Math.log(growth[j * size + i]);
      }
    });
    for (let i = 0; i < size; ++i) scratch[i] = Math.exp(scratch[i]);
    const { strike, isCall } = terms;
    const option = { strike, isCall, discount, power: 1 - weights.spot };
    conditionalOptionInto(first, option, view, scratch, out, 0);
  };
}

/** Weights of the mean of every `stride`-th fixing, or of its trapezoid rule. */
function averageWeights(
  fixings: number,
  trapezoid: boolean,
  stride: number,
): Weights {
  const weights = new Float64Array(fixings);
  const weight = stride / fixings;
  for (let j = stride; j <= fixings; j += stride) weights[j - 1] = weight;
  if (!trapezoid) return { spot: 0, fixings: weights };
  weights[fixings - 1] /= 2;
  return { spot: weight / 2, fixings: weights };
}

/** `Σⱼ lotsⱼ·growthⱼ` on every path. */
function weightedSumInto(
  lots: Float64Array,
  growth: Float64Array,
  size: number,
  out: Float64Array,
): void {
  out.fill(0);
  for (let j = 0; j < lots.length; ++j) {
    const lot = lots[j];
    if (lot === 0) continue;
    const from = j * size;
    for (let i = 0; i < size; ++i) out[i] += lot * growth[from + i];
  }
}
