/** How a command ends when it fails: 2 for bad input, 1 for anything else. */

import {
  ArtifactError,
  ConvergenceError,
  DataQualityError,
  LeakageError,
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
  LeakageError,
  Deno.errors.NotFound,
  Deno.errors.PermissionDenied,
  Deno.errors.AlreadyExists,
  Deno.errors.IsADirectory,
  Deno.errors.NotADirectory,
];

const MAKE_ROOM = "Free some space there and run it again";
const GO_ELSEWHERE = "Name a folder that can be written";
const BE_ALLOWED = "Change its rights, or name another place";

/** What mends a refusal of the operating system, by its code. */
const FIXES: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", MAKE_ROOM],
  ["EDQUOT", MAKE_ROOM],
  ["EROFS", GO_ELSEWHERE],
  ["EACCES", BE_ALLOWED],
  ["EPERM", BE_ALLOWED],
]);

const NEEDS_FOLDER = "A file stands where a folder must be: name another place";

/** What mends what nobody has explained, by its code. */
const PLAIN_FIXES: ReadonlyMap<string, string> = new Map([
  ["EEXIST", NEEDS_FOLDER],
  ["ENOTDIR", NEEDS_FOLDER],
  ["EISDIR", "A folder stands where a file must be: name a file"],
  ["ENOENT", "Check the path"],
]);

/** What the engine says of an array that does not fit into memory. */
const NO_MEMORY =
  /^(Array buffer allocation failed|Invalid typed array length)/;
const ASK_FOR_LESS =
  "It needs more memory than there is: make the model, its windows or the data smaller";

/** The process's exit code for an error. */
export function exitCodeOf(error: unknown): 1 | 2 {
  const fix = fixOf(error);
  // A disk that is full is not the input's fault, whoever reports it.
  if (fix !== undefined) return fix === MAKE_ROOM ? 1 : 2;
  return BAD_INPUT.some((kind) => error instanceof kind) ? 2 : 1;
}

/** One line on stderr; the stack only for what nothing here explains. */
export function reportFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const fix = fixOf(error) ?? plainFixOf(error);
  console.error(`tenor: ${message}${fix === undefined ? "" : `. ${fix}`}`);
  const expected = fix !== undefined || exitCodeOf(error) === 2 ||
    error instanceof ConvergenceError;
  if (!expected && error instanceof Error) console.error(error.stack);
}

/** The fix for what the operating system refused, here or as the cause. */
function fixOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error ? FIXES.get(String(error.code)) : undefined;
  return code ?? fixOf(error.cause);
}

/** The fix for an error that comes as the system or the engine made it. */
function plainFixOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof RangeError && NO_MEMORY.test(error.message)) {
    return ASK_FOR_LESS;
  }
  return "code" in error ? PLAIN_FIXES.get(String(error.code)) : undefined;
}
