/**
 * Parts that the server's JSON schemas are made of.
 *
 * @module
 */

/** A JSON schema, or a part of an OpenAPI document. */
export type Schema = Readonly<Record<string, unknown>>;

/** A number. */
export const number: Schema = { type: "number" };
/** A number above 0. */
export const positive: Schema = { type: "number", exclusiveMinimum: 0 };
/** A string. */
export const text: Schema = { type: "string" };

/** The same, or null. */
export function maybe(schema: Schema): Schema {
  return { ...schema, type: [schema["type"], "null"] };
}

/** A reference to one of the document's schemas. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object. @param required Fields that must be there. @default all */
export function object(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = Object.keys(properties),
): Schema {
  return { type: "object", properties, required };
}

/** An object without other fields than those named. */
export function closed(
  properties: Readonly<Record<string, Schema>>,
  required?: readonly string[],
): Schema {
  return { ...object(properties, required), additionalProperties: false };
}

/** A list; of at least one and at most `maxItems` if that is given. */
export function listOf(items: Schema, maxItems?: number): Schema {
  return maxItems === undefined
    ? { type: "array", items }
    : { type: "array", items, minItems: 1, maxItems };
}
