/**
 * Column means of block resamples, by running sums: a run of neighbours costs a
 * subtraction a column, however long it is.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  type BlockOptions,
  blockSampler,
} from "lib/validation/bootstrap/blocks.ts";

/** How to resample a matrix's rows. */
export interface BootstrapMeansOptions extends BlockOptions, Watch {
  /** Number of resamples. @default {10_000} */
  readonly replications?: number;
}

/** Means of columns, and how those of resamples lie about them. */
export interface BootstrapMeans {
  /** Means of the columns, shape `[k]`. */
  readonly means: Float64Array;
  /** Means of each resample less `means`, shape `[replications × k]`. */
  readonly deviations: Matrix;
  /** Number of rows n. */
  readonly count: number;
}

/**
 * Resamples rows in blocks, the same rows for every column.
 *
 * @param values Shape `[n × k]`.
 * @param options Stream, kind, block length, number of resamples.
 * @returns Means and their deviations in resamples.
 * @throws {RangeError} If `replications` is not a whole number ≥ 1, a value is not
 * finite, or as {@linkcode blockSampler}.
 * @throws The signal's reason if it aborts.
 *
 * @example The spread of a mean
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
 *
 * const data = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
 * const { deviations } = bootstrapMeans({ data, rows: 8, cols: 1 }, {
 *   rng: makeRng(1),
 *   blockLength: 1,
 * });
 * const squares = deviations.data.reduce((sum, d) => sum + d * d, 0);
 * assertAlmostEquals(squares / deviations.rows, 5.25 / 8, 0.03);
 * ```
 */
export function bootstrapMeans(
  values: Matrix,
  options: BootstrapMeansOptions,
): BootstrapMeans {
  const { replications = 10_000, onProgress, signal } = options;
  const { rows, cols } = values;
  if (!(Number.isInteger(replications) && replications >= 1)) {
    throw new RangeError(
      `Cannot resample as replications must be a whole number ≥ 1: current value is ${replications}`,
    );
  }
  const sampler = blockSampler(rows, options);
  const means = columnMeans(values);
  const running = runningSums(values, means);
  const data = new Float64Array(replications * cols);
  const { starts, ends } = sampler;
  for (let r = 0; r < replications; ++r) {
    if (r % 100 === 0) {
      signal?.throwIfAborted();
      onProgress?.({ done: r, total: replications, label: "resamples" });
    }
    const runs = sampler.draw();
    const out = data.subarray(r * cols, (r + 1) * cols);
    for (let run = 0; run < runs; ++run) {
      const from = starts[run] * cols;
      const to = ends[run] * cols;
      for (let j = 0; j < cols; ++j) {
        out[j] += running[to + j] - running[from + j];
      }
    }
    for (let j = 0; j < cols; ++j) out[j] /= rows;
  }
  return {
    means,
    deviations: { data, rows: replications, cols },
    count: rows,
  };
}

function columnMeans({ data, rows, cols }: Matrix): Float64Array {
  const means = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; ++i) {
    for (let j = 0; j < cols; ++j, ++at) {
      if (!Number.isFinite(data[at])) {
        throw new RangeError(
          `Cannot resample as values must be finite: that of row ${i}, column ${j} is ${
            data[at]
          }`,
        );
      }
      means[j] += data[at] / rows;
    }
  }
  return means;
}

/** Sums of the rows before each, about the mean: `[(n + 1) × k]`. */
function runningSums(
  { data, rows, cols }: Matrix,
  means: Float64Array,
): Float64Array {
  const sums = new Float64Array((rows + 1) * cols);
  for (let i = 0, at = 0; i < rows; ++i) {
    for (let j = 0; j < cols; ++j, ++at) {
      sums[at + cols] = sums[at] + data[at] - means[j];
    }
  }
  return sums;
}
