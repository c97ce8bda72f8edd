import type { Command } from "commander";

/** What commander hands over. */
export interface BacktestFlags {
  json?: boolean;
}

const HELP = `
The configuration is YAML; name, symbol and strategy must be there, the rest has
defaults. Data are files with bars, or sp500 (from an npm package); chains are
files of option quotes. A strategy is moving-average, buy-and-hold, smile-value, or a module whose default export makes one.

The strategy is first run on histories that end at random times: one that looks
ahead is refused with the first time at which it did. Each run is recorded in
results/trials/<name>.jsonl, and the Sharpe ratio is judged with all of them
counted. The run's folder holds the ledger, the fills and a tear sheet.

Example:
  deno task tenor backtest pipelines/config/backtest.yaml`;

/** Adds `tenor backtest`. */
export function register(program: Command): void {
  program.command("backtest")
    .description("run a strategy: ledger, tear sheet, and whether it was luck")
    .argument("<config>", "YAML file")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", HELP)
    .action(async (config: string, flags: BacktestFlags) => {
      const { runBacktestCommand } = await import("scripts/run_backtest.ts");
      await runBacktestCommand(config, flags);
    });
}
