/**
 * The known name that a misspelt one most likely meant.
 *
 * @param name What was written.
 * @param known What could have been, at least one.
 * @returns The known name at the least Levenshtein distance, the first of equals.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearestName } from "lib/core/nearest_name.ts";
 *
 * assertEquals(nearestName("strke", ["spot", "strike"]), "strike");
 * ```
 */
export function nearestName(name: string, known: readonly string[]): string {
  const wanted = name.slice(0, 64).toLowerCase();
  const scored = known.map((k) => ({
    k,
    distance: distance(wanted, k.toLowerCase()),
  }));
  return scored.reduce((a, b) => b.distance < a.distance ? b : a).k;
}

/** Levenshtein distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const next = [i];
    for (let j = 1; j <= b.length; ++j) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
