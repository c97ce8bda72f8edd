/**
 * Reading values of a JSON body: each reader returns the value or notes what
 * is wrong with it and where.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import { type Detail, Problem } from "lib/serve/problem.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Most complaints that an answer lists. */
const MOST = 20;

/** Collects what is wrong with a body. */
export class Check {
  readonly #details: Detail[] = [];

  /** Notes something wrong. @returns NaN, to stand for the value. */
  wrong(path: string, must: string, value: unknown): number {
    if (this.#details.length < MOST) {
      this.#details.push({
        path,
        message: `must be ${must}: current value is ${shown(value)}`,
      });
    }
    return NaN;
  }

  /** Throws if anything was wrong. @throws {Problem} 422, with the places. */
  done(): void {
    const [first] = this.#details;
    if (first === undefined) return;
    throw new Problem(
      422,
      `Cannot use the body as ${first.path || "it"} ${first.message}`,
      this.#details,
    );
  }

  /** An object. @throws {Problem} At once, as nothing else can be read. */
  object(value: unknown, path: string): JsonObject {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
    this.wrong(path, "an object", value);
    this.done();
    throw new Error("unreachable");
  }

  /** A list of at least one and at most `most`. @throws {Problem} At once. */
  list(value: unknown, path: string, most: number): readonly unknown[] {
    if (Array.isArray(value) && value.length >= 1 && value.length <= most) {
      return value;
    }
    if (Array.isArray(value)) {
      this.wrong(path, `a list of 1 to ${most}`, value);
    } else this.wrong(path, "a list", value);
    this.done();
    throw new Error("unreachable");
  }

  /** A finite number. */
  number(value: unknown, path: string): number {
    return typeof value === "number" && Number.isFinite(value)
      ? value
      : this.wrong(path, "a finite number", value);
  }

  /** A number above zero. */
  positive(value: unknown, path: string): number {
    return typeof value === "number" && value > 0 && value < Infinity
      ? value
      : this.wrong(path, "a number > 0", value);
  }

  /** True or false. */
  flag(value: unknown, path: string): boolean {
    if (typeof value === "boolean") return value;
    this.wrong(path, "true or false", value);
    return false;
  }

  /** Notes names of an object that are none of those known. */
  names(object: JsonObject, path: string, known: readonly string[]): void {
    for (const name of Object.keys(object)) {
      if (known.includes(name) || this.#details.length >= MOST) continue;
      const short = name.slice(0, 60);
      this.#details.push({
        path: path === "" ? short : `${path}.${short}`,
        message: `must be a known name: the nearest is ${
          nearestName(name, known)
        }`,
      });
    }
  }

  /** One of several words. */
  word<T extends string>(
    value: unknown,
    path: string,
    words: readonly T[],
  ): T {
    if (words.includes(value as T)) return value as T;
    this.wrong(path, `one of ${words.join(", ")}`, value);
    return words[0];
  }
}

/** A value in a few characters; of lists and objects no more than their kind. */
function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : `${value}`;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
