/**
 * What a comparison of models says, in a sentence with its numbers.
 *
 * @module
 */

import type {
  ComparisonRow,
  ModelComparison,
} from "lib/validation/forecast/compare_models.ts";

/** What was found. */
export interface ComparisonVerdict {
  /** Whether a model is significantly better than every baseline. */
  readonly found: boolean;
  /** The sentence. */
  readonly verdict: string;
}

/**
 * Says what a comparison found.
 *
 * @param comparison The table.
 * @returns Whether anything was found, and a sentence.
 *
 * @example Nothing in two equal models
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { compareModels } from "lib/validation/forecast/compare_models.ts";
 * import { verdictOf } from "lib/validation/forecast/verdict.ts";
 *
 * const losses = [1, 2, 1, 3];
 * const comparison = compareModels([
 *   { model: "naive", validationLoss: 1, losses },
 *   { model: "lstm", validationLoss: 1, losses },
 * ], { rng: makeRng(1), baselines: ["naive"], horizon: 1 });
 * assertEquals(verdictOf(comparison), {
 *   found: false,
 *   verdict: "Nothing found: of 1 trial, none beats every baseline at the 5 % level over 4 times; the nearest is lstm, loss 0 % lower than naive's, p = 1 by Holm's correction.",
 * });
 * ```
 */
export function verdictOf(comparison: ModelComparison): ComparisonVerdict {
  const { baseline, rows, trials, times, level } = comparison;
  const models = rows.filter(({ isBaseline }) => !isBaseline);
  const winners = models.filter(({ significant }) => significant);
  const base = rows.find(({ model }) => model === baseline)!;
  const counted = `of ${trials} ${trials === 1 ? "trial" : "trials"}`;
  const test = `every baseline at the ${
    percent(level)
  } level over ${times} times`;
  if (winners.length > 0) {
    const list = ordered(winners).map((row) => told(row, base)).join("; ");
    const verb = winners.length === 1 ? "beats" : "beat";
    return {
      found: true,
      verdict:
        `Found: ${counted}, ${winners.length} ${verb} ${test}, by Holm's correction: ${list}.`,
    };
  }
  const nearest = ordered(models).at(0);
  const last = nearest === undefined
    ? ""
    : `; the nearest is ${told(nearest, base)} by Holm's correction`;
  return {
    found: false,
    verdict: `Nothing found: ${counted}, none beats ${test}${last}.`,
  };
}

/** The clearest first, of equals the one that loses the least. */
function ordered(rows: readonly ComparisonRow[]): ComparisonRow[] {
  return rows.toSorted((a, b) =>
    (a.adjusted ?? 1) - (b.adjusted ?? 1) || a.difference - b.difference
  );
}

function told(row: ComparisonRow, base: ComparisonRow): string {
  const change = row.difference / Math.abs(base.loss);
  const size = percent(Math.abs(change));
  const side = change > 0 ? "higher" : "lower";
  const against = row.hardest === null || row.hardest === base.model
    ? ""
    : ` against ${row.hardest}`;
  const p = `p = ${short(row.adjusted ?? 1)}${against}`;
  return `${row.model}, loss ${size} ${side} than ${base.model}'s, ${p}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function short(p: number): string {
  return p < 1e-4 ? p.toExponential(0) : String(Number(p.toPrecision(2)));
}
