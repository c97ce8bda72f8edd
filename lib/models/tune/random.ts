/**
 * Search at random: every coordinate uniform on [0, 1], whatever was found. The
 * baseline that a sampler has to beat.
 *
 * @module
 */

import { pointAt } from "lib/models/tune/coordinate.ts";
import type { Sampler } from "lib/models/tune/sampler.ts";

/** Independent uniform draws. */
export const randomSampler: Sampler = {
  propose: ({ space }, rng) => pointAt(space, () => rng.uniform()),
};
