/**
 * Leak search by truncation: a signal that uses only what was known does not
 * change when the future is taken away. The signals of the whole history are
 * compared with those of histories cut at random rows; the first row that
 * differs saw what came after its cut.
 *
 * A difference proves a leak. A peek of one row shows only where a cut falls
 * right behind it, so no difference at k random cuts leaves a leak unseen that
 * shows at a share f of all cuts with chance (1 − f)^k. As many cuts as rows
 * are every cut: then nothing is left unseen.
 *
 * @module
 */

import { LeakageError } from "lib/core/errors.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Rng } from "lib/core/rng.ts";

/** What is searched. */
export interface TruncatedFutureOptions<History> extends Watch {
  /** Rows of the history n. */
  readonly rows: number;
  /**
   * The first `rows` rows of the history as a copy: what lies behind must not
   * be reachable from it.
   */
  readonly truncate: (history: History, rows: number) => History;
  /** Stream for the cuts. */
  readonly rng: Rng;
  /** Number of random cuts; as many as rows are all of them. @default {20} */
  readonly cuts?: number;
  /** Time of each row, shape `[n]`, for the error. @default the row */
  readonly times?: ArrayLike<number>;
  /**
   * Relative difference that is let pass, for sums whose order depends on the
   * length. @default {0}
   */
  readonly tolerance?: number;
}

/** What a search that found nothing did. */
export interface TruncatedFutureReport {
  /** Rows at which the history was cut, ascending. */
  readonly cuts: Int32Array;
  /** Signals compared. */
  readonly compared: number;
}

/** Cuts that are run before the whole history; all are kept until then. */
const EARLY = 32;

/**
 * Refuses signals that see the future.
 *
 * @param signals Signals of a history: one for each of its rows. It may fit
 * models; whatever it draws must be the same each time. NaN is a warm-up.
 * @param history The whole history.
 * @param options Rows, how to truncate, cuts.
 * @returns The cuts at which nothing differed.
 * @throws {LeakageError} With the first row and time at which a signal changed.
 * Once a leak is seen the search narrows it down by bisection, which finds
 * the very first row if every longer history shows a leak too; with every cut
 * it is the very first.
 * @throws {TypeError} If there are not as many signals as rows.
 * @throws {RangeError} If there are fewer than two rows, or no cuts.
 * @throws The signal's reason if it aborts.
 *
 * @example A centred mean sees one row ahead
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { LeakageError } from "lib/core/errors.ts";
 * import { makeRng } from "lib/core/rng.ts";
 * import { truncatedFuture } from "lib/validation/leakage/truncated_future.ts";
 *
 * const prices = Float64Array.from({ length: 50 }, (_, i) => i * i);
 * const centred = (p: Float64Array) =>
 *   p.map((x, i) => ((p[i - 1] ?? x) + x + (p[i + 1] ?? x)) / 3);
 * const error = await assertRejects(() =>
 *   truncatedFuture(centred, prices, {
 *     rows: 50,
 *     truncate: (p, rows) => p.slice(0, rows),
 *     rng: makeRng(1),
 *   }), LeakageError);
 * assertEquals(error.row, 0);
 * ```
 */
export async function truncatedFuture<History>(
  signals: (history: History) => ArrayLike<number> | Promise<ArrayLike<number>>,
  history: History,
  options: TruncatedFutureOptions<History>,
): Promise<TruncatedFutureReport> {
  const { rows, truncate, rng, cuts = 20, times, tolerance = 0 } = options;
  check(rows, cuts);
  const signalsOf = async (length: number) => {
    const part = length === rows ? history : truncate(history, length);
    const values = await signals(part);
    if (values.length === length) return values;
    throw new TypeError(
      `Cannot search for leaks as there must be a signal for each of ${length} rows: there are ${values.length}`,
    );
  };
  const places = drawCuts(rows, cuts, rng);
  // Some cuts before the whole, shortest first: what remembers the longest
  // history that it saw knows nothing of the future yet. Copies, since one that
  // hands out one array again and again is no excuse.
  const early = new Map<number, Float64Array>();
  for (const length of places.subarray(0, EARLY)) {
    early.set(length, Float64Array.from(await signalsOf(length)));
  }
  const whole = Float64Array.from(await signalsOf(rows));
  const firstChange = async (length: number) => {
    const part = early.get(length) ?? await signalsOf(length);
    for (let row = 0; row < length; ++row) {
      if (!isSame(part[row], whole[row], tolerance)) return row;
    }
    return -1;
  };
  let [clean, compared] = [0, 0];
  for (const [done, length] of places.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.({
      done,
      total: places.length,
      label: `row ${length}`,
    });
    const row = await firstChange(length);
    if (row >= 0) {
      throw leak(
        await narrowed({ row, length, clean, firstChange }),
        times,
      );
    }
    clean = length;
    compared += length;
  }
  options.onProgress?.({ done: places.length, total: places.length });
  return { cuts: places, compared };
}

/** Different cuts between row 1 and the last, ascending. */
function drawCuts(rows: number, cuts: number, rng: Rng): Int32Array {
  const places = new Set<number>();
  const most = Math.min(cuts, rows - 1);
  while (places.size < most) {
    places.add(1 + Math.floor(rng.uniform() * (rows - 1)));
  }
  return Int32Array.from(places).sort();
}

/** Bisects between a length that showed nothing and one that did. */
async function narrowed(search: {
  readonly row: number;
  readonly length: number;
  readonly clean: number;
  readonly firstChange: (length: number) => Promise<number>;
}): Promise<{ readonly row: number; readonly length: number }> {
  let { row, length, clean } = search;
  while (length - clean > 1) {
    const middle = clean + Math.floor((length - clean) / 2);
    const found = await search.firstChange(middle);
    if (found < 0) {
      clean = middle;
      continue;
    }
    length = middle;
    row = Math.min(row, found);
  }
  return { row, length };
}

function leak(
  { row, length }: { readonly row: number; readonly length: number },
  times: ArrayLike<number> | undefined,
): LeakageError {
  const time = times?.[row] ?? row;
  return new LeakageError(
    `Signals must not depend on what comes later: that of row ${row}, time ${time}, changes when the history ends after ${length} rows. Look for shifts with the wrong sign, centred windows, and scalers or models fitted on all rows`,
    { search: "truncated future", time, row },
  );
}

function isSame(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

function check(rows: number, cuts: number): void {
  if (!Number.isInteger(rows) || rows < 2) {
    throw new RangeError(
      `Cannot search for leaks as rows must be a whole number ≥ 2: current value is ${rows}`,
    );
  }
  if (!Number.isInteger(cuts) || cuts < 1) {
    throw new RangeError(
      `Cannot search for leaks as cuts must be a whole number ≥ 1: current value is ${cuts}`,
    );
  }
}
