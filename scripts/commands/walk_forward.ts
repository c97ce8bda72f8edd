import type { Command } from "commander";

/** What commander hands over. */
export interface WalkForwardFlags {
  json?: boolean;
}

const HELP = `
The configuration is that of tenor backtest with a grid of settings. Each step
tries every combination on the bars learnt from (train), trades the best one on
the bars that follow (test), and goes on by these; the steps together are one
record that no choice has seen. Every combination of every step is recorded as a
trial. A walk that was killed goes on from its last step when it is run again
with the same settings and bars.

Example:
  deno task tenor walk-forward pipelines/config/backtest.yaml`;

/** Adds `tenor walk-forward`. */
export function register(program: Command): void {
  program.command("walk-forward")
    .description("choose settings on the past, trade them on what follows")
    .argument("<config>", "YAML file with a grid")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", HELP)
    .action(async (config: string, flags: WalkForwardFlags) => {
      const { runWalkForward } = await import("scripts/run_walk_forward.ts");
      await runWalkForward(config, flags);
    });
}
