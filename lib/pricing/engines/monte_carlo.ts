/**
 * Monte Carlo prices of path-dependent payoffs under every law, by scrambled
 * Sobol points or pseudo-random numbers, with control variates and a standard
 * error.
 *
 * | law | paths |
 * |---|---|
 * | Black–Scholes, Merton | exact |
 * | Kou, variance gamma, NIG, CGMY, Meixner | increments by inversion, to 1e-9 |
 * | Heston, Bates | quadratic-exponential steps of the variance |
 *
 * Only Heston's variance is discretised. Every value under it is extrapolated
 * from two step lengths on the same normals, which leaves a bias well below the
 * default standard error. Average-price options are integrated exactly over the
 * first increment, which makes them smooth, and are right however heavy the
 * upper tail; for other payoffs what the draws leave out of the forward is added
 * to the error
 * ({@link "lib/pricing/engines/monte_carlo_asian_estimator.ts"}).
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import type { ContractTerms, Greeks } from "lib/pricing/contract.ts";
import { GreekPlan } from "lib/pricing/engines/monte_carlo_greeks.ts";
import {
  fixingsOf,
  type Payoff,
} from "lib/pricing/engines/monte_carlo_payoffs.ts";
import {
  estimateOf,
  runMonteCarlo,
} from "lib/pricing/engines/monte_carlo_run.ts";
import {
  affordablePaths,
  greekSteps,
  planWorlds,
  type Setup,
  stepsBetween,
} from "lib/pricing/engines/monte_carlo_worlds.ts";
import type { Sampler } from "lib/pricing/engines/paths/normal_source.ts";
import type { Law, LawParams } from "lib/pricing/laws/law.ts";

/** A law at given parameters. */
export interface MonteCarloModel {
  /** The law. */
  readonly law: Law;
  /** Its parameters. */
  readonly params: LawParams;
}

/** Options of {@linkcode priceMonteCarlo}. */
export interface MonteCarloOptions extends Watch {
  /** Stream of all randomness: the same stream, the same result. */
  readonly rng: Rng;
  /**
   * Standard error to stop at, in the currency of the spot.
   *
   * @default {1e-4 * spot}
   */
  readonly tolerance?: number;
  /**
   * Most paths. By default what takes about a second on one core.
   */
  readonly maxPaths?: number;
  /**
   * Scrambled Sobol points, or pseudo-random numbers with antithetic pairs.
   *
   * @default {"sobol"}
   */
  readonly sampler?: Sampler;
  /**
   * Steps a year of Heston's variance, at least one between two fixings and
   * 16 in all; where there is more than one between fixings,
   * values are extrapolated from these steps and steps twice as long.
   *
   * @default {64}
   */
  readonly stepsPerYear?: number;
  /**
   * Whether to use control variates whose prices come from other engines.
   *
   * @default {true}
   */
  readonly controls?: boolean;
  /**
   * Whether Greeks and sensitivities are wanted.
   *
   * @default {false}
   */
  readonly greeks?: boolean;
}

/** A price by simulation. */
export interface MonteCarloResult {
  /** Present value. */
  readonly price: number;
  /** Its standard error. */
  readonly error: number;
  /** Paths used. */
  readonly paths: number;
  /** Present if asked for. */
  readonly greeks?: Greeks;
  /** `∂price/∂parameter` by name; present if asked for. */
  readonly sensitivities?: Readonly<Record<string, number>>;
  /** Standard error of each Greek by name; present if asked for. */
  readonly greekErrors?: Readonly<Record<string, number>>;
  /** Standard error of each sensitivity by name; present if asked for. */
  readonly sensitivityErrors?: Readonly<Record<string, number>>;
}

/** Error of tabulated distributions, over the larger of spot and strike. */
const TABLE_ERROR = 1e-10;

/**
 * Prices a payoff by Monte Carlo.
 *
 * @param model Law and parameters.
 * @param terms Spot, strike, rates, maturity, call or put.
 * @param payoff What is paid.
 * @param options Randomness, tolerance, cap and what else is wanted.
 * @returns Price, standard error and paths used.
 * @throws {PricingError} If the law's parameters are not valid, or the payoff is
 * not supported under it.
 * @throws {RangeError} If an option is outside its range.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { priceMonteCarlo } from "lib/pricing/engines/monte_carlo.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const model = { law: lawByName("black-scholes"), params: { sigma: 0.2 } };
 * const { price, error } = priceMonteCarlo(model, {
 *   spot: 100, strike: 100, rate: 0.05, dividend: 0, maturity: 1, isCall: true,
 * }, { kind: "european" }, { rng: makeRng(1) });
 * assert(Math.abs(price - 10.450583572185565) < 4 * error);
 * ```
 */
export function priceMonteCarlo(
  model: MonteCarloModel,
  terms: ContractTerms,
  payoff: Payoff,
  options: MonteCarloOptions,
): MonteCarloResult {
  const { law, params } = model;
  const {
    tolerance = 1e-4 * terms.spot,
    sampler = "sobol",
    stepsPerYear = 64,
    controls = true,
    greeks = false,
  } = options;
  law.space.check(params);
  for (const name of ["spot", "strike", "maturity"] as const) {
    need(name, terms[name], terms[name] > 0 && terms[name] < Infinity);
  }
  for (const name of ["rate", "dividend"] as const) {
    need(name, terms[name], Number.isFinite(terms[name]));
  }
  const fixings = fixingsOf(payoff);
  need("fixings", fixings, Number.isInteger(fixings) && fixings >= 1);
  need("stepsPerYear", stepsPerYear, stepsPerYear > 0);
  need("tolerance", tolerance, tolerance >= 0);
  const steps = stepsBetween(terms.maturity, fixings, stepsPerYear);
  const setup: Setup = { law, payoff, fixings, steps, controls };
  const plan = new GreekPlan(
    law,
    { terms, params },
    greekSteps(setup, terms, params),
    greeks,
  );
  const { worlds, order } = planWorlds(setup, plan.nodes);
  const { maxPaths = affordablePaths(worlds) } = options;
  need("maxPaths", maxPaths, maxPaths >= 1);
  const run = runMonteCarlo(worlds, {
    ...options,
    sampler,
    tolerance,
    maxPaths,
  });
  const { value: price, error } = estimateOf(run.means[0]);
  const floor = TABLE_ERROR * Math.max(terms.spot, terms.strike);
  // Average options do not need what the draws leave out of the forward.
  const left = payoff.kind === "asian" ? 0 : worlds[0].law.missing * terms.spot;
  const reached = Math.max(error, floor) + left;
  const base = { price, error: reached, paths: run.paths };
  if (!greeks) return base;
  return { ...base, ...plan.evaluate(order.map((place) => run.means[place])) };
}

function need(name: string, value: number, ok: boolean): void {
  if (ok && !Number.isNaN(value)) return;
  throw new RangeError(
    `Cannot price by Monte Carlo as ${name} must be a number in its range: current value is ${value}`,
  );
}
