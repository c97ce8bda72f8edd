/** As much of JSON Schema as the server's schemas use: places that do not fit. */

import type { Schema } from "lib/serve/schema_parts.ts";
import { SCHEMAS } from "lib/serve/schemas.ts";

/** Keywords that say nothing of what fits. */
const WORDS = new Set(["description", "default"]);

/**
 * Paths, as `quotes[3].strike`, at which a value does not fit a schema.
 *
 * @throws {Error} If the schema has a keyword that is not known here.
 */
export function misfits(schema: Schema, value: unknown, path = ""): string[] {
  const found: string[] = [];
  for (const [keyword, of] of Object.entries(schema)) {
    if (!WORDS.has(keyword)) {
      found.push(...check(keyword, of, value, path, schema));
    }
  }
  return [...new Set(found)];
}

function check(
  keyword: string,
  of: unknown,
  value: unknown,
  path: string,
  schema: Schema,
): string[] {
  const here = (fits: boolean) => fits ? [] : [path];
  const isNumber = typeof value === "number";
  const isList = Array.isArray(value);
  const isObject = typeof value === "object" && value !== null && !isList;
  switch (keyword) {
    case "$ref":
      return misfits(SCHEMAS[String(of).split("/").at(-1)!], value, path);
    case "type":
      return here([of].flat().some((type) => isOf(type as string, value)));
    case "enum":
      return here((of as unknown[]).includes(value));
    case "minimum":
      return here(!isNumber || value >= Number(of));
    case "maximum":
      return here(!isNumber || value <= Number(of));
    case "exclusiveMinimum":
      return here(!isNumber || value > Number(of));
    case "minItems":
      return here(!isList || value.length >= Number(of));
    case "maxItems":
      return here(!isList || value.length <= Number(of));
    case "not":
      return here(misfits(of as Schema, value).length > 0);
    case "anyOf":
      return here(
        (of as Schema[]).some((one) => misfits(one, value).length === 0),
      );
    case "oneOf":
      return here(
        (of as Schema[]).filter((one) => misfits(one, value).length === 0)
          .length === 1,
      );
    case "additionalProperties":
      if (!isObject || of !== false) return [];
      return Object.keys(value)
        .filter((name) => !Object.hasOwn(schema["properties"] as Schema, name))
        .map((name) => below(path, name.slice(0, 60)));
    case "required":
      if (!isObject) return [];
      return (of as string[]).filter((name) => !Object.hasOwn(value, name))
        .map((name) => below(path, name));
    case "properties":
      if (!isObject) return [];
      return Object.entries(of as Record<string, Schema>).flatMap((
        [name, schema],
      ) =>
        Object.hasOwn(value, name)
          ? misfits(
            schema,
            (value as Record<string, unknown>)[name],
            below(path, name),
          )
          : []
      );
    case "items":
      if (!isList) return [];
      return value.flatMap((item, i) =>
        misfits(of as Schema, item, `${path}[${i}]`)
      );
  }
  throw new Error(`The keyword ${keyword} is not known here`);
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null &&
        !Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      // What overflows in JSON.parse is no number to anybody.
      return typeof value === "number" && Number.isFinite(value);
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
  }
  throw new Error(`The type ${type} is not known here`);
}
