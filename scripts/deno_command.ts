/**
 * Runs this same Deno with other arguments, its output passed through.
 *
 * @module
 */

/** Runs `deno …args`; true if it ended with exit code 0. */
export async function runDeno(args: readonly string[]): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await child.status).success;
}

/** Files under a folder whose name ends so, sorted; none if it is absent. */
export async function filesUnder(
  folder: string,
  ending: string,
): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) found.push(...await filesUnder(path, ending));
      else if (entry.name.endsWith(ending)) found.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}
