/**
 * The two sides of TPE: the best trials with their weights, and the rest.
 *
 * @module
 */

import { crowding, paretoRanks } from "lib/models/tune/pareto.ts";
import {
  cost,
  type Direction,
  type TrialRecord,
} from "lib/models/tune/trial_record.ts";

/** Good trials, at the most; newest of the rest with full weight. */
const MOST_GOOD = 25;
/** Good trials, at the least, of twice as many. */
const LEAST_GOOD = 3;

/** What TPE fits its two densities to, each oldest first. */
export interface TpeSides {
  /** The good trials. */
  readonly good: readonly TrialRecord[];
  /** Their weights, of mean 1. */
  readonly weights: readonly number[];
  /** All others. */
  readonly rest: readonly TrialRecord[];
}

/** How to divide. */
export interface TpeSidesOptions {
  /** Which way each objective is better. */
  readonly directions: readonly Direction[];
  /** Share of good trials. */
  readonly share: number;
  /**
   * Says which trials are near the best one: they count as the rest, so that
   * the good ones are the best elsewhere.
   *
   * @default none
   */
  readonly isNear?: (trial: TrialRecord, best: TrialRecord) => boolean;
}

/**
 * Divides trials into good ones and the rest.
 *
 * @param trials Complete and pruned ones.
 */
export function tpeSides(
  trials: readonly TrialRecord[],
  { directions, share, isNear }: TpeSidesOptions,
): TpeSides {
  const order = bestFirst(trials, directions);
  const near = isNear === undefined
    ? []
    : order.filter((trial) => isNear(trial, order[0]));
  const far = order.filter((trial) => !near.includes(trial));
  // With too few elsewhere there is nothing to learn from them yet.
  const isScout = near.length > 0 && far.length > 2 * goodCount(order, share);
  const ranked = isScout ? far : order;
  const count = goodCount(ranked, share);
  const good = ranked.slice(0, count).sort(byNumber);
  const rest = ranked.slice(count);
  return {
    good,
    weights: improvementWeights(good, rest[0], directions),
    rest: [...rest, ...isScout ? near : []].sort(byNumber),
  };
}

function goodCount(trials: readonly TrialRecord[], share: number): number {
  const least = Math.min(LEAST_GOOD, trials.length >> 1);
  return Math.max(least, Math.min(Math.ceil(share * trials.length), MOST_GOOD));
}

function byNumber(a: TrialRecord, b: TrialRecord): number {
  return a.number - b.number;
}

/** Weights by the distance to the first trial that is not good; mean 1. */
function improvementWeights(
  good: readonly TrialRecord[],
  next: TrialRecord | undefined,
  directions: readonly Direction[],
): number[] {
  const even = good.map(() => 1);
  const comparable = directions.length === 1 &&
    next?.state === "complete" && good.every((t) => t.state === "complete");
  if (!comparable) return even;
  const gains = good.map(({ values }) =>
    cost(next.values[0], directions[0]) - cost(values[0], directions[0])
  );
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  if (!(mean > 0 && mean < Infinity)) return even;
  return gains.map((gain) => Math.max(gain / mean, 1e-12));
}

/**
 * Weights of the rest: 1 for the newest 25, less for older ones, down to 1/n.
 *
 * @param count Their number n.
 */
export function agedWeights(count: number): number[] {
  const aged = count - MOST_GOOD;
  return Array.from({ length: count }, (_, i) => {
    if (i >= aged) return 1;
    return aged === 1
      ? 1 / count
      : 1 / count + (1 - 1 / count) * i / (aged - 1);
  });
}

/**
 * Complete trials by their objectives, then pruned ones: those that came
 * further before those that did not, and better before worse.
 */
function bestFirst(
  trials: readonly TrialRecord[],
  directions: readonly Direction[],
): TrialRecord[] {
  const complete = trials.filter(({ state }) => state === "complete");
  const costs = complete.map(({ values }) =>
    values.map((value, k) => cost(value, directions[k]))
  );
  const pruned = trials.filter(({ state }) => state === "pruned")
    .map((trial) => ({ trial, last: trial.reports.at(-1) }))
    .sort((a, b) =>
      (b.last?.step ?? -Infinity) - (a.last?.step ?? -Infinity) ||
      cost(a.last?.value ?? 0, directions[0]) -
        cost(b.last?.value ?? 0, directions[0]) ||
      a.trial.number - b.trial.number
    );
  return [
    ...orderOf(costs).map((i) => complete[i]),
    ...pruned.map(({ trial }) => trial),
  ];
}

/** Indices by cost; of several objectives, by front and then by crowding. */
function orderOf(costs: readonly (readonly number[])[]): number[] {
  const indices = costs.map((_, i) => i);
  if ((costs[0]?.length ?? 1) === 1) {
    return indices.sort((a, b) => costs[a][0] - costs[b][0] || a - b);
  }
  const ranks = paretoRanks(costs);
  const apart = new Array<number>(costs.length).fill(0);
  for (let rank = 0; rank <= Math.max(...ranks); ++rank) {
    const front = indices.filter((i) => ranks[i] === rank);
    crowding(front.map((i) => costs[i]))
      .forEach((distance, k) => apart[front[k]] = distance);
  }
  return indices.sort((a, b) =>
    ranks[a] - ranks[b] ||
    (apart[a] === apart[b] ? a - b : apart[b] - apart[a])
  );
}
