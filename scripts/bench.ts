/**
 * Every bench of tests/bench, one after the other, each in its own process so
 * that none warms or disturbs another.
 *
 * @module
 */

import { filesUnder, runDeno } from "./deno_command.ts";

let good = true;
for (const path of await filesUnder("tests/bench", "_bench.ts")) {
  const isDenoBench = (await Deno.readTextFile(path)).includes("Deno.bench(");
  good = await runDeno([isDenoBench ? "bench" : "run", "-A", path]) && good;
}
Deno.exit(good ? 0 : 1);
