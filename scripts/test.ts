/**
 * Everything that must hold: the checks of `ok`, unit tests under the leak
 * sanitizers, documented examples, and every notebook in the real kernel. The
 * last line is `N passed, N failed`.
 *
 * @module
 */

import { runDeno } from "./deno_command.ts";
import { listNotebooks } from "./jupyter/notebook_file.ts";
import { ok } from "./ok.ts";
import { runNotebook } from "./run_notebook.ts";
import { addCounts, countTests, type TestCounts } from "./test_counts.ts";

/** `deno test` with these arguments; a run that dies is one failure. */
async function denoTest(args: readonly string[]): Promise<TestCounts> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    const success = await runDeno([
      "test",
      "-A",
      "--reporter=dot",
      `--junit-path=${report}`,
      ...args,
    ]);
    const counts = countTests(await Deno.readTextFile(report));
    const silent = counts.failed === 0 && (!success || counts.passed === 0);
    return silent ? { ...counts, failed: 1 } : counts;
  } finally {
    await Deno.remove(report);
  }
}

/** Executes every notebook into a temporary file. */
async function testNotebooks(): Promise<TestCounts> {
  let passed = 0;
  let failed = 0;
  const out = await Deno.makeTempDir();
  for (const path of await listNotebooks()) {
    const problem = await runNotebook(path, `${out}/notebook.ipynb`)
      .catch((error) => `${path}: ${error.message}`);
    if (problem === null) ++passed;
    else {
      ++failed;
      console.error(problem);
    }
  }
  await Deno.remove(out, { recursive: true });
  return { passed, failed };
}

if (import.meta.main) {
  Deno.env.set("DENO_JOBS", "2");
  const checks = await ok();
  if (checks.length > 0) console.error(`failed checks: ${checks.join(", ")}`);
  const documented = ["lib"];
  if (await Deno.stat("README.md").catch(() => null)) {
    documented.push("README.md");
  }
  const { passed, failed } = addCounts([
    { passed: 0, failed: checks.length },
    await denoTest([
      "--sanitize-ops",
      "--sanitize-resources",
      "--parallel",
      "tests",
    ]),
    await denoTest(["--doc", ...documented]),
    await testNotebooks(),
  ]);
  console.log(`${passed} passed, ${failed} failed`);
  Deno.exit(failed === 0 && passed > 0 ? 0 : 1);
}
