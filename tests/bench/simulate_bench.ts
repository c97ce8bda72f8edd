/**
 * 25 million simulations of a 250-day strategy on two threads, timed on a tenth
 * of them (`--all` runs them all), with the growth of memory.
 */

import { simulateChunks } from "lib/backtest/simulate.ts";
import { makeRng } from "lib/core/rng.ts";
import { printRow } from "./bench_row.ts";

const ALL = 25_000_000;

/** What the bench measures. */
export interface SimulateBenchResult {
  /** Seconds of 25M paths, from those run. */
  readonly seconds: number;
  /** Paths run. */
  readonly paths: number;
  /** Resident memory at the end less that after a tenth of the run, MB. */
  readonly growthMb: number;
}

/** Runs the bench. */
export async function benchSimulate(
  kind: "gaussian" | "bootstrap",
  paths: number,
): Promise<SimulateBenchResult> {
  const rng = makeRng(1);
  const history = Float64Array.from(
    { length: 2520 },
    () => 4e-4 + 0.01 * rng.normal(),
  );
  const start = performance.now();
  let early = 0;
  const chunks = simulateChunks(
    kind === "gaussian"
      ? { kind, mean: 4e-4, sigma: 0.01 }
      : { kind, returns: history, block: 10 },
    { paths, seed: 1, threads: 2 },
  );
  for await (const soFar of chunks) {
    if (early === 0 && soFar.paths >= paths / 10) {
      early = Deno.memoryUsage().rss;
    }
  }
  const seconds = (performance.now() - start) / 1e3 * ALL / paths;
  const growthMb = (Deno.memoryUsage().rss - early) / 2 ** 20;
  return { seconds, paths, growthMb };
}

if (import.meta.main) {
  const count = Deno.args.includes("--all") ? ALL : ALL / 10;
  for (const kind of ["gaussian", "bootstrap"] as const) {
    const { seconds, paths, growthMb } = await benchSimulate(kind, count);
    printRow({
      name: `25M simulations of 250 days, ${kind}, two threads`,
      median: seconds,
      unit: "s",
      target: 180,
      accuracy: `timed on ${paths / 1e6}M; memory grew by ${
        growthMb.toFixed(0)
      } MB after the first tenth`,
    });
  }
}
