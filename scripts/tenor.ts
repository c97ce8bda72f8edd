/** The one command-line entry: `deno task tenor <command>`. */

import { Command, CommanderError } from "commander";
import { exitCodeOf, reportFailure } from "scripts/cli_errors.ts";

/** Each command stands in a file of its own that adds itself to the program. */
const COMMANDS = [
  "price",
  "implied_vol",
  "calibrate",
  "posterior",
  "market",
  "synth",
  "calibrator",
  "fit",
  "predict",
  "models",
  "model",
  "experiment",
  "tune",
  "greeks",
  "backtest",
  "walk_forward",
  "serve",
  "validate",
  "runs",
] as const;

async function main(args: readonly string[]): Promise<number> {
  const program = new Command("tenor")
    .description("Price, calibrate and validate, in one runtime.")
    .showHelpAfterError("(add --help for the usage)")
    .exitOverride();
  for (const name of COMMANDS) {
    const { register } = await import(`./commands/${name}.ts`);
    register(program);
  }
  try {
    await program.parseAsync(args as string[], { from: "user" });
    // A command that did its work and found something amiss has set it.
    return Deno.exitCode;
  } catch (error) {
    // commander has printed its own message; --help ends here with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    reportFailure(error);
    return exitCodeOf(error);
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
