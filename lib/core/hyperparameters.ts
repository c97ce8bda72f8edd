/**
 * What can be set of a learner or a strategy: names, defaults, bounds. Texts
 * from a command line and values from code are read by the same rules.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";

/** One thing that can be set. */
export type Hyperparameter<T> =
  & {
    /** Its value where nothing is said. */
    readonly default: T;
    /** What it does, in a few words. */
    readonly doc: string;
  }
  & (
    | {
      /** A finite number, or an integer. */
      readonly type: "number" | "integer";
      /** Least value. @default none */
      readonly min?: number;
      /** Largest value. @default none */
      readonly max?: number;
      /** The least value itself is refused. @default {false} */
      readonly openMin?: boolean;
    }
    | {
      /** One of some words. */
      readonly type: "choice";
      /** The words. */
      readonly choices: readonly string[];
    }
    | {
      /** Yes or no. */
      readonly type: "flag";
    }
    | {
      /** Any text, such as a list of names. */
      readonly type: "text";
    }
    | {
      /** Integers, one a feature or indices of features: `1,0,-1` as a text. */
      readonly type: "integers";
    }
  );

/** All that can be set, by name. */
export type Hyperparameters<P extends object> = {
  readonly [K in keyof P]-?: Hyperparameter<P[K]>;
};

/**
 * Hyperparameters with defaults filled in and every value checked.
 *
 * @param kind Name of the learner, for messages.
 * @param known What can be set.
 * @param given What is set; texts are read as the type says.
 * @returns A frozen object of all hyperparameters.
 * @throws {RangeError} If a name is unknown or a value does not fit.
 *
 * @example Texts of a command line
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readHyperparameters } from "lib/core/hyperparameters.ts";
 *
 * const known = {
 *   alpha: { type: "number", default: 1, min: 0, doc: "penalty" },
 * } as const;
 * assertEquals(readHyperparameters("ridge", known, { alpha: "0.5" }), { alpha: 0.5 });
 * ```
 */
export function readHyperparameters<P extends object>(
  kind: string,
  known: Hyperparameters<P>,
  given: Readonly<Record<string, unknown>> = {},
): Readonly<P> {
  const names = Object.keys(known);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    if (names.length === 0) {
      throw new RangeError(
        `Cannot set ${name} of ${kind} as there is nothing to set`,
      );
    }
    throw new RangeError(
      `Cannot set ${name} of ${kind} as it must be one of ${
        names.join(", ")
      }. The nearest is ${nearestName(name, names)}`,
    );
  }
  const read: Record<string, unknown> = {};
  for (const name of names) {
    const what = known[name as keyof P] as Hyperparameter<unknown>;
    const value = given[name];
    read[name] = value === undefined
      ? what.default
      : readValue(`${kind}'s ${name}`, what, value);
  }
  return Object.freeze(read) as Readonly<P>;
}

function readValue(
  name: string,
  what: Hyperparameter<unknown>,
  value: unknown,
): unknown {
  const wrong = (must: string) =>
    new RangeError(
      `Cannot set ${name} as it must be ${must}: current value is ${
        String(value)
      }`,
    );
  switch (what.type) {
    case "choice":
      if (what.choices.includes(value as string)) return value;
      throw wrong(`one of ${what.choices.join(", ")}`);
    case "flag":
      if (value === true || value === "true") return true;
      if (value === false || value === "false") return false;
      throw wrong("true or false");
    case "text":
      if (typeof value === "string") return value;
      throw wrong("a text");
    case "integers": {
      const list = typeof value === "string" ? value.split(",") : value;
      const integers = Array.isArray(list) ? list.map(numberOf) : [NaN];
      if (integers.every(Number.isInteger)) return Object.freeze(integers);
      throw wrong("a list of integers, such as 1,0,-1");
    }
    default: {
      const x = numberOf(value);
      const { min = -Infinity, max = Infinity, openMin = false } = what;
      const fits = Number.isFinite(x) && x <= max &&
        (openMin ? x > min : x >= min) &&
        (what.type === "number" || Number.isInteger(x));
      if (fits) return x;
      throw wrong(rangeText(what.type, min, max, openMin));
    }
  }
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  const isText = typeof value === "string" && value.trim() !== "";
  return isText ? Number(value) : NaN;
}

function rangeText(
  type: "number" | "integer",
  min: number,
  max: number,
  openMin: boolean,
): string {
  const what = type === "number" ? "a finite number" : "an integer";
  const from = min === -Infinity
    ? ""
    : openMin
    ? ` above ${min}`
    : ` from ${min}`;
  return `${what}${from}${max === Infinity ? "" : ` up to ${max}`}`;
}
