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
 * default standard error (see {@linkcode MonteCarloOptions.stepsPerYear}). Average-price options are
 * integrated exactly over the first increment, which makes them smooth
 * ({@link "lib/pricing/engines/monte_carlo_asian_estimator.ts"}).
 *
 * @module
 */

import { PricingError } from "lib/core/errors.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { ContractTerms, Greeks } from "lib/pricing/contract.ts";
import { geometricAsianPrice } from "lib/pricing/engines/asian_geometric.ts";
import { levyGeometricAsian } from "lib/pricing/engines/asian_geometric_levy.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { asianEstimator } from "lib/pricing/engines/monte_carlo_asian_estimator.ts";
import {
  type Estimator,
  europeanEstimator,
  plainEstimator,
} from "lib/pricing/engines/monte_carlo_estimators.ts";
import {
  GreekPlan,
  type Valued,
} from "lib/pricing/engines/monte_carlo_greeks.ts";
import {
  fixingsOf,
  type Payoff,
} from "lib/pricing/engines/monte_carlo_payoffs.ts";
import {
  estimateOf,
  runMonteCarlo,
  type World,
} from "lib/pricing/engines/monte_carlo_run.ts";
import { makePathLaw } from "lib/pricing/engines/paths/make_path_law.ts";
import type { Sampler } from "lib/pricing/engines/paths/normal_source.ts";
import type { PathLaw } from "lib/pricing/engines/paths/path_law.ts";
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
   * {@linkcode LEAST_STEPS} in all; where there is more than one between fixings,
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

/** Fewest steps of a stochastic variance over the life of a contract. */
export const LEAST_STEPS = 16;
/** Nanoseconds that the default cap allows. */
const BUDGET = 8e8;
/** Fixings beyond which a Fourier price of the geometric mean is too dear. */
const MOST_GEOMETRIC = 300;
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
  const { worlds, order } = buildWorlds(setup, plan.nodes);
  const { maxPaths = affordable(worlds, steps) } = options;
  need("maxPaths", maxPaths, maxPaths >= 1);
  const run = runMonteCarlo(worlds, {
    ...options,
    sampler,
    tolerance,
    maxPaths,
  });
  const { value: price, error } = estimateOf(run.means[0]);
  const floor = TABLE_ERROR * Math.max(terms.spot, terms.strike);
  const base = { price, error: Math.max(error, floor), paths: run.paths };
  if (!greeks) return base;
  return { ...base, ...plan.evaluate(order.map((place) => run.means[place])) };
}

/** Steps of a variance between fixings: one, or an even number. */
function stepsBetween(
  maturity: number,
  fixings: number,
  stepsPerYear: number,
): number {
  const wanted = Math.max(maturity * stepsPerYear, LEAST_STEPS) / fixings;
  return wanted <= 1 ? 1 : 2 * Math.ceil(wanted / 2);
}

/** What all contracts of a run share. */
interface Setup {
  readonly law: Law;
  readonly payoff: Payoff;
  readonly fixings: number;
  readonly steps: number;
  readonly controls: boolean;
}

/** Groups contracts by what has to be simulated for them. */
function buildWorlds(
  setup: Setup,
  nodes: readonly Valued[],
): { worlds: World[]; order: number[] } {
  const groups = new Map<string, number[]>();
  nodes.forEach(({ terms, params }, index) => {
    const key = JSON.stringify([terms.maturity, params]);
    groups.set(key, [...groups.get(key) ?? [], index]);
  });
  const order = new Array<number>(nodes.length);
  let next = 0;
  const worlds = Array.from(groups.values(), (members): World => {
    const { terms, params } = nodes[members[0]];
    const { law, fixings, steps } = setup;
    const { maturity } = terms;
    const conditional = setup.payoff.kind === "asian";
    const options = { maturity, fixings, conditional, steps };
    const path = makePathLaw(law, params, options);
    const extrapolated = !law.levy && steps > 1;
    for (const index of members) order[index] = next++;
    return {
      law: path,
      ...(extrapolated
        ? { coarse: makePathLaw(law, params, { ...options, coarse: true }) }
        : {}),
      logWeights: hasGeometric(setup)
        ? new Float64Array(fixings).fill(1 / fixings)
        : undefined,
      estimators: members.map((index) =>
        makeEstimator(setup, path, nodes[index])
      ),
    };
  });
  return { worlds, order };
}

