/**
 * Several objectives at once: who is beaten by whom.
 *
 * A point dominates another if it is no worse in any objective and better in
 * one. Ranks peel off one front after the other; within a front, the crowding
 * distance prefers points far from their neighbours (Deb et al. 2002, "A fast
 * and elitist multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol.
 * Comput. 6(2), sections III.A and III.B). Less is better throughout.
 *
 * @module
 */

/** A vector of costs, one an objective. */
export type Costs = readonly number[];

/** True if `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: Costs, b: Costs): boolean {
  return a.every((x, k) => x <= b[k]) && a.some((x, k) => x < b[k]);
}

/**
 * Rank of each point: 0 for the Pareto front, 1 for the front once those are
 * gone, and so on.
 *
 * @param points Costs, `[n][k]`.
 * @returns Ranks, `[n]`.
 *
 * @example Two points that nothing beats
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paretoRanks } from "lib/models/tune/pareto.ts";
 *
 * assertEquals(paretoRanks([[1, 3], [3, 1], [3, 3]]), [0, 0, 1]);
 * ```
 */
export function paretoRanks(points: readonly Costs[]): number[] {
  const ranks = new Array<number>(points.length).fill(-1);
  let left = points.map((_, i) => i);
  for (let rank = 0; left.length > 0; ++rank) {
    const front = left.filter((i) =>
      !left.some((j) => dominates(points[j], points[i]))
    );
    for (const i of front) ranks[i] = rank;
    left = left.filter((i) => ranks[i] < 0);
  }
  return ranks;
}

/**
 * Crowding distance within one front: the sides of the box that a point's
 * neighbours leave it, each as a share of the front's range.
 *
 * @param points Costs, `[n][k]`.
 * @returns Distances, `[n]`; infinite at the ends of any objective.
 */
export function crowding(points: readonly Costs[]): number[] {
  const distance = new Array<number>(points.length).fill(0);
  const objectives = points[0]?.length ?? 0;
  for (let k = 0; k < objectives; ++k) {
    const order = points.map((_, i) => i)
      .sort((a, b) => points[a][k] - points[b][k]);
    const last = order.length - 1;
    const range = points[order[last]][k] - points[order[0]][k];
    distance[order[0]] = distance[order[last]] = Infinity;
    for (let i = 1; i < last && range > 0; ++i) {
      const gap = points[order[i + 1]][k] - points[order[i - 1]][k];
      distance[order[i]] += gap / range;
    }
  }
  return distance;
}

/**
 * Area that a set of points in two objectives dominates, up to a reference.
 *
 * @param points Costs, `[n][2]`.
 * @param reference A point that is worse in both objectives.
 * @throws {TypeError} If there are not two objectives.
 */
export function hypervolume2(
  points: readonly Costs[],
  reference: Costs,
): number {
  if (reference.length !== 2 || points.some((point) => point.length !== 2)) {
    throw new TypeError(
      `Cannot take an area as points must have 2 objectives: current value is ${reference.length}`,
    );
  }
  const [right, top] = reference;
  const inside = points.filter(([x, y]) => x < right && y < top)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let area = 0;
  let height = top;
  for (const [x, y] of inside) {
    if (y >= height) continue;
    area += (right - x) * (height - y);
    height = y;
  }
  return area;
}
