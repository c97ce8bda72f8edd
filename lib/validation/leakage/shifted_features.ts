/**
 * Leak search by shifting: the procedure is run again with features that are
 * older by 1, 2, … rows. Skill that comes from what was known fades; skill that
 * comes from the label itself, stamped one row too early, falls off a cliff at
 * the first shift. The run with features one row *younger*, which the future
 * must help, is the other half: where it does not, the features hold that
 * future already.
 *
 * Neither proves a leak: a signal that lives for one row looks the same. So this
 * reports and does not refuse; {@link "lib/validation/leakage/truncated_future.ts"}
 * refuses.
 *
 * @module
 */

import type { Watch } from "lib/core/progress.ts";
import type { Matrix } from "lib/math/matrix.ts";

/** How to search. */
export interface ShiftedFeaturesOptions extends Watch {
  /** Largest shift, in rows. @default {3} */
  readonly most?: number;
  /** Score of no skill. @default {0} */
  readonly noSkill?: number;
  /** Share of the skill that must be left after one row. @default {0.25} */
  readonly keep?: number;
}

/** What shifts do to skill. */
export interface ShiftedFeaturesReport {
  /** Shifts in rows, −1 (younger features) to `most`. */
  readonly shifts: readonly number[];
  /** Score less that of no skill, at each. */
  readonly skill: Float64Array;
  /** Share of the skill left after one row; NaN where there was none. */
  readonly kept: number;
  /** Skill gained from features one row younger. */
  readonly gainFromFuture: number;
  /** Skill falls off a cliff, or the future does not help. */
  readonly suspicious: boolean;
  /** The same in a sentence. */
  readonly verdict: string;
}

/**
 * Shows how skill depends on the age of features.
 *
 * @param evaluate The whole procedure with features shifted by so many rows
 * (above 0: older), see {@linkcode shiftRows}; returns its held-out score,
 * higher is better. All shifts must be scored on the same rows.
 * @param options Shifts, score of no skill.
 * @returns Skill by shift and what to make of it.
 * @throws {RangeError} If a score is not finite, or an option out of range.
 * @throws The signal's reason if it aborts.
 *
 * @example A feature that is the label
 * ```ts
 * import { assert } from "@std/assert";
 * import { shiftedFeatures } from "lib/validation/leakage/shifted_features.ts";
 *
 * const { suspicious } = await shiftedFeatures((shift) => shift === 0 ? 0.9 : 0.01);
 * assert(suspicious);
 * ```
 */
export async function shiftedFeatures(
  evaluate: (shift: number) => number | Promise<number>,
  options: ShiftedFeaturesOptions = {},
): Promise<ShiftedFeaturesReport> {
  const { most = 3, noSkill = 0, keep = 0.25 } = options;
  if (!Number.isInteger(most) || most < 1) {
    throw new RangeError(
      `Cannot shift features as most must be a whole number ≥ 1: current value is ${most}`,
    );
  }
  const shifts = Array.from({ length: most + 2 }, (_, i) => i - 1);
  const skill = new Float64Array(shifts.length);
  for (const [i, shift] of shifts.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.({
      done: i,
      total: shifts.length,
      label: `features shifted by ${shift}`,
    });
    skill[i] = await evaluate(shift) - noSkill;
    if (Number.isFinite(skill[i])) continue;
    throw new RangeError(
      `Cannot shift features as every score must be finite: that of shift ${shift} is ${
        skill[i] + noSkill
      }`,
    );
  }
  options.onProgress?.({ done: shifts.length, total: shifts.length });
  const [future, now, older] = skill;
  const kept = now > 0 ? older / now : NaN;
  const gainFromFuture = future - now;
  const cliff = kept < keep;
  const full = now > 0 && gainFromFuture <= 0;
  return {
    shifts,
    skill,
    kept,
    gainFromFuture,
    suspicious: cliff || full,
    verdict: inWords({ now, kept, cliff, full }),
  };
}

/**
 * A table whose rows hold the features of an earlier row.
 *
 * @param x Features, rows in order of time, shape `[n × p]`.
 * @param shift Row i gets those of row i − shift; NaN where there is none.
 * @returns A new table, shape `[n × p]`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shiftRows } from "lib/validation/leakage/shifted_features.ts";
 *
 * const x = { data: Float64Array.of(1, 2, 3), rows: 3, cols: 1 };
 * assertEquals([...shiftRows(x, 1).data], [NaN, 1, 2]);
 * ```
 */
export function shiftRows(x: Matrix, shift: number): Matrix {
  const { data, rows, cols } = x;
  const shifted = new Float64Array(rows * cols).fill(NaN);
  for (
    let row = Math.max(0, shift);
    row < Math.min(rows, rows + shift);
    ++row
  ) {
    const from = (row - shift) * cols;
    shifted.set(data.subarray(from, from + cols), row * cols);
  }
  return { data: shifted, rows, cols };
}

function inWords(
  { now, kept, cliff, full }: {
    readonly now: number;
    readonly kept: number;
    readonly cliff: boolean;
    readonly full: boolean;
  },
): string {
  if (!(now > 0)) return "There is no skill to lose.";
  const left = `${(100 * kept).toFixed(0)} % of the skill is left`;
  if (cliff && full) {
    return `With features one row older ${left}, and one row younger they add nothing: the features may hold the label.`;
  }
  if (cliff) {
    return `With features one row older ${left}: a short-lived signal, or a label stamped a row too early.`;
  }
  return full
    ? `Features one row younger add no skill: they may hold that future already. One row older, ${left}.`
    : `Skill fades with age (${left} after one row) and the future would help: nothing suspicious.`;
}
