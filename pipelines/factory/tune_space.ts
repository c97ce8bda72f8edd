/** What is searched of a family: as the settings say, else ranges by name. */

import { nearestName } from "lib/core/nearest_name.ts";
import { readHyperparameters } from "lib/core/hyperparameters.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { familySpace } from "lib/models/forecast/search_spaces.ts";
import { pointOf } from "lib/models/tune/default_spaces.ts";
import {
  type Parameter,
  type ParameterValue,
  type ParameterValues,
  readSpace,
  type SearchSpace,
} from "lib/models/tune/space.ts";
import type { ResolvedConfig } from "pipelines/factory/factory_config.ts";

/** A space and where its search begins. */
export interface TuneSpace {
  /** What is searched. */
  readonly space: SearchSpace;
  /** The family's defaults and what the settings have, where they lie inside. */
  readonly start: ParameterValues | undefined;
}

/**
 * The space of a family. What `--set` fixes is not searched.
 *
 * @param resolved Settings and where they come from.
 * @param family The family.
 * @throws {RangeError} If a key is no hyperparameter, naming the nearest; if the
 * family cannot be set to an end of a range; or if nothing is left to search.
 */
export function tuneSpace(
  { config, origins }: ResolvedConfig,
  family: string,
): TuneSpace {
  const known = modelRegistry().get(family);
  const isGiven = Object.keys(config.search).length > 0;
  const whole = isGiven ? readSpace(config.search) : familySpace(known);
  const left = Object.entries(whole)
    .filter(([name]) => origins[`params.${name}`] !== "--set");
  if (left.length === 0) {
    throw new RangeError(
      `Cannot search ${family} as --set must leave something to search: it fixes ${
        Object.keys(whole).join(", ")
      }`,
    );
  }
  const space = readSpace(Object.fromEntries(left));
  const { hyperparameters } = known;
  for (const [name, parameter] of Object.entries(space)) {
    checkParameter(family, name, parameter);
  }
  const settings = readHyperparameters(family, hyperparameters, config.params);
  return { space, start: pointOf(space, { ...settings }) };
}

/** A family takes all that is searched if it takes the ends. */
function checkParameter(
  family: string,
  name: string,
  parameter: Parameter,
): void {
  const { hyperparameters } = modelRegistry().get(family);
  const names = Object.keys(hyperparameters);
  if (!names.includes(name)) {
    throw new RangeError(
      names.length === 0
        ? `Cannot search ${name} of ${family} as it has no hyperparameters`
        : `Cannot search ${name} of ${family} as it must be one of ${
          names.join(", ")
        }. The nearest is ${nearestName(name, names)}`,
    );
  }
  const ends: readonly ParameterValue[] = parameter.type === "choice"
    ? parameter.choices
    : [parameter.min, parameter.max];
  for (const value of ends) {
    readHyperparameters(family, hyperparameters, { [name]: value });
  }
}

/** Most reports of a fold. */
const REPORTS = 20;

/**
 * How often trials report: by the longest training in the space, so that a step
 * means the same in all trials.
 *
 * @param space What is searched.
 * @param family The family.
 * @param params What is set.
 */
export function reportSteps(
  space: SearchSpace,
  family: string,
  params: Readonly<Record<string, unknown>>,
): { readonly reportEvery: number; readonly stepsAFold: number } {
  const known = modelRegistry().get(family).hyperparameters as Readonly<
    Record<string, { readonly default: unknown }>
  >;
  const name = ["epochs", "rounds"].find((each) => Object.hasOwn(known, each));
  if (name === undefined) return { reportEvery: 1, stepsAFold: 1 };
  const parameter = space[name];
  const most = parameter === undefined
    ? Number(params[name] ?? known[name].default)
    : parameter.type === "choice"
    ? Math.max(...parameter.choices.map(Number))
    : parameter.max;
  const reportEvery = Math.max(1, Math.ceil(most / REPORTS));
  return { reportEvery, stepsAFold: Math.floor(most / reportEvery) + 1 };
}
