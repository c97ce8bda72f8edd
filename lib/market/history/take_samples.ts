/** Some rows of samples, as samples. @module */

import type { OptionSamples } from "lib/market/history/fetch_option_samples.ts";

/**
 * Takes rows of samples.
 *
 * @param samples All columns.
 * @param rows Indices, in the order wanted.
 */
export function takeSamples(
  samples: OptionSamples,
  rows: ArrayLike<number>,
): OptionSamples {
  const taken = Object.entries(samples).map(([name, column]) => {
    if (name === "rows") return [name, rows.length];
    const part = Array.from(rows, (row) => column[row]);
    return [
      name,
      column instanceof Float64Array ? Float64Array.from(part) : part,
    ];
  });
  return Object.fromEntries(taken);
}
