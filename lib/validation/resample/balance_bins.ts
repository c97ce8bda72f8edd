/**
 * Balanced bins by resampling: as many rows of each bin of the target, such as
 * each bin of delta, to learn from.
 *
 * It takes the train side of a split and nothing else, so that it can only run
 * after the split and inside each fold: a row repeated before a split would
 * stand on both sides of it. A bin with too many rows gives some of them, drawn
 * without replacement; one with too few gives each row equally often and the
 * rest drawn without replacement. A bin without rows stays empty.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { binIndices } from "lib/validation/bins.ts";
import { shuffledIndices } from "lib/validation/shuffle.ts";
import type { TrainRows } from "lib/validation/splitter.ts";

/** Changes the mix of the rows learnt from; the same stream, the same rows. */
export type Resample = (
  train: TrainRows,
  target: ArrayLike<number>,
  rng: Rng,
) => Int32Array;

/** How to balance. */
export interface BalanceOptions {
  /** Edges of the target's bins. */
  readonly edges: ArrayLike<number>;
  /**
   * Rows a bin is to have: a number, or that of the bins with rows on average
   * (rounded), of the largest, of the smallest. @default {"mean"}
   */
  readonly to?: "mean" | "largest" | "smallest" | number;
}

/**
 * Makes a resampling to equal numbers of rows in each bin.
 *
 * @param options Bins, and how many rows each is to have.
 * @returns A function of a split's train rows, the target of all rows and a
 * stream; it returns rows of the train side, ascending, repeats side by side.
 * @throws {RangeError} If `to` is a number and not a whole one from 1.
 *
 * @example As many low as high
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { balanceBins } from "lib/validation/resample/balance_bins.ts";
 * import { makeSplit } from "lib/validation/splitter.ts";
 *
 * const target = [0.1, 0.2, 0.3, 0.9, 0.4];
 * const { train } = makeSplit([false, false, false, false, true]);
 * const balance = balanceBins({ edges: [0, 0.5, 1] });
 * const rows = balance(train, target, makeRng(1));
 * assertEquals(rows.length, 4);
 * assertEquals([...rows.slice(2)], [3, 3]);
 * ```
 */
export function balanceBins(options: BalanceOptions): Resample {
  const { edges, to = "mean" } = options;
  if (typeof to === "number" && !(Number.isInteger(to) && to >= 1)) {
    throw new RangeError(
      `Cannot balance bins as to must be a whole number ≥ 1: current value is ${to}`,
    );
  }
  return (train, target, rng) => {
    const bins = binIndices(Array.from(train, (row) => target[row]), edges);
    const members = Array.from(
      { length: edges.length - 1 },
      (): number[] => [],
    );
    train.forEach((row, i) => members[bins[i]].push(row));
    const filled = members.filter(({ length }) => length > 0);
    const wanted = rowsWanted(filled.map(({ length }) => length), to);
    const drawn = members.flatMap((rows, bin) =>
      rows.length === 0 ? [] : drawRows(rows, wanted, rng.child(`bin ${bin}`))
    );
    return Int32Array.from(drawn).sort();
  };
}

function rowsWanted(
  sizes: readonly number[],
  to: NonNullable<BalanceOptions["to"]>,
): number {
  if (typeof to === "number") return to;
  if (to === "largest") return Math.max(...sizes);
  if (to === "smallest") return Math.min(...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Math.round(total / sizes.length);
}

function drawRows(rows: readonly number[], wanted: number, rng: Rng): number[] {
  const order = shuffledIndices(rows.length, rng);
  return Array.from(
    { length: wanted },
    (_, i) => rows[order[i % rows.length]],
  );
}
