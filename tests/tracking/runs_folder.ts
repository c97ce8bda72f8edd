/** A folder of runs for a test. */

import type { RunOptions } from "lib/tracking/run.ts";

/** How the tests' runs start. */
export const OPTIONS: Omit<RunOptions, "root"> = {
  kind: "calibration",
  name: "spx",
  time: "2026-01-02T03:04:05Z",
  codeVersion: "1",
};

/** A folder that is gone after the test. */
export async function inRuns(
  work: (root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Text of a file of a run. */
export function text(run: string, file: string): Promise<string> {
  return Deno.readTextFile(`${run}/${file}`);
}
