/**
 * What is worth searching of each learner where nothing else is said: wide
 * ranges around the defaults, which lie inside.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { readPoint } from "lib/models/tune/coordinate.ts";
import {
  isActive,
  type ParameterValue,
  type ParameterValues,
  readSpace,
  type SearchSpace,
} from "lib/models/tune/space.ts";

const STANDARDIZE = { type: "choice", choices: [false, true] } as const;

const SPACES: Readonly<Record<string, SearchSpace>> = {
  boosting: readSpace({
    rounds: { type: "integer", min: 30, max: 500, log: true },
    leaves: { type: "integer", min: 4, max: 127, log: true },
    learningRate: { type: "float", min: 0.01, max: 0.3, log: true },
    minLeaf: { type: "integer", min: 1, max: 100, log: true },
    l2: { type: "float", min: 0, max: 10 },
    subsample: { type: "float", min: 0.5, max: 1 },
    featureShare: { type: "float", min: 0.3, max: 1 },
  }),
  forest: readSpace({
    trees: { type: "integer", min: 50, max: 400, log: true },
    minLeaf: { type: "integer", min: 1, max: 50, log: true },
    maxDepth: { type: "choice", choices: [0, 4, 8, 12, 16] },
  }),
  ridge: readSpace({
    alpha: { type: "float", min: 1e-6, max: 1e4, log: true },
    standardize: STANDARDIZE,
  }),
  logistic: readSpace({
    c: { type: "float", min: 1e-4, max: 1e4, log: true },
    standardize: STANDARDIZE,
  }),
  svm: readSpace({
    kernel: { type: "choice", choices: ["rbf", "linear"] },
    c: { type: "float", min: 1e-2, max: 1e3, log: true },
    gamma: {
      type: "float",
      min: 1e-4,
      max: 10,
      log: true,
      when: { parameter: "kernel", is: "rbf" },
    },
    epsilon: { type: "float", min: 1e-3, max: 0.5, log: true },
  }),
};

/**
 * The space of a learner.
 *
 * @param kind Name of the learner.
 * @throws {RangeError} If there is none for it, naming the nearest.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defaultSpace } from "lib/models/tune/default_spaces.ts";
 *
 * assertEquals(Object.keys(defaultSpace("ridge")), ["alpha", "standardize"]);
 * ```
 */
export function defaultSpace(kind: string): SearchSpace {
  if (Object.hasOwn(SPACES, kind)) return SPACES[kind];
  const kinds = Object.keys(SPACES);
  throw new RangeError(
    `Cannot search ${kind} without a space as those known are of ${
      kinds.join(", ")
    }. The nearest is ${nearestName(kind, kinds)}; or give a space`,
  );
}

/**
 * A learner's settings as a point of a space, to start from.
 *
 * @param space The space.
 * @param settings Values of all that is searched, and of more.
 * @returns The point, or undefined if it lies outside.
 */
export function pointOf(
  space: SearchSpace,
  settings: Readonly<Record<string, unknown>>,
): ParameterValues | undefined {
  const point: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(space)) {
    if (!isActive(parameter, point)) continue;
    point[name] = settings[name] as ParameterValue;
  }
  try {
    return readPoint(space, point);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
