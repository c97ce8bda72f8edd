/** Runs `tenor market` alone, as scripts/tenor.ts runs it among the others. */

import { Command } from "commander";
import { exitCodeOf, reportFailure } from "scripts/cli_errors.ts";
import { register } from "scripts/commands/market.ts";

const program = new Command("tenor").exitOverride();
register(program);
try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  reportFailure(error);
  Deno.exit(exitCodeOf(error));
}
