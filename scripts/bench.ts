/**
 * Every bench of tests/bench, one after the other, each in its own process so
 * that none warms or disturbs another; their rows as one table.
 *
 * @module
 */

import { columns } from "./calibration_text.ts";
import { filesUnder } from "./deno_command.ts";
import type { BenchRow } from "../tests/bench/bench_row.ts";

/** The rows that one bench prints. */
async function rowsOf(path: string): Promise<BenchRow[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", path],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${path} failed`);
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

const head = ["what", "median", "target", "best peer", "accuracy"];
const table = [head];
for (const path of await filesUnder("tests/bench", "_bench.ts")) {
  for (const row of await rowsOf(path)) {
    table.push([
      row.name,
      `${Number(row.median.toPrecision(3))} ${row.unit}`,
      row.target === undefined ? "" : `${row.target}`,
      row.peer ?? "",
      row.accuracy ?? "",
    ]);
  }
}
console.log(columns(table));
