/**
 * All architectures; a new one is a file and a line here.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import type { Architecture } from "lib/models/networks/architecture.ts";
import { CNN } from "lib/models/networks/cnn.ts";
import { MLP } from "lib/models/networks/mlp.ts";
import { RESNET } from "lib/models/networks/resnet.ts";
import { TRANSFORMER } from "lib/models/networks/transformer.ts";

/** The architectures, in the order in which they are listed. */
export const ARCHITECTURES: readonly Architecture[] = [
  MLP,
  CNN,
  RESNET,
  TRANSFORMER,
];

/**
 * An architecture by its name.
 *
 * @throws {RangeError} If there is none of that name.
 */
export function architectureByName(name: string): Architecture {
  const found = ARCHITECTURES.find((a) => a.name === name);
  if (found === undefined) {
    const names = ARCHITECTURES.map((a) => a.name);
    throw new RangeError(
      `Cannot use the architecture "${name}" as it must be one of ${
        names.join(", ")
      }: the nearest is ${nearestName(name, names)}`,
    );
  }
  return found;
}
