/**
 * Errors from one thread to another: a clone of one loses its class and fields, and
 * with them whether it is the input's fault.
 *
 * @module
 */

import {
  ArtifactError,
  ConvergenceError,
  DataQualityError,
  LeakageError,
  PricingError,
} from "lib/core/errors.ts";

/** An error as plain data. */
export interface CarriedError {
  /** Name of its class. */
  readonly name: string;
  /** What it says. */
  readonly message: string;
  /** Its fields that are texts, numbers or truth values. */
  readonly fields: Readonly<Record<string, unknown>>;
}

type ErrorClass = { readonly prototype: Error };

const CLASSES: Readonly<Record<string, ErrorClass>> = {
  RangeError,
  TypeError,
  SyntaxError,
  ArtifactError,
  ConvergenceError,
  DataQualityError,
  LeakageError,
  PricingError,
  ...Deno.errors,
};

/**
 * An error as data that can be posted.
 *
 * @param error What was thrown.
 */
export function carryError(error: unknown): CarriedError {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), fields: {} };
  }
  const fields = Object.entries(error).filter(([key, value]) =>
    key !== "name" && ["string", "number", "boolean"].includes(typeof value)
  );
  // What the operating system said, which is not among the entries.
  const code = "code" in error ? { code: error.code } : {};
  return {
    name: error.name,
    message: error.message,
    fields: { ...code, ...Object.fromEntries(fields) },
  };
}

/**
 * The error again, of its own class if that is one of this library, of JavaScript or
 * of the operating system, else an `Error`.
 *
 * @param carried What {@linkcode carryError} made.
 *
 * @example
 * ```ts
 * import { assertInstanceOf } from "@std/assert";
 * import { carryError, receiveError } from "lib/core/carried_error.ts";
 *
 * const carried = structuredClone(carryError(new RangeError("too far")));
 * assertInstanceOf(receiveError(carried), RangeError);
 * ```
 */
export function receiveError({ name, message, fields }: CarriedError): Error {
  const error = new Error(message);
  const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (known !== undefined) Object.setPrototypeOf(error, known.prototype);
  return Object.assign(error, known === undefined ? {} : { name }, fields);
}
