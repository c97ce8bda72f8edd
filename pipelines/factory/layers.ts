/**
 * Settings in layers, each over the one before: a file of all studies, one of
 * a model, one of an experiment, then flags; and where each value came from.
 */

import { parse } from "@std/yaml";
import { DataQualityError } from "lib/core/errors.ts";
import { nearestName } from "lib/core/nearest_name.ts";

type Place = ConstructorParameters<typeof DataQualityError>[1];

/** Dates stay texts. */
const PLAIN = { schema: "core" } as const;

/** Settings of one origin; keys with a dot stand in an object, `params.hidden`. */
export interface Layer {
  /** A file's name, or `--set`. */
  readonly origin: string;
  /** Values by key. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Values that hold, each with its origin. */
export interface Merged {
  /** By key. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By key. */
  readonly origins: Readonly<Record<string, string>>;
}

/** Keys that are objects with keys of their own. */
export type Nested = readonly string[];

/**
 * A layer from a YAML text.
 *
 * @throws {DataQualityError} If it is no YAML, no object, or has two spellings
 * of one key.
 */
export function yamlLayer(
  text: string,
  origin: string,
  nested: Nested,
): Layer {
  const value = parsed(text, { file: origin }) ?? {};
  if (!isObject(value)) {
    throw new DataQualityError("It must be a list of keys and values", {
      file: origin,
    });
  }
  return { origin, values: flatKeys(value, origin, nested) };
}

/** A layer of `key=value` flags. */
export function flagLayer(
  flags: Readonly<Record<string, string>>,
  nested: Nested,
): Layer {
  const values = Object.fromEntries(
    Object.entries(flags).map(([key, text]) => {
      const place = { file: "--set", column: key, value: text };
      return [key, text === "" ? "" : parsed(text, place)];
    }),
  );
  return { origin: "--set", values: flatKeys(values, "--set", nested) };
}

/** The value of a text, of settings that people write. */
function parsed(text: string, place: Place): unknown {
  let value: unknown;
  try {
    value = parse(text, PLAIN);
  } catch (error) {
    throw notYaml(error, place);
  }
  if (isSmall(value)) return value;
  throw new DataQualityError(
    `It must be ${MOST_VALUES} values at most: write out what its aliases (*name) repeat or hold of themselves`,
    place,
  );
}

/** Most values of a file of settings. */
const MOST_VALUES = 100_000;

/** Whether a value ends: aliases make a few lines as large as one likes. */
function isSmall(value: unknown): boolean {
  const open = [value];
  for (let seen = 1; open.length > 0; ++seen) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    const inner = Object.values(next);
    if (seen + open.length + inner.length > MOST_VALUES) return false;
    open.push(...inner);
  }
  return true;
}

/** What a parser says, without the excerpt below it. */
function notYaml(error: unknown, place: Place): DataQualityError {
  const [problem] = (error as Error).message.split("\n");
  return new DataQualityError(
    `It must be YAML: ${problem.replace(/:$/, "")}`,
    place,
  );
}

/**
 * The layers as one: of each key the last value.
 *
 * @param layers First to last.
 * @param known Keys that there are; those of nested objects are not looked at.
 * @param suggested Names that a misspelt key may have meant.
 * @throws {DataQualityError} If a key is unknown, naming its file and the
 * nearest key.
 */
export function mergeLayers(
  layers: readonly Layer[],
  known: readonly string[],
  suggested: readonly string[] = known,
): Merged {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const { origin, values: given } of layers) {
    for (const [key, value] of Object.entries(given)) {
      if (!known.includes(key.split(".")[0])) {
        throw new DataQualityError(
          `The key is not known: the nearest is ${nearestName(key, suggested)}`,
          { file: origin, column: key },
        );
      }
      values[key] = value;
      origins[key] = origin;
    }
  }
  return { values, origins };
}

/** `sequence_length` and `sequence-length` as `sequenceLength`. */
export function camelCase(key: string): string {
  return key.replace(/[-_]+([a-zA-Z0-9])/g, (_, c) => c.toUpperCase());
}

function flatKeys(
  object: Readonly<Record<string, unknown>>,
  origin: string,
  nested: Nested,
): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  const written: Record<string, string> = {};
  const put = (spelling: string, value: unknown) => {
    const parts = spelling.split(".");
    // A family's name keeps its dashes.
    const key = parts.map((part, k) =>
      k === 1 && parts.length === 3 ? part : camelCase(part)
    ).join(".");
    if (Object.hasOwn(written, key)) {
      throw new DataQualityError(
        `The key must be given once: it is also spelt "${written[key]}"`,
        { file: origin, column: spelling },
      );
    }
    written[key] = spelling;
    flat[key] = value;
  };
  for (const [key, value] of Object.entries(object)) {
    if (!nested.includes(camelCase(key))) {
      put(key, value);
      continue;
    }
    if (value === null || value === "") continue;
    if (!isObject(value)) {
      throw new DataQualityError(
        `It must be an object of keys and values: current value is ${
          Deno.inspect(value, { depth: 1, breakLength: Infinity })
        }`,
        { file: origin, column: key },
      );
    }
    for (const [inner, one] of Object.entries(value)) {
      if (key !== "params" || !isObject(one)) put(`${key}.${inner}`, one);
      else {
        // In experiments hyperparameters stand by family.
        for (const [name, deep] of Object.entries(one)) {
          put(`${key}.${inner}.${name}`, deep);
        }
      }
    }
  }
  return flat;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
