/** Whether families learn what the settings label, asked before anything is loaded. */

import { modelRegistry } from "lib/models/forecast/families.ts";
import type { FactoryConfig } from "pipelines/factory/factory_keys.ts";

const KINDS = {
  return: "number",
  direction: "class",
  "triple-barrier": "class",
  path: "path",
} as const;

/**
 * Checks a family against the label of the settings.
 *
 * @param config Settings.
 * @param name The family.
 * @throws {RangeError} If it is unknown, or does not learn such labels.
 */
export function checkTarget(
  { label }: Pick<FactoryConfig, "label">,
  name: string,
): void {
  const registry = modelRegistry();
  const { targets } = registry.get(name);
  if (targets.includes(KINDS[label])) return;
  const labels = (Object.keys(KINDS) as (keyof typeof KINDS)[])
    .filter((other) => targets.includes(KINDS[other]));
  const families = registry.list()
    .filter((other) => other.targets.includes(KINDS[label]))
    .map(({ family }) => family);
  throw new RangeError(
    `Cannot train ${name} as label must be ${
      labels.join(" or ")
    } for it: current value is ${label}, which ${families.join(", ")} learn`,
  );
}
