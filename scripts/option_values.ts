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

/** A finite number, zero or above. */
export function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a finite number >= 0, such as 7.");
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

/** `name=value`, many times. */
export function setting(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  const name = text.slice(0, at).trim();
  if (at > 0 && Object.hasOwn(before, name)) {
    throw new InvalidArgumentError(
      `${name} must be set once: it is set to "${before[name]}" already.`,
    );
  }
  if (at > 0) return { ...before, [name]: text.slice(at + 1).trim() };
  throw new InvalidArgumentError("It must be name=value, such as rounds=100.");
}

/** Names between commas. */
export function nameList(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  if (list.every((name) => name !== "")) return list;
  throw new InvalidArgumentError("It must be names with commas between them.");
}
