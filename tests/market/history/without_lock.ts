/**
 * Tests of what loads a package whose name is put together at run time: Deno
 * writes it into deno.lock, from which everybody would fetch it. So they run
 * in a program of their own that has no lock file.
 *
 * @module
 */

/** Runs a module of tests; a step in it that is skipped is one here. */
export async function testWithoutLock(
  context: Deno.TestContext,
  module: string,
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "--no-lock", "--no-check", "-A", "--reporter=tap"],
      ...["--sanitize-ops", "--sanitize-resources", module],
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const out = text(stdout);
  if (!success) throw new Error(`${out}\n${text(stderr)}`);
  for (const [, name] of out.matchAll(/^\s*ok \d+ - (.*) # SKIP/gm)) {
    await context.step({ name, ignore: true, fn: () => {} });
  }
}
