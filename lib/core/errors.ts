/**
 * The errors that a caller may want to catch, each carrying its fields.
 *
 * A plain `RangeError` (value), `TypeError` (shape) or `SyntaxError` (text)
 * says that an argument was wrong; the classes here say more.
 *
 * @module
 */

/** An iteration or an error-controlled engine stopped before its tolerance. */
export class ConvergenceError extends Error {
  /** `"ConvergenceError"`. */
  override readonly name: string = "ConvergenceError";
  /** The error estimate that was reached. */
  readonly reached: number;
  /** The error that was asked for. */
  readonly tolerance: number;

  /**
   * Makes the error.
   *
   * @param message What did not converge, and what to change.
   * @param fields The error reached and the one asked for.
   */
  constructor(
    message: string,
    fields: { readonly reached: number; readonly tolerance: number },
  ) {
    super(message);
    this.reached = fields.reached;
    this.tolerance = fields.tolerance;
  }
}

/** Data from outside that cannot be used, with the place where it stands. */
export class DataQualityError extends Error {
  /** `"DataQualityError"`. */
  override readonly name: string = "DataQualityError";
  /** File or stream, as the caller named it. */
  readonly file: string | undefined;
  /** Row, counted from 1 with the header as row 1. */
  readonly row: number | undefined;
  /** Column name. */
  readonly column: string | undefined;
  /** The text or number found there. */
  readonly value: unknown;

  /**
   * Makes the error.
   *
   * @param problem What is wrong and how to mend it.
   * @param place Where it stands; each known part is put into the message.
   */
  constructor(
    problem: string,
    place: {
      readonly file?: string | undefined;
      readonly row?: number | undefined;
      readonly column?: string | undefined;
      readonly value?: unknown;
    } = {},
  ) {
    const where = [
      place.file,
      place.row === undefined ? undefined : `row ${place.row}`,
      place.column === undefined ? undefined : `column "${place.column}"`,
    ].filter((part) => part !== undefined).join(", ");
    super(where === "" ? problem : `${where}: ${problem}`);
    this.file = place.file;
    this.row = place.row;
    this.column = place.column;
    this.value = place.value;
  }
}

/** Why one contract could not be priced or inverted. */
export type PricingFailureKind =
  | "invalid_input"
  | "invalid_parameter"
  | "unknown_law"
  | "unsupported"
  | "not_converged"
  | "below_intrinsic"
  | "above_maximum"
  | "not_finite";

/** One contract that could not be priced; the others in its batch can be. */
export class PricingError extends Error {
  /** `"PricingError"`. */
  override readonly name: string = "PricingError";
  /** A word for programs. */
  readonly kind: PricingFailureKind;

  /**
   * Makes the error.
   *
   * @param kind A word for programs.
   * @param message A sentence for people, with the value and the fix.
   */
  constructor(kind: PricingFailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A stored model that cannot be used: missing, cut off, altered or foreign. */
export class ArtifactError extends Error {
  /** `"ArtifactError"`. */
  override readonly name: string = "ArtifactError";
  /** File or folder, where one is known. */
  readonly path: string | undefined;

  /**
   * Makes the error.
   *
   * @param message What is wrong and how to mend it.
   * @param options The file and what was caught, where there are such.
   */
  constructor(
    message: string,
    options: { readonly path?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.path = options.path;
  }
}

/** Something used what was not known at the time. */
export class LeakageError extends Error {
  /** `"LeakageError"`. */
  override readonly name: string = "LeakageError";
  /** The search that found it, such as `"truncated future"`. */
  readonly search: string;
  /** The first time at which it was found, in the caller's unit. */
  readonly time: number | undefined;
  /** The row at that time, counted from 0. */
  readonly row: number | undefined;

  /**
   * Makes the error.
   *
   * @param message What was seen, and what to look for.
   * @param found The search, and the place where it has one.
   */
  constructor(
    message: string,
    found: {
      readonly search: string;
      readonly time?: number | undefined;
      readonly row?: number | undefined;
    },
  ) {
    super(message);
    this.search = found.search;
    this.time = found.time;
    this.row = found.row;
  }
}
