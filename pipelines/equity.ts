/**
 * Equity research, first leg: daily bars → a strategy, its leak search and its
 * tear sheet → settings chosen on the past and traded on what follows → skill or
 * luck.
 *
 *     deno task equity [CONFIG.yaml]
 */

import { exitCodeOf, reportFailure } from "scripts/cli_errors.ts";
import { runBacktestCommand } from "scripts/run_backtest.ts";
import { runWalkForward } from "scripts/run_walk_forward.ts";

const DEFAULT_CONFIG = "pipelines/config/backtest.yaml";

async function main([config = DEFAULT_CONFIG]: readonly string[]) {
  // The walk first: the trials that it tries are counted against the strategy.
  console.log("Walk-forward\n");
  await runWalkForward(config, {});
  console.log("\nBacktest\n");
  await runBacktestCommand(config, {});
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    reportFailure(error);
    Deno.exit(exitCodeOf(error));
  }
}
