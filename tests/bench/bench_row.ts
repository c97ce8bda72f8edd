/** What a bench reports, one JSON line a row; `deno task bench` makes a table. */

/** One measured figure. */
export interface BenchRow {
  /** What was timed. */
  readonly name: string;
  /** Median, in `unit`. */
  readonly median: number;
  /** Such as `"ms"` or `"ns an option"`. */
  readonly unit: string;
  /** What we want, in `unit`. */
  readonly target?: number;
  /** What the best peer took on such a machine, and who it is. */
  readonly peer?: string;
  /** How accurate the timed result is, in words with its unit. */
  readonly accuracy?: string;
}

/** Prints a row. */
export function printRow(row: BenchRow): void {
  console.log(JSON.stringify(row));
}

/** Median milliseconds of `runs` calls, after warming up. */
export function medianMs(work: () => void, runs = 41, warmUp = 20): number {
  for (let i = 0; i < warmUp; ++i) work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[runs >> 1];
}
