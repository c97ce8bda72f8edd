/** `tenor model list`: the families of models on windows. */

import type { Hyperparameter } from "lib/core/hyperparameters.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";

/** Prints all families, or one with its hyperparameters. */
export function runModelList(
  family: string | undefined,
  flags: { readonly json?: boolean },
): void {
  const registry = modelRegistry();
  const families = family === undefined
    ? registry.list()
    : [registry.get(family)];
  if (flags.json) {
    console.log(JSON.stringify(families.map(row), null, 2));
    return;
  }
  console.log(
    family === undefined ? listText(families) : familyText(families[0]),
  );
}

function row(
  { family, group, description, targets, hyperparameters }: ModelFamily,
) {
  return { family, group, description, targets, hyperparameters };
}

function listText(families: readonly ModelFamily[]): string {
  const width = Math.max(...families.map(({ family }) => family.length));
  return families.map(({ family, group, description, targets }) =>
    `${family.padEnd(width)}  ${group.padEnd(11)}  ${description} [${
      targets.join(", ")
    }]`
  ).join("\n");
}

function familyText(family: ModelFamily): string {
  const settings = Object.entries<Hyperparameter<unknown>>(
    { ...family.hyperparameters },
  ).map(([name, { default: value, doc }]) => [name, String(value), doc]);
  const [names, values] = [0, 1].map((j) =>
    Math.max(0, ...settings.map((cells) => cells[j].length))
  );
  return [
    `${family.family}: ${family.description}`,
    `predicts ${family.targets.join(", ")}`,
    ...settings.map(([name, value, doc]) =>
      `  ${name.padEnd(names)}  ${value.padEnd(values)}  ${doc}`
    ),
  ].join("\n");
}
