import type { Command } from "commander";
import { wholeNumber } from "scripts/option_values.ts";
import { readText } from "scripts/read_text.ts";

const EXAMPLE = `
A case:
  {"law": "heston", "params": {"v0": 0.04, "kappa": 4, "theta": 0.25, "xi": 1,
   "rho": -0.5}, "spot": 100, "strike": 100, "rate": 0.01, "dividend": 0.02,
   "maturity": 1, "type": "call", "greeks": true}

Fields:
  law        black-scholes merton kou variance-gamma nig cgmy meixner heston bates
  style      european (default), american, barrier, asian
  barrier    {"kind": "down-and-out", "level": 90}
  asian      {"average": "geometric" | "arithmetic", "fixings": 12 | "continuous"}
  tolerance  absolute error asked for, 1e-8 of the spot by default
  greeks     true adds greeks and sensitivities
  id         any string or number, the index by default

A case that cannot be priced becomes {"id": …, "failure": {"kind", "message"}};
the others go on. The exit code is 2 only if the file holds no list of cases.

Example:
  deno task tenor price cases.json > prices.json`;

/** Adds `tenor price`. */
export function register(program: Command): void {
  program.command("price")
    .description("price a JSON list of contracts, one result a contract")
    .argument("<file>", 'JSON file with an array of cases, or "-" for stdin')
    .option(
      "--seed <integer>",
      "seed of Monte Carlo prices",
      wholeNumber(0, 2 ** 32 - 1),
      1,
    )
    .option("--json", "for symmetry: the output is JSON anyway")
    .addHelpText("after", EXAMPLE)
    .action(async (file: string, options: { seed: number }) => {
      const { makeRng } = await import("lib/core/rng.ts");
      const { priceAll } = await import("lib/pricing/price_case.ts");
      const cases = parseCases(await readText(file), file);
      const rng = makeRng(options.seed);
      const results = priceAll(cases, { rng });
      const lines = results.map((result) => JSON.stringify(result));
      console.log(lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`);
    });
}

/** Reads a text as a list of cases, unchecked. */
function parseCases(text: string, file: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read ${file} as JSON: ${(error as Error).message}`,
    );
  }
  if (Array.isArray(value)) return value;
  throw new TypeError(
    `Cannot read ${file} as cases must be a JSON array: it holds ${
      value === null ? "null" : typeof value
    }. Put the case in [ ]`,
  );
}
