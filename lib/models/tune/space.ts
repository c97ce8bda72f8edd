/**
 * What is searched: named parameters with bounds, scales and conditions. A
 * space is plain data, so a YAML or JSON file can hold one:
 *
 * ```yaml
 * learningRate: { type: float, min: 0.01, max: 0.3, log: true }
 * leaves: { type: integer, min: 4, max: 255, log: true }
 * booster: { type: choice, choices: [plain, dart] }
 * dropRate: { type: float, min: 0, max: 0.5, when: { parameter: booster, is: dart } }
 * ```
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";

/** What a parameter can be set to. */
export type ParameterValue = number | string | boolean;

/** A point of a space: the parameters that are active there. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** A parameter exists only where another has one of some values. */
export interface Condition {
  /** Name of the other parameter, a choice. */
  readonly parameter: string;
  /** Its value, or several of them. */
  readonly is: ParameterValue | readonly ParameterValue[];
}

/** A number or an integer between two bounds, both included. */
export interface NumericParameter {
  /** Its kind. */
  readonly type: "float" | "integer";
  /** Least value. */
  readonly min: number;
  /** Largest value; of stepped ones, the last step at or below it. */
  readonly max: number;
  /** Searched by its logarithm. @default {false} */
  readonly log?: boolean;
  /** Only `min + i·step`. @default 1 for integers, none for floats */
  readonly step?: number;
  /** Where it exists. @default everywhere */
  readonly when?: Condition;
}

/** One of some values without an order. */
export interface ChoiceParameter {
  /** Its kind. */
  readonly type: "choice";
  /** The values. */
  readonly choices: readonly ParameterValue[];
  /** Where it exists. @default everywhere */
  readonly when?: Condition;
}

/** One thing that is searched. */
export type Parameter = NumericParameter | ChoiceParameter;

/** All that is searched, by name. */
export type SearchSpace = Readonly<Record<string, Parameter>>;

const KEYS = {
  float: ["type", "min", "max", "log", "step", "when"],
  integer: ["type", "min", "max", "log", "step", "when"],
  choice: ["type", "choices", "when"],
} as const;

/**
 * Reads a space, from code or a file, and checks it.
 *
 * @param source The parameters by name.
 * @returns The same, frozen; a parameter stands after the one it depends on.
 * @throws {RangeError} If anything does not fit, naming the parameter.
 *
 * @example A space as a file holds it
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSpace } from "lib/models/tune/space.ts";
 *
 * const space = readSpace({ depth: { type: "integer", min: 1, max: 9 } });
 * assertEquals(Object.keys(space), ["depth"]);
 * ```
 */
export function readSpace(source: unknown): SearchSpace {
  if (!isObject(source) || Object.keys(source).length === 0) {
    throw new RangeError(
      `Cannot search as the space must name at least one parameter: current value is ${
        JSON.stringify(source)
      }`,
    );
  }
  const space: Record<string, Parameter> = {};
  for (const [name, what] of Object.entries(source)) {
    space[name] = readParameter(name, what);
  }
  for (const name of Object.keys(space)) checkCondition(name, space);
  return Object.freeze(parentsFirst(space));
}

