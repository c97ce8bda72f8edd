/**
 * The best value that a tuner's defaults find on three test functions, median
 * over 20 seeds, against Optuna's 75 % quantile; and the time of a proposal.
 */

import { openStudy } from "lib/models/tune/study.ts";
import type { SamplerSpec } from "lib/models/tune/samplers.ts";
import {
  TEST_FUNCTIONS,
  type TestFunction,
} from "../models/tune/test_functions.ts";
import { printRow } from "./bench_row.ts";

/** The best values over seeds, least first. */
export async function bestOverSeeds(
  { space, value, trials }: TestFunction,
  { sampler = { kind: "tpe" }, first = 1, seeds = 20, batch = 1 }: {
    readonly sampler?: SamplerSpec;
    readonly first?: number;
    readonly seeds?: number;
    readonly batch?: number;
  } = {},
): Promise<number[]> {
  const found: number[] = [];
  for (let seed = first; seed < first + seeds; ++seed) {
    const study = await openStudy({ space, sampler, seed, batch });
    await study.optimize(
      ({ params }) => value(Object.values(params) as number[]),
      { trials },
    );
    found.push(study.best!.values[0]);
  }
  return found.sort((a, b) => a - b);
}

/** The median of an even number of sorted values. */
export function medianOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return (sorted[half - 1] + sorted[half]) / 2;
}

if (import.meta.main) {
  for (const each of TEST_FUNCTIONS) {
    const start = performance.now();
    const found = await bestOverSeeds(each);
    const ms = (performance.now() - start) / (20 * each.trials);
    const random = medianOf(
      await bestOverSeeds(each, { sampler: { kind: "random" } }),
    );
    printRow({
      name: `TPE on ${each.name}, ${each.trials} trials`,
      median: medianOf(found),
      unit: "best found",
      target: each.optuna,
      peer: `Optuna's 75 % quantile ${each.optuna}`,
      accuracy: `quartiles ${found[5].toFixed(3)} to ${
        found[14].toFixed(3)
      }; random search ${random.toFixed(3)}; ${ms.toFixed(2)} ms a trial`,
    });
  }
}
