/**
 * A nested configuration as parameters: one name and one value each.
 *
 * @module
 */

import type { Json } from "lib/tracking/manifest.ts";

/**
 * Flattens a configuration; keys of objects are joined by dots, lists stay whole.
 *
 * @param config Any JSON value; one that is no object has no parameters.
 * @returns Values by name, in the order of the configuration.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flatSettings } from "lib/tracking/settings.ts";
 *
 * assertEquals(flatSettings({ cash: 100, settings: { fast: 5, grid: [1, 2] } }), {
 *   "cash": 100,
 *   "settings.fast": 5,
 *   "settings.grid": [1, 2],
 * });
 * ```
 */
export function flatSettings(config: Json): Record<string, Json> {
  return isObject(config) ? Object.fromEntries(entriesOf(config, "")) : {};
}

function entriesOf(
  config: Readonly<Record<string, Json>>,
  prefix: string,
): [string, Json][] {
  return Object.entries(config).flatMap(([key, value]) =>
    isObject(value) && Object.keys(value).length > 0
      ? entriesOf(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] as [string, Json]]
  );
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
