/** Settings of a pipeline: a YAML file, then flags; each key checked. */

import { parse } from "@std/yaml";
import { DataQualityError } from "lib/core/errors.ts";
import { nearestName } from "lib/core/nearest_name.ts";

/** Dates stay texts: one that is no day is to be refused, not carried over. */
const PLAIN = { schema: "core" } as const;

/** The value as it is used, or undefined where it does not fit. */
export type Reader = (value: unknown) => unknown;

/** For each key, what it must be in words, and how it is read. */
export type ConfigKeys<T> = Readonly<
  Record<keyof T, readonly [string, Reader]>
>;

/** A whole number from some other, up to one if it is given. */
export const whole = (least: number, most = Infinity): Reader => (value) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most
    ? value
    : undefined;

/** A number in a range. */
export const between = (least: number, most: number): Reader => (value) =>
  typeof value === "number" && value >= least && value <= most
    ? value
    : undefined;

/** One of some words. */
export const word = (...words: string[]): Reader => (value) =>
  words.includes(value as string) ? value : undefined;

/** Any text. */
export const text: Reader = (value) =>
  typeof value === "string" && value !== "" ? value : undefined;

/** An object of settings. */
export const settings: Reader = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? value
    : undefined;

/** A date, `YYYY-MM-DD`, or an empty text for none. */
export const date: Reader = (value) => {
  if (value === "") return value;
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return undefined;
  }
  // Engines take 30 February for 1 March: only a day that comes back is one.
  const time = Date.parse(value);
  const isDay = !Number.isNaN(time) &&
    new Date(time).toISOString().startsWith(value);
  return isDay ? value : undefined;
};

/** Yes or no. */
export const flag: Reader = (value) =>
  typeof value === "boolean" ? value : undefined;

/** Texts: a list, or one text with commas. */
export const list: Reader = (value) => {
  const items = typeof value === "string" ? value.split(",") : value;
  return Array.isArray(items) && items.every((f) => typeof f === "string")
    ? items
    : undefined;
};

/**
 * Reads a configuration.
 *
 * @param keys What each key must be.
 * @param yaml The file's text.
 * @param file Where it comes from, for messages.
 * @param flags Values that replace the file's, by key, as text.
 * @param defaults Values of keys that need not be there. @default none
 * @throws {DataQualityError} If a key is unknown, missing or does not fit.
 */
export function readConfig<T>(
  keys: ConfigKeys<T>,
  yaml: string,
  file: string,
  flags: Readonly<Record<string, string>>,
  defaults: Partial<T> = {},
): T {
  const given: Record<string, unknown> = {
    ...defaults,
    ...yamlObject(yaml, file),
  };
  for (const [key, value] of Object.entries(flags)) {
    given[key] = parse(value, PLAIN) ?? value;
  }
  const names = Object.keys(keys);
  for (const key of Object.keys(given)) {
    if (names.includes(key)) continue;
    throw new DataQualityError(
      `The key is not known: the nearest is ${nearestName(key, names)}`,
      { file, column: key },
    );
  }
  const entries = Object.entries<readonly [string, Reader]>(keys);
  const config = entries.map(([key, [must, read]]) => {
    const value = read(given[key]);
    if (value !== undefined) return [key, value];
    throw new DataQualityError(
      `It must be ${must}: current value is ${written(given[key])}`,
      { file, column: key },
    );
  });
  return Object.fromEntries(config);
}

/**
 * `--key value` pairs; keys as in the file, or with dashes.
 *
 * @param args The command line.
 * @param file The file that names the keys, for messages.
 * @throws {RangeError} If they are no pairs.
 */
export function readFlags(
  args: readonly string[],
  file: string,
): Record<string, string> {
  const flags: Record<string, string> = {};
  for (let i = 0; i < args.length; i += 2) {
    const name = /^--([a-z-]+)$/i.exec(args[i])?.[1];
    if (name === undefined || args[i + 1] === undefined) {
      throw new RangeError(
        `Cannot read "${
          args[i]
        }" as flags must come in pairs, --key value, the keys as in ${file}`,
      );
    }
    flags[name.replace(/-([a-z])/g, (_, c) => c.toUpperCase())] = args[i + 1];
  }
  return flags;
}

/**
 * The usage of a pipeline, if the command line asks for it.
 *
 * @param args The command line.
 * @param task Its task.
 * @param file Its settings, which say what each means.
 */
export async function usageAsked(
  args: readonly string[],
  task: string,
  file: string,
): Promise<string | undefined> {
  if (!args.includes("--help") && !args.includes("-h")) return undefined;
  return `Usage: deno task ${task} [--config FILE] [--key value]…

The keys, with the values of ${file}:

${await Deno.readTextFile(file)}`;
}

/** A value for a message; JSON has no infinity. */
function written(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function yamlObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text, PLAIN);
  } catch (error) {
    // The lines below the first show the place, which it names.
    const [problem] = (error as Error).message.split("\n");
    throw new DataQualityError(`It must be YAML: ${problem}`, { file });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DataQualityError("It must be a list of keys and values", { file });
}
