/** Real chains that are on some machines and never in the repository. */
export const CHAINS = {
  spx: "../shared/data/chains/spy_spx_chains_with_greeks.csv.gz",
  names: "../shared/data/chains/chains_14_names.csv.gz",
} as const;

/** A test that is skipped, saying so, where its file is absent. */
export function testOnFile(
  path: string,
  name: string,
  fn: () => Promise<void>,
): void {
  const absent = !isThere(path);
  Deno.test({
    name: absent ? `${name} (skipped: ${path} is absent)` : name,
    ignore: absent,
    fn,
  });
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
