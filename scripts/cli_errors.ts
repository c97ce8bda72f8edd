/** How a command ends when it fails: 2 for bad input, 1 for anything else. */

import {
  ArtifactError,
  ConvergenceError,
  DataQualityError,
  PricingError,
} from "lib/core/errors.ts";

/** Errors that a change of the input mends. */
const BAD_INPUT = [
  RangeError,
  TypeError,
  SyntaxError,
  ArtifactError,
  DataQualityError,
  PricingError,
  Deno.errors.NotFound,
  Deno.errors.PermissionDenied,
  Deno.errors.IsADirectory,
  Deno.errors.NotADirectory,
];

/** The process's exit code for an error. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return BAD_INPUT.some((kind) => error instanceof kind) ? 2 : 1;
}

/** One line on stderr; the stack only for what no input explains. */
export function reportFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`tenor: ${message}`);
  const expected = exitCodeOf(error) === 2 || error instanceof ConvergenceError;
  if (!expected && error instanceof Error) console.error(error.stack);
}