/** Whether the geometric mean's option serves as a control. */
function hasGeometric({ law, payoff, fixings, controls }: Setup): boolean {
  return controls && payoff.kind === "asian" &&
    fixings > 1 &&
    (!law.levy || law.name === "black-scholes" ||
      (law.levy && fixings <= MOST_GEOMETRIC));
}

function makeEstimator(
  setup: Setup,
  path: PathLaw,
  valued: Valued,
): Estimator {
  const { law, payoff, fixings, controls } = setup;
  const { terms } = valued;
  if (payoff.kind === "european") return europeanEstimator(terms);
  if (payoff.kind !== "asian") {
    const european = controls ? europeanPrice(law, valued) : undefined;
    return plainEstimator(payoff, terms, fixings, european);
  }
  const { average } = payoff;
  const continuous = payoff.fixings === "continuous";
  const { first } = path;
  if (first === undefined) throw new TypeError("Cannot condition the path law");
  if (continuous && average === "geometric" && first.kind === "law") {
    throw new PricingError(
      "unsupported",
      `Cannot simulate a continuous geometric average under ${law.name} as it must be priced by levyGeometricAsian: current engine is Monte Carlo`,
    );
  }
  return asianEstimator(
    terms,
    { average, fixings, continuous },
    first,
    asianControls(setup, valued),
  );
}

function asianControls(setup: Setup, valued: Valued) {
  const { law, fixings, controls } = setup;
  const { terms, params } = valued;
  if (!controls || fixings === 1) return {};
  if (!hasGeometric(setup)) return { european: europeanPrice(law, valued) };
  if (!law.levy) {
    const geometric = "mixture" as const;
    return { geometric, european: europeanPrice(law, valued) };
  }
  const { sigma } = params;
  if (law.name === "black-scholes") {
    return { geometric: geometricAsianPrice(terms, { fixings, sigma }) };
  }
  const tolerance = 1e-10 * terms.spot;
  const found = levyGeometricAsian({ law, params }, terms, {
    fixings,
    tolerance,
  });
  return { geometric: found.price, european: europeanPrice(law, valued) };
}

/** Price of the European with the same terms. */
function europeanPrice(law: Law, { terms, params }: Valued): number {
  const { spot, strike, rate, dividend, maturity: tau, isCall } = terms;
  if (law.name === "black-scholes") {
    const { sigma } = params;
    return blackGreeks({ spot, strike, rate, dividend, tau, sigma, isCall })
      .price;
  }
  return lewis.price(law.characteristicFunction(params), {
    forward: spot * Math.exp((rate - dividend) * tau),
    discount: Math.exp(-rate * tau),
    tau,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(isCall ? 1 : 0),
  }, { tolerance: 1e-10 * spot }).prices[0];
}

/** Steps of the differences: narrow where the estimator is smooth. */
function greekSteps(setup: Setup, terms: ContractTerms, params: LawParams) {
  const { law, payoff, fixings } = setup;
  if (payoff.kind !== "asian") {
    return { spot: 0.02, maturity: 0.01, parameter: 0.01 };
  }
  const interval = terms.maturity / fixings;
  const cf = law.characteristicFunction(params);
  const deviation = Math.sqrt(cf.cumulants(interval).c2);
  // Numbers of jumps and the scheme's switch move in steps, not smoothly.
  const stepped = ["merton", "heston", "bates"].includes(law.name);
  return {
    spot: Math.min(0.02, Math.max(2e-4, 0.12 * deviation)),
    maturity: stepped ? 0.01 : 0.002,
    parameter: stepped ? 0.01 : 0.002,
  };
}

/** Paths that take about {@linkcode BUDGET}, by the work that each is. */
function affordable(worlds: readonly World[], steps: number): number {
  let cost = 0;
  for (const { law, coarse, estimators } of worlds) {
    const rows = law.chains.reduce((sum, length) => sum + length, 0);
    const variance = law.chains[1] ?? 0;
    const passes = coarse === undefined ? 1 : 2;
    cost += 8 * rows + (passes === 2 ? 40 : 25) * variance +
      passes * (8 * law.fixings +
          estimators.length * (2 * law.fixings + 100));
  }
  return Math.max(2 ** 12, BUDGET / (cost + steps));
}

function need(name: string, value: number, ok: boolean): void {
  if (ok && !Number.isNaN(value)) return;
  throw new RangeError(
    `Cannot price by Monte Carlo as ${name} must be a number in its range: current value is ${value}`,
  );
}
