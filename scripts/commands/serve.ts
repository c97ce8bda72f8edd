import { type Command, Option } from "commander";
import { positiveNumber, wholeNumber } from "scripts/option_values.ts";

const HELP = `
Routes: /calibrate /price /implied-vol /predict /predict/batch /jobs /models
/model/info /health /metrics /v2 /docs, and a page at /. Without --keys-file the
server listens on loopback alone and asks for no key. A keys file has a line a key,
holder:SHA-256, the hash by
  printf %s KEY | sha256sum
SIGTERM and SIGINT answer what was asked, then stop; a new version of a model is
taken up while requests run, of calls and puts that which is the champion.

Example:
  deno task tenor serve --port 8000`;

/** What commander hands over. */
export interface ServeFlags {
  host: string;
  port: number;
  models: string;
  keysFile?: string;
  backend: "wasm" | "node";
  threads: number;
  bodyLimit: number;
  rateLimit?: number;
  quiet?: boolean;
}

/** Adds `tenor serve`. */
export function register(program: Command): void {
  program.command("serve")
    .description("answer calibrations, prices and deltas over HTTP")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option(
      "--port <n>",
      "port; 0 takes a free one",
      wholeNumber(0, 65535),
      8000,
    )
    .option("--models <dir>", "registered models", "results/models")
    .option("--keys-file <file>", "hashed API keys")
    .addOption(
      new Option("--backend <name>", "what runs the graphs")
        .choices(["wasm", "node"]).default("wasm"),
    )
    .option(
      "--threads <n>",
      "threads for least squares and posteriors",
      wholeNumber(1, 64),
      1,
    )
    .option(
      "--body-limit <bytes>",
      "largest body",
      wholeNumber(1, 2 ** 30),
      2 ** 23,
    )
    .option("--rate-limit <n>", "requests a second and client", positiveNumber)
    .option("--quiet", "log errors alone")
    .addHelpText("after", HELP)
    .action(async (flags: ServeFlags) => {
      const { runServe } = await import("scripts/run_serve.ts");
      await runServe(flags);
    });
}