function readParameter(name: string, what: unknown): Parameter {
  const wrong = (must: string, value: unknown) =>
    new RangeError(
      `Cannot search ${name} as ${must}: current value is ${
        JSON.stringify(value)
      }`,
    );
  if (!isObject(what)) throw wrong("it must be an object with a type", what);
  const type = what.type as keyof typeof KEYS;
  if (!Object.hasOwn(KEYS, String(type))) {
    throw wrong("its type must be float, integer or choice", what.type);
  }
  const known: readonly string[] = KEYS[type];
  for (const key of Object.keys(what)) {
    if (known.includes(key)) continue;
    throw wrong(
      `it may only set ${known.join(", ")} (nearest to ${key} is ${
        nearestName(key, known)
      })`,
      what,
    );
  }
  if (type === "choice") {
    const { choices } = what;
    const good = Array.isArray(choices) && choices.length > 0 &&
      choices.every(isValue) && new Set(choices).size === choices.length;
    if (!good) throw wrong("choices must be different values", choices);
    return Object.freeze({ ...what } as unknown as ChoiceParameter);
  }
  const { min, max, log = false, step } = what;
  const fits = type === "integer" ? Number.isSafeInteger : Number.isFinite;
  if (!fits(min)) throw wrong(`min must be a finite ${type}`, min);
  if (!fits(max)) throw wrong(`max must be a finite ${type}`, max);
  if ((max as number) < (min as number)) {
    throw wrong(`max must be at least min (${min})`, max);
  }
  if (typeof log !== "boolean") throw wrong("log must be true or false", log);
  if (log && (min as number) <= 0) throw wrong("min must be > 0 with log", min);
  if (step !== undefined && !(fits(step) && (step as number) > 0)) {
    throw wrong(`step must be a ${type} > 0`, step);
  }
  if (log && step !== undefined) throw wrong("log excludes step", step);
  return Object.freeze({ ...what } as unknown as NumericParameter);
}

function checkCondition(name: string, space: SearchSpace): void {
  const { when } = space[name];
  if (when === undefined) return;
  const names = Object.keys(space);
  const parent = isObject(when) ? when.parameter : undefined;
  if (typeof parent !== "string" || !names.includes(parent)) {
    throw new RangeError(
      `Cannot search ${name} as when.parameter must be one of ${
        names.join(", ")
      }: current value is ${JSON.stringify(parent)}. The nearest is ${
        nearestName(String(parent), names)
      }`,
    );
  }
  const other = space[parent];
  const known = other.type === "choice" ? other.choices : [];
  const wanted = wantedValues(when);
  if (wanted.length > 0 && wanted.every((value) => known.includes(value))) {
    return;
  }
  throw new RangeError(
    `Cannot search ${name} as when.is must be among the choices of ${parent} (${
      known.join(", ") || "it is no choice"
    }): current value is ${JSON.stringify(when.is)}`,
  );
}

/** Orders the names so that each stands after the one it depends on. */
function parentsFirst(space: SearchSpace): SearchSpace {
  const ordered: Record<string, Parameter> = {};
  let left = Object.keys(space);
  while (left.length > 0) {
    const ready = left.filter((name) => {
      const { when } = space[name];
      return when === undefined || Object.hasOwn(ordered, when.parameter);
    });
    if (ready.length === 0) {
      throw new RangeError(
        `Cannot search as conditions must not go in a circle: ${
          left.join(", ")
        }`,
      );
    }
    for (const name of ready) ordered[name] = space[name];
    left = left.filter((name) => !ready.includes(name));
  }
  return ordered;
}

/** The values of a condition's parameter at which it holds. */
function wantedValues(when: Condition): readonly ParameterValue[] {
  return Array.isArray(when.is) ? when.is : [when.is as ParameterValue];
}

/**
 * True if a parameter exists at a point.
 *
 * @param parameter The parameter.
 * @param point Values of at least the parameter that it depends on.
 */
export function isActive(
  parameter: Parameter,
  point: ParameterValues,
): boolean {
  const { when } = parameter;
  if (when === undefined) return true;
  const value = point[when.parameter];
  return value !== undefined && wantedValues(when).includes(value);
}

/**
 * Parameters that always exist together, parents before children: the parts of
 * a conditional space over which a joint density makes sense.
 *
 * @returns Names; every group in the order of the space.
 */
export function groupsOf(space: SearchSpace): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, { when }] of Object.entries(space)) {
    const key = when === undefined
      ? ""
      : JSON.stringify([when.parameter, [...wantedValues(when)].sort()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else group.push(name);
  }
  return [...groups.values()];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is ParameterValue {
  return typeof value === "string" || typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value));
}
