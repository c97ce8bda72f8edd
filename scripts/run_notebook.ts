/**
 * Executes a notebook in the Deno kernel: `FILE [--out FILE]`. The result is
 * written even if a cell fails, whole or not at all.
 *
 * @module
 */

import { dirname } from "@std/path";
import { writeTextAtomic } from "lib/core/atomic_file.ts";
import { executeNotebook } from "./jupyter/execute.ts";
import { readNotebook } from "./jupyter/notebook_file.ts";

/** Executes `path` into `out`; returns what failed, or null. */
export async function runNotebook(
  path: string,
  out: string,
): Promise<string | null> {
  const notebook = await readNotebook(path);
  const { notebook: done, failure } = await executeNotebook(
    notebook,
    dirname(await Deno.realPath(path)),
  );
  await writeTextAtomic(out, JSON.stringify(done, null, 1) + "\n");
  return failure && `${path}, cell ${failure.cell}: ${failure.message}`;
}

if (import.meta.main) {
  const [path, flag, out] = Deno.args;
  if (
    path === undefined || (flag !== undefined && (flag !== "--out" || !out))
  ) {
    console.error("Usage: deno task notebook FILE [--out FILE]");
    Deno.exit(2);
  }
  try {
    const problem = await runNotebook(path, out ?? path);
    if (problem !== null) {
      console.error(problem);
      Deno.exit(1);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(2);
  }
}
