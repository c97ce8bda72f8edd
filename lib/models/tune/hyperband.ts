/**
 * Hyperband: several successive-halving races side by side, which differ in how
 * early they first stop a trial.
 *
 * With R = max/min and s_max = ⌊log_η R⌋, bracket s ∈ {0 … s_max} has rungs at
 * steps min·η^(s_max−s+i), i = 0 … s − 1; at a rung a trial goes on if it is
 * among the best 1/η of its bracket there (Li et al. 2018, "Hyperband", JMLR
 * 18(185), algorithm 1). Trials come one by one, so a rung compares with those
 * that have passed it before, as in asynchronous halving (Li et al. 2020, "A
 * system for massively parallel hyperparameter tuning", MLSys, algorithm 2).
 * Brackets take turns by a trial's number, in proportion to the trials that
 * algorithm 1 starts in each.
 *
 * @module
 */

import type { Pruner } from "lib/models/tune/pruner.ts";
import { cost } from "lib/models/tune/trial_record.ts";

/** What can be set of Hyperband. */
export interface HyperbandSettings {
  /** Last step that a trial reports. */
  readonly max: number;
  /** First step at which one may stop. @default {1} */
  readonly min?: number;
  /** η: of how many at a rung one goes on. @default {3} */
  readonly eta?: number;
}

/**
 * Makes the rule.
 *
 * @param settings Steps and η.
 * @throws {RangeError} If `min`, `max` or `eta` is out of bounds.
 */
export function makeHyperband(settings: HyperbandSettings): Pruner {
  const { max, min = 1, eta = 3 } = settings;
  if (!(min > 0 && max >= min && max < Infinity)) {
    throw new RangeError(
      `Cannot prune by Hyperband as 0 < min <= max must hold: current values are ${min} and ${max}`,
    );
  }
  if (!(Number.isInteger(eta) && eta >= 2)) {
    throw new RangeError(
      `Cannot prune by Hyperband as eta must be an integer >= 2: current value is ${eta}`,
    );
  }
  const turns = turnsOf(max / min, eta);
  const deepest = turns.deepest;
  const bracketOf = (number: number) =>
    turns.brackets[number % turns.brackets.length];
  return {
    shouldPrune({ number, reports, finished, direction }) {
      const bracket = bracketOf(number);
      const { step } = reports[reports.length - 1];
      const before = reports.at(-2)?.step ?? -Infinity;
      for (let i = 0; i < bracket; ++i) {
        const rung = min * eta ** (deepest - bracket + i);
        if (step < rung || before >= rung) continue;
        const own = cost(reports[reports.length - 1].value, direction);
        const peers = finished
          .filter((t) =>
            t.state !== "failed" && bracketOf(t.number) === bracket
          )
          .flatMap((t) => t.reports.find((r) => r.step >= rung) ?? [])
          .map(({ value }) => cost(value, direction));
        const better = peers.filter((value) => value < own).length;
        if (better >= Math.max(1, Math.floor((peers.length + 1) / eta))) {
          return true;
        }
      }
      return false;
    },
  };
}

/** The bracket of each trial, over one round of turns. */
function turnsOf(
  ratio: number,
  eta: number,
): { readonly deepest: number; readonly brackets: readonly number[] } {
  const deepest = Math.floor(Math.log(ratio) / Math.log(eta) + 1e-9);
  const brackets: number[] = [];
  for (let s = deepest; s >= 0; --s) {
    const trials = Math.ceil((deepest + 1) * eta ** s / (s + 1));
    for (let i = 0; i < trials; ++i) brackets.push(s);
  }
  // Spread out, so that no bracket waits for the others' turns.
  const seen = new Map<number, number>();
  const counts = new Map<number, number>();
  for (const s of brackets) counts.set(s, (counts.get(s) ?? 0) + 1);
  const placed = brackets.map((s) => {
    const index = seen.get(s) ?? 0;
    seen.set(s, index + 1);
    return { s, at: (index + 0.5) / counts.get(s)! };
  });
  placed.sort((a, b) => a.at - b.at || b.s - a.s);
  return { deepest, brackets: placed.map(({ s }) => s) };
}
