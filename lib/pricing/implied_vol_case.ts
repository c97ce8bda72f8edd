/**
 * One quote to imply a volatility from, as it arrives from outside: a row that
 * is checked field by field, and a result that a program can read.
 *
 * @module
 */

import {
  type ImpliedVolFailureKind,
  impliedVolFromSpot,
} from "lib/pricing/implied_vol.ts";

/** The numeric fields of a quote. */
export const QUOTE_NUMBERS = [
  "spot",
  "strike",
  "rate",
  "dividend",
  "maturity",
  "price",
] as const;

/** Fields of which zero and less are refused. */
const POSITIVE: ReadonlySet<string> = new Set(["spot", "strike", "maturity"]);

/** What comes back for one quote. */
export interface ImpliedVolCaseResult {
  /** The quote's own id, or its index. */
  readonly id: unknown;
  /** Implied volatility, if there is one. */
  readonly impliedVol?: number;
  /** Why there is none. */
  readonly failure?: {
    /** A word for programs. */
    readonly kind: ImpliedVolFailureKind;
    /** A sentence for people, naming field, value and range. */
    readonly message: string;
  };
}

/**
 * Checks one quote and implies its volatility; it never throws.
 *
 * @param value An object with `spot`, `strike`, `rate`, `dividend`, `maturity`
 * (years), `type` (`"call"` or `"put"`), `price` and perhaps an `id`; any other
 * value is a failure.
 * @param index The quote's place, its id if it has none.
 * @returns The volatility or the failure.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { impliedVolOfCase } from "lib/pricing/implied_vol_case.ts";
 *
 * const atIntrinsic = impliedVolOfCase({
 *   spot: 100, strike: 90, rate: 0, dividend: 0, maturity: 1, type: "call",
 *   price: 10,
 * }, 7);
 * assertEquals(atIntrinsic, { id: 7, impliedVol: 0 });
 * ```
 */
export function impliedVolOfCase(
  value: unknown,
  index: number,
): ImpliedVolCaseResult {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(
      index,
      "invalid_input",
      `Cannot read the quote as it must be an object of fields: current value is ${
        shown(value)
      }`,
    );
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const id = fields["id"] ?? index;
  const n: Record<string, number> = {};
  for (const name of QUOTE_NUMBERS) {
    const given = fields[name];
    const must = POSITIVE.has(name) ? "a positive number" : "a finite number";
    if (isNotFinite(given)) {
      return refuse(id, "not_finite", complaint(name, must, given));
    }
    if (typeof given !== "number" || (POSITIVE.has(name) && given <= 0)) {
      return refuse(id, "invalid_input", complaint(name, must, given));
    }
    n[name] = given;
  }
  const type = fields["type"];
  if (type !== "call" && type !== "put") {
    return refuse(
      id,
      "invalid_input",
      complaint("type", '"call" or "put"', type),
    );
  }
  const result = impliedVolFromSpot({
    spot: n["spot"],
    strike: n["strike"],
    tau: n["maturity"],
    rate: n["rate"],
    dividend: n["dividend"],
    price: n["price"],
    isCall: type === "call",
  });
  return result.ok
    ? { id, impliedVol: result.sigma }
    : refuse(id, result.kind, result.message);
}

/** A number that is none, or its name, as JSON writers other than ours put it. */
function isNotFinite(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "string" &&
    /^\s*[+-]?(nan|inf(inity)?)\s*$/i.test(value);
}

function complaint(name: string, must: string, value: unknown): string {
  return `Cannot imply a volatility as ${name} must be ${must}: current value is ${
    shown(value)
  }`;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function refuse(
  id: unknown,
  kind: ImpliedVolFailureKind,
  message: string,
): ImpliedVolCaseResult {
  return { id, failure: { kind, message } };
}
