/**
 * Stops a trial whose best report so far is worse than the median of what other
 * trials had reported at the same step (Golovin et al. 2017, "Google Vizier",
 * KDD, section 3.2.2, with the report of the step in place of a running mean).
 *
 * @module
 */

import type { Pruner } from "lib/models/tune/pruner.ts";
import { cost } from "lib/models/tune/trial_record.ts";

/** What can be set of the median rule. */
export interface MedianPrunerSettings {
  /** Trials that must have ended first. @default {5} */
  readonly startup: number;
  /** Steps below this one never stop a trial. @default {0} */
  readonly warmup: number;
  /** Others that must have reported the step. @default {1} */
  readonly others: number;
}

/**
 * Makes the rule.
 *
 * @param settings What differs from the defaults.
 * @throws {RangeError} If a setting is negative or no integer.
 */
export function makeMedianPruner(
  settings: Partial<MedianPrunerSettings> = {},
): Pruner {
  const { startup = 5, warmup = 0, others = 1 } = settings;
  for (const [name, value] of Object.entries({ startup, warmup, others })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new RangeError(
      `Cannot prune by medians as ${name} must be an integer >= 0: current value is ${value}`,
    );
  }
  return {
    shouldPrune({ reports, finished, direction }) {
      const { step } = reports[reports.length - 1];
      const ended = finished.filter(({ state }) => state !== "failed");
      if (ended.length < startup || step < warmup) return false;
      const peers = ended
        .flatMap((trial) => trial.reports.find((r) => r.step === step) ?? [])
        .map(({ value }) => cost(value, direction));
      if (peers.length < Math.max(1, others)) return false;
      const best = Math.min(
        ...reports.map(({ value }) => cost(value, direction)),
      );
      return best > median(peers);
    },
  };
}

/** R-7 quantile at one half. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[half]
    : (sorted[half - 1] + sorted[half]) / 2;
}
