/**
 * What is worth searching of a family where no file says so: a range for each
 * hyperparameter by its name, since names mean the same in all families.
 *
 * What only costs time is left alone: epochs (training stops by itself), the
 * batch, the view of a window, bins.
 *
 * @module
 */

import type { ModelFamily } from "lib/models/forecast/family.ts";
import {
  type Parameter,
  readSpace,
  type SearchSpace,
} from "lib/models/tune/space.ts";

/** A width that heads of attention divide. */
const HEADED_WIDTH: Parameter = { type: "choice", choices: [16, 32, 64] };

const RANGES: Readonly<Record<string, Parameter>> = {
  // Boosting.
  learningRate: { type: "float", min: 0.01, max: 0.3, log: true },
  leaves: { type: "integer", min: 4, max: 63, log: true },
  depth: { type: "integer", min: 2, max: 8 },
  maxDepth: { type: "integer", min: 2, max: 8 },
  minLeaf: { type: "integer", min: 5, max: 200, log: true },
  minChildWeight: { type: "float", min: 0.1, max: 50, log: true },
  l2: { type: "float", min: 0.1, max: 30, log: true },
  subsample: { type: "float", min: 0.5, max: 1 },
  featureShare: { type: "float", min: 0.3, max: 1 },
  // Networks.
  rate: { type: "float", min: 1e-4, max: 1e-2, log: true },
  weightDecay: { type: "float", min: 1e-6, max: 1e-1, log: true },
  dropout: { type: "float", min: 0, max: 0.5 },
  hidden: { type: "integer", min: 8, max: 128, log: true },
  width: { type: "integer", min: 16, max: 256, log: true },
  channels: { type: "integer", min: 8, max: 64, log: true },
  taps: { type: "integer", min: 2, max: 5 },
  layers: { type: "integer", min: 1, max: 2 },
  stacks: { type: "integer", min: 1, max: 3 },
  // Ensembles.
  penalty: { type: "float", min: 1e-2, max: 1e2, log: true },
  // Baselines.
  c: { type: "float", min: 1e-4, max: 1e2, log: true },
  season: { type: "choice", choices: [1, 5, 10, 21, 63] },
  drift: { type: "choice", choices: [false, true] },
};

/**
 * The space of a family.
 *
 * @param family The family, one's own too.
 * @returns Ranges of those of its hyperparameters that are known by name.
 * @throws {RangeError} If there is none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lstm } from "lib/models/forecast/lstm.ts";
 * import { familySpace } from "lib/models/forecast/search_spaces.ts";
 *
 * assertEquals(Object.keys(familySpace(lstm)), [
 *   "hidden",
 *   "layers",
 *   "dropout",
 *   "rate",
 *   "weightDecay",
 * ]);
 * ```
 */
export function familySpace(
  { family, hyperparameters }: Pick<ModelFamily, "family" | "hyperparameters">,
): SearchSpace {
  const names = Object.keys(hyperparameters);
  const space = Object.fromEntries(
    names.filter((name) => Object.hasOwn(RANGES, name)).map((name) => [
      name,
      name === "width" && names.includes("heads") ? HEADED_WIDTH : RANGES[name],
    ]),
  );
  if (Object.keys(space).length > 0) return readSpace(space);
  throw new RangeError(
    `Cannot search ${family} as ${
      names.length === 0
        ? "it has no hyperparameters"
        : `no range is known of its hyperparameters ${
          names.join(", ")
        }. Name some under search: in models/${family}.yaml`
    }`,
  );
}
