/**
 * The pruners by name.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import {
  type HyperbandSettings,
  makeHyperband,
} from "lib/models/tune/hyperband.ts";
import {
  makeMedianPruner,
  type MedianPrunerSettings,
} from "lib/models/tune/median_pruner.ts";
import type { Pruner } from "lib/models/tune/pruner.ts";

/** A pruner as data, so that a worker thread can make it again. */
export type PrunerSpec =
  | {
    /** Every trial runs to its end. */
    readonly kind: "none";
  }
  | (Partial<MedianPrunerSettings> & {
    /** Below the median of the others. */
    readonly kind: "median";
  })
  | (HyperbandSettings & {
    /** Successive halving in brackets. */
    readonly kind: "hyperband";
  });

/** Names of the pruners. */
export const PRUNERS: readonly PrunerSpec["kind"][] = [
  "none",
  "median",
  "hyperband",
];

/**
 * Makes a pruner.
 *
 * @throws {RangeError} If its name is unknown or a setting is out of bounds.
 */
export function makePruner(spec: PrunerSpec): Pruner {
  switch (spec.kind) {
    case "none":
      return { shouldPrune: () => false };
    case "median":
      return makeMedianPruner(spec);
    case "hyperband":
      return makeHyperband(spec);
    default: {
      const kind = String((spec as { kind: unknown }).kind);
      throw new RangeError(
        `Cannot prune by ${kind} as it must be one of ${
          PRUNERS.join(", ")
        }. The nearest is ${nearestName(kind, PRUNERS)}`,
      );
    }
  }
}
