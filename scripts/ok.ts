/**
 * The checks that run no test: format, lint, types of sources and notebook
 * cells, documentation of everything lib exports.
 *
 * @module
 */

import { checkNotebooks } from "./check_notebooks.ts";
import { filesUnder, runDeno } from "./deno_command.ts";

/** The one program for browsers: their types would be everybody's. */
const BROWSER = "lib/serve/page/main.ts";

/** Runs every check, whichever fail; returns the names of those that did. */
export async function ok(): Promise<string[]> {
  const folders = ["lib", "scripts", "pipelines", "tests"];
  const sources: string[] = [];
  for (const folder of folders) {
    sources.push(...await filesUnder(folder, ".ts"));
  }
  const lib = sources.filter((path) => path.startsWith("lib/"));
  const failed: string[] = [];
  if (!await runDeno(["fmt", "--check", "--quiet", "deno.json", ...sources])) {
    failed.push("fmt");
  }
  if (!await runDeno(["lint", "--quiet", ...sources])) failed.push("lint");
  const inDeno = sources.filter((path) => path !== BROWSER);
  const typed = await runDeno(["check", "--quiet", ...inDeno]);
  if (!await runDeno(["check", "--quiet", BROWSER]) || !typed) {
    failed.push("types");
  }
  if (!await checkNotebooks()) failed.push("notebook types");
  if (!await runDeno(["doc", "--lint", "--quiet", ...lib])) failed.push("doc");
  return failed;
}

if (import.meta.main) {
  const failed = await ok();
  console.log(failed.length === 0 ? "ok" : `failed: ${failed.join(", ")}`);
  Deno.exit(failed.length === 0 ? 0 : 1);
}
