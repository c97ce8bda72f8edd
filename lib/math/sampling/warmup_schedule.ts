/**
 * The windows of a warm-up: a fast start, windows of doubling length at the end
 * of which the mass matrix is learned, and a fast end for the step size.
 *
 * Stan Reference Manual, "Automatic parameter tuning": 75 draws, windows from
 * 25, 50 draws; shorter warm-ups split 15 %, 75 %, 10 %.
 *
 * @module
 */

/** When the mass matrix learns. */
export interface WarmupSchedule {
  /** First draw that counts for the mass matrix. */
  readonly from: number;
  /** First draw that no longer does. */
  readonly to: number;
  /** Draws after which a window ends, ascending; the last is `to − 1`. */
  readonly ends: readonly number[];
}

/**
 * Plans a warm-up.
 *
 * @param warmup Number of draws.
 * @returns The windows; none for fewer than 20 draws.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { warmupSchedule } from "lib/math/sampling/warmup_schedule.ts";
 *
 * assertEquals(warmupSchedule(1000).ends, [99, 149, 249, 449, 949]);
 * ```
 */
export function warmupSchedule(warmup: number): WarmupSchedule {
  if (warmup < 20) return { from: warmup, to: warmup, ends: [] };
  let [first, window, last] = [75, 25, 50];
  if (first + window + last > warmup) {
    first = Math.floor(0.15 * warmup);
    last = Math.floor(0.1 * warmup);
    window = warmup - first - last;
  }
  const to = warmup - last;
  const ends: number[] = [];
  let start = first;
  while (start < to) {
    // A window that would leave too little for the next takes it all.
    const end = start + 3 * window > to ? to : start + window;
    ends.push(end - 1);
    start = end;
    window *= 2;
  }
  return { from: first, to, ends };
}
