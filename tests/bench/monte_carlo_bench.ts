/**
 * Monte Carlo, one thread: ns a path for a terminal European under
 * Black–Scholes, ns a path-step under Heston, and misses in standard errors.
 */

import { makeRng } from "lib/core/rng.ts";
import { priceMonteCarlo } from "lib/pricing/engines/monte_carlo.ts";
import type { LawParams } from "lib/pricing/laws/law.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { printRow } from "./bench_row.ts";
import { LEWIS_HESTON } from "../reference/published_prices.ts";

const RUNS = 7;
const STEPS = 64;

/** What one model's bench measures. */
interface Measured {
  /** Median nanoseconds a path. */
  readonly nsPerPath: number;
  /** Price less the exact one, last run. */
  readonly miss: number;
  /** Its standard error. */
  readonly error: number;
}

/** What the bench measures. */
export interface MonteCarloBenchResult {
  /** Black–Scholes, one fixing, Sobol points. */
  readonly gbm: Measured;
  /** Heston, one fixing, 64 steps, Sobol points. */
  readonly heston: Measured;
  /**
   * Median nanoseconds of one of the 64 steps of a Heston path; the 32 steps of
   * its coarser twin are in the time, not in the count.
   */
  readonly hestonNsPerStep: number;
}

function measure(
  name: string,
  params: LawParams,
  carry: { readonly rate: number; readonly dividend: number },
  exact: number,
  maxPaths: number,
): Measured {
  const model = { law: lawByName(name), params };
  const terms = { spot: 100, strike: 100, maturity: 1, isCall: true, ...carry };
  const times: number[] = [];
  let [miss, error] = [NaN, NaN];
  for (let run = 0; run < RUNS; ++run) {
    const start = performance.now();
    const found = priceMonteCarlo(model, terms, { kind: "european" }, {
      rng: makeRng(run),
      tolerance: 0,
      maxPaths,
      stepsPerYear: STEPS,
    });
    times.push((performance.now() - start) * 1e6 / found.paths);
    miss = found.price - exact;
    error = found.error;
  }
  return { nsPerPath: times.sort((a, b) => a - b)[RUNS >> 1], miss, error };
}

/** Runs the bench. */
export function benchMonteCarlo(): MonteCarloBenchResult {
  const gbm = measure(
    "black-scholes",
    { sigma: 0.2 },
    { rate: 0.05, dividend: 0 },
    10.450583572185565,
    2 ** 21,
  );
  const heston = measure(
    "heston",
    LEWIS_HESTON.params,
    { rate: 0.01, dividend: 0.02 },
    LEWIS_HESTON.rows[2].call,
    2 ** 15,
  );
  return { gbm, heston, hestonNsPerStep: heston.nsPerPath / STEPS };
}

if (import.meta.main) {
  const { gbm, heston, hestonNsPerStep } = benchMonteCarlo();
  const accuracy = ({ miss, error }: Measured) =>
    `${miss.toExponential(1)} off, standard error ${error.toExponential(1)}`;
  printRow({
    name: "Monte Carlo, Black-Scholes European, 2^21 Sobol paths",
    median: gbm.nsPerPath,
    unit: "ns a path",
    target: 18,
    accuracy: accuracy(gbm),
  });
  printRow({
    name:
      "Monte Carlo, Heston QE-M European, 2^15 Sobol paths of 64 steps, extrapolated",
    median: hestonNsPerStep,
    unit: "ns a path-step",
    target: 40,
    accuracy: accuracy(heston),
  });
}
