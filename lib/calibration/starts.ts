/**
 * Where to start: the law's own start, and the best of many points of its
 * prior, so that a hard surface is not judged from one valley.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import type { CalibrationObjective } from "lib/calibration/objective.ts";
import { differentialEvolution } from "lib/math/optimize/differential_evolution.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { drawPrior } from "lib/pricing/laws/prior.ts";

/** Points of the prior looked at for each start wanted. */
const SCREENED = 12;
/** Pricing error, relative to the forward, good enough to compare starts. */
const ROUGH = 1e-5;

/**
 * Chooses starts.
 *
 * @param law The law.
 * @param objective The quotes.
 * @param count How many starts; one is the law's own.
 * @param rng Stream for the points.
 * @param given A start to put first.
 * @returns Parameter vectors inside the search box.
 */
export function chooseStarts(
  law: Law,
  objective: CalibrationObjective,
  count: number,
  rng: Rng,
  given?: Readonly<Record<string, number>>,
): Float64Array[] {
  const { space } = law;
  const first = space.toVector(given ?? space.start());
  const starts = [clampInside(law, first)];
  if (count <= 1) return starts;
  objective.tolerance = ROUGH;
  const screened = Array.from({ length: SCREENED * (count - 1) }, () => {
    const point = clampInside(
      law,
      Float64Array.from(space.parameters, (p) => drawPrior(p.prior, rng)),
    );
    return { point, cost: costAt(law, objective, point) };
  });
  screened.sort((a, b) => a.cost - b.cost);
  const valid = screened.filter(({ cost }) => Number.isFinite(cost));
  starts.push(...valid.slice(0, count - 1).map(({ point }) => point));
  return starts;
}

/** The best point of a short global search of the whole box. */
export function globalStart(
  law: Law,
  objective: CalibrationObjective,
  rng: Rng,
  onGeneration?: (generation: number) => void,
): Float64Array {
  objective.tolerance = ROUGH;
  const { space } = law;
  const [best] = differentialEvolution(
    (point) => costAt(law, objective, space.fromUnitCube(point)),
    space.size,
    {
      rng,
      generations: 40,
      ...(onGeneration === undefined ? {} : { onGeneration }),
    },
  );
  return space.fromUnitCube(best.point);
}

function costAt(
  law: Law,
  objective: CalibrationObjective,
  point: Float64Array,
): number {
  const params = law.space.toParams(point);
  if (law.space.violation(params) !== null) return Infinity;
  return objective.cost(law.characteristicFunction(params));
}

/** Off the faces of the box, where the logistic transform is infinite. */
export function clampInside(law: Law, vector: Float64Array): Float64Array {
  return vector.map((value, j) => {
    const { search: [lower, upper], scale } = law.space.parameters[j];
    const edge = 1e-4;
    const [low, high] = scale === "log"
      ? [
        lower * (upper / lower) ** edge,
        upper * (lower / upper) ** edge,
      ]
      : [lower + edge * (upper - lower), upper - edge * (upper - lower)];
    return Math.min(Math.max(value, low), high);
  });
}
