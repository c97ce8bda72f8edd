/**
 * What a Monte Carlo run simulates: contracts grouped by maturity and
 * parameters, each with the estimator and the controls that fit it.
 *
 * | payoff | controls |
 * |---|---|
 * | European | last price |
 * | average, Black–Scholes | mean of the average, geometric average |
 * | average, Merton | these and the European, by Fourier |
 * | average, other Lévy laws | geometric average, European, by Fourier |
 * | average, Heston and Bates | mean, European, geometric given the variance |
 * | any other | last price, European |
 *
 * @module
 */

import { ConvergenceError, PricingError } from "lib/core/errors.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import { geometricAsianPrice } from "lib/pricing/engines/asian_geometric.ts";
import { levyGeometricAsian } from "lib/pricing/engines/asian_geometric_levy.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import {
  type AsianControls,
  asianEstimator,
  simulatedTerms,
} from "lib/pricing/engines/monte_carlo_asian_estimator.ts";
import {
  type Estimator,
  europeanEstimator,
  plainEstimator,
} from "lib/pricing/engines/monte_carlo_estimators.ts";
import type {
  GreekSteps,
  Valued,
} from "lib/pricing/engines/monte_carlo_greeks.ts";
import type { Payoff } from "lib/pricing/engines/monte_carlo_payoffs.ts";
import type { World } from "lib/pricing/engines/monte_carlo_run.ts";
import { makePathLaw } from "lib/pricing/engines/paths/make_path_law.ts";
import type { PathLaw } from "lib/pricing/engines/paths/path_law.ts";
import type { Law, LawParams } from "lib/pricing/laws/law.ts";

/** Fixings beyond which a Fourier price of the geometric mean is too dear. */
const MOST_GEOMETRIC = 300;
/** Nanoseconds that the default cap allows. */
const BUDGET = 8e8;
/** Fewest steps of a stochastic variance over the life of a contract. */
export const LEAST_STEPS = 16;
/** Error of Fourier prices that serve as controls, over the spot. */
const CONTROL_TOLERANCE = 1e-10;

/**
 * Steps of a variance between fixings: one, or an even number.
 *
 * @param maturity In years.
 * @param fixings Number of fixings.
 * @param stepsPerYear Steps a year that are wanted.
 * @returns Steps an interval.
 */
export function stepsBetween(
  maturity: number,
  fixings: number,
  stepsPerYear: number,
): number {
  const wanted = Math.max(maturity * stepsPerYear, LEAST_STEPS) / fixings;
  return wanted <= 1 ? 1 : 2 * Math.ceil(wanted / 2);
}

/** What all contracts of a run share. */
export interface Setup {
  /** The law. */
  readonly law: Law;
  /** What is paid. */
  readonly payoff: Payoff;
  /** Fixings that are simulated. */
  readonly fixings: number;
  /** Steps of a stochastic variance between two of them. */
  readonly steps: number;
  /** Whether to use controls that other engines price. */
  readonly controls: boolean;
}

/** Worlds, and where each contract's estimator is in them. */
export interface WorldPlan {
  /** What is simulated. */
  readonly worlds: readonly World[];
  /** `order[i]`: place of contract `i` among all estimators. */
  readonly order: readonly number[];
}

/**
 * Groups contracts by what has to be simulated for them. Where another engine
 * cannot price a control, the run goes without.
 *
 * @param setup What they share.
 * @param nodes The contracts; the first is the one that is priced.
 * @returns The worlds.
 * @throws {PricingError} If the payoff cannot be simulated under the law.
 * @throws {ConvergenceError} If increments cannot be tabulated.
 */
export function planWorlds(
  setup: Setup,
  nodes: readonly Valued[],
): WorldPlan {
  try {
    return buildWorlds(setup, nodes);
  } catch (error) {
    if (!(error instanceof ConvergenceError) || !setup.controls) throw error;
    return buildWorlds({ ...setup, controls: false }, nodes);
  }
}

function buildWorlds(setup: Setup, nodes: readonly Valued[]): WorldPlan {
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
  return controls && payoff.kind === "asian" && fixings > 1 &&
    (!law.levy || law.name === "black-scholes" || fixings <= MOST_GEOMETRIC);
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
    asianControls(setup, {
      terms: simulatedTerms(terms, { average }, first),
      params: valued.params,
    }),
  );
}

/** Known prices that go with an average. */
function asianControls(setup: Setup, valued: Valued): AsianControls {
  const { law, fixings, controls } = setup;
  const { terms, params } = valued;
  if (!controls || fixings === 1) return {};
  if (!hasGeometric(setup)) return { european: europeanPrice(law, valued) };
  if (!law.levy) {
    return { geometric: "mixture", european: europeanPrice(law, valued) };
  }
  const { sigma } = params;
  if (law.name === "black-scholes") {
    return { geometric: geometricAsianPrice(terms, { fixings, sigma }) };
  }
  const tolerance = CONTROL_TOLERANCE * terms.spot;
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
  }, { tolerance: CONTROL_TOLERANCE * spot }).prices[0];
}

/**
 * Steps of the Greeks' differences: narrow where the estimator is smooth.
 *
 * @param setup What is simulated.
 * @param terms The contract.
 * @param params Parameters of the law.
 * @returns Relative steps.
 */
export function greekSteps(
  setup: Setup,
  terms: ContractTerms,
  params: LawParams,
): GreekSteps {
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

/**
 * Paths that take about {@linkcode BUDGET}, by the work that each is.
 *
 * @param worlds What is simulated.
 * @returns A number of paths, the same on every machine.
 */
export function affordablePaths(worlds: readonly World[]): number {
  let cost = 0;
  for (const { law, coarse, estimators } of worlds) {
    const rows = law.chains.reduce((sum, length) => sum + length, 0);
    const variance = law.chains[1] ?? 0;
    const passes = coarse === undefined ? 1 : 2;
    cost += 8 * rows + (passes === 2 ? 40 : 25) * variance +
      passes * (8 * law.fixings +
          estimators.length * (2 * law.fixings + 100));
  }
  return Math.max(2 ** 12, BUDGET / cost);
}
