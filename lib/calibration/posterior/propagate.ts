/**
 * What the posterior says of a contract that no quote shows: its price at each
 * of a number of draws, by Monte Carlo on the same random numbers, so that the
 * spread over the draws is the parameters' and not the simulation's.
 *
 * Barriers are looked at on their fixings. The error of one price is given
 * beside the spread: where it is not small against it, take more paths.
 *
 * @module
 */

import type { Posterior } from "lib/calibration/posterior/sample_posterior.ts";
import { thinDraws } from "lib/calibration/posterior/thin_draws.ts";
import type { Watch } from "lib/core/progress.ts";
import { makeRng } from "lib/core/rng.ts";
import { workerMap } from "lib/core/worker_map.ts";
import { quantile } from "lib/math/quantile.ts";
import { meanOf, varianceOf } from "lib/math/sampling/effective_sample_size.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import { priceMonteCarlo } from "lib/pricing/engines/monte_carlo.ts";
import type { Payoff } from "lib/pricing/engines/monte_carlo_payoffs.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";

/** A contract to price at every draw. */
export interface PropagatedContract {
  /** How it is called. */
  readonly name: string;
  /** Spot, strike, rates, maturity, call or put. */
  readonly terms: ContractTerms;
  /** What is paid; not a function of the path, which no thread can be sent. */
  readonly payoff: Exclude<Payoff, { kind: "path" }>;
}

/** What the posterior says of its price. */
export interface PropagatedPrice {
  /** How the contract is called. */
  readonly name: string;
  /** Mean over the draws. */
  readonly mean: number;
  /** Standard deviation over the draws. */
  readonly sd: number;
  /** 5 % quantile. */
  readonly q05: number;
  /** Median. */
  readonly q50: number;
  /** 95 % quantile. */
  readonly q95: number;
  /** Largest standard error of one draw's price. */
  readonly simulationError: number;
  /** Draws used. */
  readonly draws: number;
  /** Price at each, in the order of the draws. */
  readonly prices: Float64Array;
}

/** Options of {@linkcode propagate}. */
export interface PropagateOptions extends Watch {
  /** Draws used. @default {64} */
  readonly draws?: number;
  /** Paths of each price. @default {16384} */
  readonly paths?: number;
  /** Seed of the paths, the same for every draw. @default {1} */
  readonly seed?: number;
  /** Threads; 0 runs in this one. @default {0} */
  readonly workers?: number;
}

/** One draw's share of the work. */
export interface PropagateTask {
  /** Law name. */
  readonly law: string;
  /** Parameters in the order of its space. */
  readonly params: Float64Array;
  /** What to price. */
  readonly contracts: readonly PropagatedContract[];
  /** Paths of each price. */
  readonly paths: number;
  /** Seed of the paths. */
  readonly seed: number;
}

/** Price and standard error of each contract at one draw. */
export type PropagateOutcome = readonly {
  readonly price: number;
  readonly error: number;
}[];

/** Prices the contracts at one draw. */
export function priceAtDraw(task: PropagateTask): PropagateOutcome {
  const law = lawByName(task.law);
  const params = law.space.toParams(task.params);
  return task.contracts.map(({ terms, payoff }) => {
    const { price, error } = priceMonteCarlo({ law, params }, terms, payoff, {
      rng: makeRng(task.seed).child("propagate"),
      tolerance: 0,
      maxPaths: task.paths,
    });
    return { price, error };
  });
}

/**
 * Prices contracts over the posterior.
 *
 * @param posterior The draws.
 * @param contracts What to price.
 * @param options Draws, paths, threads.
 * @returns One line a contract.
 */
export async function propagate(
  posterior: Pick<Posterior, "law" | "names" | "values">,
  contracts: readonly PropagatedContract[],
  options: PropagateOptions = {},
): Promise<PropagatedPrice[]> {
  const { draws = 64, paths = 16384, seed = 1, workers = 0 } = options;
  const { signal, onProgress } = options;
  const size = lawByName(posterior.law).space.size;
  const tasks = thinDraws(posterior, draws).map((draw): PropagateTask => ({
    law: posterior.law,
    params: draw.slice(0, size),
    contracts,
    paths,
    seed,
  }));
  let done = 0;
  const report = () =>
    onProgress?.({
      done: ++done,
      total: tasks.length,
      label: "contracts at draws",
    });
  const outcomes = workers >= 1
    ? await workerMap<PropagateTask, PropagateOutcome>(
      new URL("./propagate.worker.ts", import.meta.url),
      tasks,
      {
        workers,
        onResult: report,
        ...(signal === undefined ? {} : { signal }),
      },
    )
    : tasks.map((task) => {
      signal?.throwIfAborted();
      const outcome = priceAtDraw(task);
      report();
      return outcome;
    });
  return contracts.map(({ name }, c) => {
    const prices = Float64Array.from(outcomes, (outcome) => outcome[c].price);
    const sorted = prices.toSorted();
    return {
      name,
      mean: meanOf(prices),
      sd: prices.length > 1 ? Math.sqrt(varianceOf(prices)) : 0,
      q05: quantile(sorted, 0.05),
      q50: quantile(sorted, 0.5),
      q95: quantile(sorted, 0.95),
      simulationError: outcomes.reduce((m, o) => Math.max(m, o[c].error), 0),
      draws: prices.length,
      prices,
    };
  });
}

/**
 * Two contracts that say more of the law than any quote: an at-the-money call
 * that dies 15 % below the spot, looked at every week, and one on the monthly
 * average.
 *
 * @param market Spot, rates and the maturity.
 * @returns A barrier and an Asian.
 */
export function usualContracts(
  market: Pick<ContractTerms, "spot" | "rate" | "dividend" | "maturity">,
): PropagatedContract[] {
  const terms = { ...market, strike: market.spot, isCall: true };
  const fixings = (perYear: number) =>
    Math.max(2, Math.round(perYear * market.maturity));
  return [{
    name: "down-and-out call",
    terms,
    payoff: {
      kind: "barrier",
      barrier: { kind: "down-and-out", level: 0.85 * market.spot },
      fixings: fixings(52),
    },
  }, {
    name: "arithmetic Asian call",
    terms,
    payoff: { kind: "asian", average: "arithmetic", fixings: fixings(12) },
  }];
}
