/** Parsers of command-line values, for commander. */

import { InvalidArgumentError } from "commander";

/** A finite number. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a finite number, such as 0.02.");
}

/** A finite number above zero. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a finite number > 0, such as 5.");
}

/** A whole number between two bounds. */
export function wholeNumber(
  least: number,
  most: number,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    throw new InvalidArgumentError(
      `It must be a whole number from ${least} to ${most}.`,
    );
  };
}
