import { makeRng } from "lib/core/rng.ts";
import { equalBins } from "lib/validation/bins.ts";
import type { SplitRows } from "lib/validation/splitter.ts";

/** Rows of forty days with ties in time, deltas heaped near 0 and 1. */
export function sampleRows(
  count: number,
  seed: number,
): Required<Omit<SplitRows, "spans">> {
  const rng = makeRng(seed);
  const day = Float64Array.from(
    { length: count },
    () => Math.floor(40 * rng.uniform()),
  );
  return {
    count,
    target: day.map(() => 0.5 - 0.5 * Math.cos(Math.PI * rng.uniform() ** 0.5)),
    groups: Array.from(day, (d) => `day ${d}`),
    times: day,
  };
}

/** Deciles of delta. */
export const edges = equalBins(0, 1, 10);
