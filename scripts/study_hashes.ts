/** Hashes of what a backtest was run on, for its manifest. */

import { sha256Hex, sha256OfFile } from "lib/core/hash.ts";
import type { TrialCount } from "lib/validation/trial_ledger.ts";
import type { BacktestConfig } from "pipelines/backtest_config.ts";
import type { StudyData } from "pipelines/backtest_run.ts";
import { SYNTHETIC } from "pipelines/synthetic_chains.ts";

/**
 * SHA-256 of each file of a configuration by the name it has there; of the bars
 * that come as a package, their numbers'.
 */
export async function hashStudyData(
  config: BacktestConfig,
  { bars }: StudyData,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of [...config.data, ...config.chains]) {
    if (name === SYNTHETIC) continue;
    hashes[name] = name === "sp500"
      ? await sha256Hex(JSON.stringify(
        bars.map(({ symbol, time, open, high, low, close, volume }) => [
          symbol,
          ...[time, open, high, low, close, volume].map((column) =>
            Array.from(column)
          ),
        ]),
      ))
      : await sha256OfFile(name);
  }
  return hashes;
}

/**
 * A hash of the trials that a result is judged against: of the configurations and
 * what they earned, not of how often each was run.
 */
export async function hashTrials(
  { distinct, sharpes }: TrialCount,
): Promise<string> {
  return await sha256Hex(JSON.stringify([distinct, ...sharpes]));
}
