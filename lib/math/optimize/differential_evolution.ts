/**
 * Global search by differential evolution, strategy best/1/bin with dithered
 * weight: Storn and Price (1997), J. Global Optimization 11, 341–359.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";

/** How far to search. */
export interface DifferentialEvolutionOptions {
  /** Stream for the population and its moves. */
  readonly rng: Rng;
  /** Points kept. @default 10 a dimension, at least 20 */
  readonly population?: number;
  /** Rounds over the population. @default 60 */
  readonly generations?: number;
  /** Probability that a coordinate mutates. @default 0.8 */
  readonly crossover?: number;
  /** Points to start from besides the random ones, in the unit cube. */
  readonly seeds?: readonly Float64Array[];
  /** Called after each generation; throwing from it stops the search. */
  readonly onGeneration?: (generation: number, cost: number) => void;
}

/** A point of the unit cube and its cost. */
export interface Candidate {
  /** The point, shape `[dimensions]`, each in (0, 1). */
  readonly point: Float64Array;
  /** What `cost` said of it. */
  readonly cost: number;
}

/**
 * Minimises a function on the unit cube.
 *
 * @param cost The function; infinite where a point is not valid.
 * @param dimensions Number of coordinates.
 * @param options Population, rounds and randomness.
 * @returns The last population, the best first.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { differentialEvolution } from "lib/math/optimize/differential_evolution.ts";
 *
 * const bowl = (x: Float64Array) => (x[0] - 0.3) ** 2 + (x[1] - 0.6) ** 2;
 * const [best] = differentialEvolution(bowl, 2, { rng: makeRng(1) });
 * assertAlmostEquals(best.point[0], 0.3, 1e-3);
 * ```
 */
export function differentialEvolution(
  cost: (point: Float64Array) => number,
  dimensions: number,
  options: DifferentialEvolutionOptions,
): Candidate[] {
  const {
    rng,
    population = Math.max(20, 10 * dimensions),
    generations = 60,
    crossover = 0.8,
    seeds = [],
    onGeneration,
  } = options;
  const members: Candidate[] = Array.from({ length: population }, (_, i) => {
    const point = seeds[i]?.slice() ??
      Float64Array.from({ length: dimensions }, () => inside(rng.uniform()));
    return { point, cost: cost(point) };
  });
  const pick = () => Math.floor(rng.uniform() * population);
  for (let generation = 1; generation <= generations; ++generation) {
    const best = members.reduce((a, b) => b.cost < a.cost ? b : a);
    const weight = 0.5 + 0.5 * rng.uniform();
    for (let i = 0; i < population; ++i) {
      const [a, b] = [members[pick()].point, members[pick()].point];
      const forced = Math.floor(rng.uniform() * dimensions);
      const trial = members[i].point.map((value, j) => {
        if (j !== forced && rng.uniform() > crossover) return value;
        const moved = best.point[j] + weight * (a[j] - b[j]);
        // A coordinate that leaves the cube is drawn anew.
        return moved > 0 && moved < 1 ? moved : inside(rng.uniform());
      });
      const trialCost = cost(trial);
      if (trialCost <= members[i].cost) {
        members[i] = { point: trial, cost: trialCost };
      }
    }
    onGeneration?.(generation, best.cost);
  }
  return members.toSorted((a, b) => a.cost - b.cost);
}

/** Away from the faces, where a logistic transform is infinite. */
function inside(x: number): number {
  return 1e-3 + (1 - 2e-3) * x;
}
