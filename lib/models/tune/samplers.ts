/**
 * The samplers by name.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { randomSampler } from "lib/models/tune/random.ts";
import type { Sampler } from "lib/models/tune/sampler.ts";
import { makeTpe, type TpeSettings } from "lib/models/tune/tpe.ts";

/** A sampler as data. */
export type SamplerSpec =
  | {
    /** Independent uniform draws. */
    readonly kind: "random";
  }
  | (Partial<TpeSettings> & {
    /** Tree-structured Parzen estimators. */
    readonly kind: "tpe";
  });

/** Names of the samplers. */
export const SAMPLERS: readonly SamplerSpec["kind"][] = ["tpe", "random"];

/**
 * Makes a sampler.
 *
 * @throws {RangeError} If its name is unknown or a setting is out of bounds.
 */
export function makeSampler(spec: SamplerSpec): Sampler {
  switch (spec.kind) {
    case "random":
      return randomSampler;
    case "tpe": {
      const { kind: _, ...settings } = spec;
      return makeTpe(settings);
    }
    default: {
      const kind = String((spec as { kind: unknown }).kind);
      throw new RangeError(
        `Cannot sample by ${kind} as it must be one of ${
          SAMPLERS.join(", ")
        }. The nearest is ${nearestName(kind, SAMPLERS)}`,
      );
    }
  }
}
