/**
 * One contract to price, as it arrives from outside: a JSON value that is
 * checked field by field before any engine sees it.
 *
 * @module
 */

import { PricingError } from "lib/core/errors.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";

/** How the contract pays. */
export type Style = "european" | "american" | "barrier" | "asian";

/** The eight barrier kinds. */
export type BarrierKind =
  | "down-and-out"
  | "down-and-in"
  | "up-and-out"
  | "up-and-in";

/** Terms of a continuously monitored barrier. */
export interface BarrierTerms {
  /** Side of the spot and what a touch does. */
  readonly kind: BarrierKind;
  /** Barrier level, in the currency of the spot. */
  readonly level: number;
}

/** Terms of an average-price option. */
export interface AsianTerms {
  /** Which mean is paid. */
  readonly average: "geometric" | "arithmetic";
  /** Fixings at `T·i/n`, `i = 1…n`, or a continuous average. */
  readonly fixings: number | "continuous";
}

/** A contract, the law to price it under, and how well. */
export interface PricingCase {
  /** Law name as registered. */
  readonly law: string;
  /** Parameters of the law, by name. */
  readonly params: Readonly<Record<string, number>>;
  /** Spot, strike, rates, maturity, call or put. */
  readonly terms: ContractTerms;
  /** How the contract pays. */
  readonly style: Style;
  /** Present when `style` is `"barrier"`. */
  readonly barrier?: BarrierTerms;
  /** Present when `style` is `"asian"`. */
  readonly asian?: AsianTerms;
  /** Absolute error asked for, in the currency of the spot. */
  readonly tolerance: number;
  /** Whether Greeks and sensitivities are wanted. */
  readonly greeks: boolean;
}

const STYLES: readonly Style[] = ["european", "american", "barrier", "asian"];
const BARRIERS: readonly BarrierKind[] = [
  "down-and-out",
  "down-and-in",
  "up-and-out",
  "up-and-in",
];

/** Fixings beyond this take memory and time that no average needs. */
const MOST_FIXINGS = 10_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks one case. Fields it does not know are ignored.
 *
 * @param value Any JSON value.
 * @returns The case, with its defaults filled in.
 * @throws {PricingError} Of kind `invalid_input` (or `not_finite` for NaN and
 * infinities), naming the field, its value and what it must be.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseCase } from "lib/pricing/case.ts";
 *
 * const { style, tolerance } = parseCase({
 *   law: "black-scholes", params: { sigma: 0.2 }, type: "call",
 *   spot: 100, strike: 100, rate: 0.05, dividend: 0, maturity: 1,
 * });
 * assertEquals({ style, tolerance }, { style: "european", tolerance: 1e-6 });
 * ```
 */
export function parseCase(value: unknown): PricingCase {
  const fields = record(value, "case");
  const spot = positive(fields, "spot");
  const style = oneOf(fields["style"] ?? "european", STYLES, "style");
  const terms: ContractTerms = {
    spot,
    strike: positive(fields, "strike"),
    rate: finite(fields, "rate"),
    dividend: finite(fields, "dividend"),
    maturity: positive(fields, "maturity"),
    isCall: oneOf(fields["type"], ["call", "put"], "type") === "call",
  };
  const base: PricingCase = {
    law: text(fields, "law"),
    params: numbers(record(fields["params"], "params")),
    terms,
    style,
    tolerance: fields["tolerance"] === undefined
      ? 1e-8 * spot
      : positive(fields, "tolerance"),
    greeks: flag(fields, "greeks"),
  };
  refuseStray(fields, style);
  if (style === "barrier") {
    return { ...base, barrier: parseBarrier(fields["barrier"]) };
  }
  if (style === "asian") return { ...base, asian: parseAsian(fields["asian"]) };
  return base;
}

/** Barrier or averaging terms on another style would be priced as nothing. */
function refuseStray(fields: Fields, style: Style): void {
  for (const owner of ["barrier", "asian"] as const) {
    if (fields[owner] === undefined || fields[owner] === null) continue;
    if (style === owner) continue;
    throw invalid(owner, `left out unless style is "${owner}"`, style);
  }
}

function parseBarrier(value: unknown): BarrierTerms {
  const fields = record(value, "barrier");
  return {
    kind: oneOf(fields["kind"], BARRIERS, "barrier.kind"),
    level: positive(fields, "level", "barrier.level"),
  };
}

function parseAsian(value: unknown): AsianTerms {
  const fields = record(value, "asian");
  const fixings = fields["fixings"];
  const average = oneOf(
    fields["average"],
    ["geometric", "arithmetic"],
    "asian.average",
  );
  if (fixings === "continuous") return { average, fixings };
  const whole = typeof fixings === "number" && Number.isInteger(fixings);
  if (!whole || fixings < 1 || fixings > MOST_FIXINGS) {
    throw invalid(
      "asian.fixings",
      `a whole number from 1 to ${MOST_FIXINGS} or "continuous"`,
      fixings,
    );
  }
  return { average, fixings };
}

function invalid(field: string, must: string, value: unknown): PricingError {
  const kind = typeof value === "number" && !Number.isFinite(value)
    ? "not_finite"
    : "invalid_input";
  const shown = value === undefined
    ? "missing"
    : typeof value === "number"
    ? String(value)
    : JSON.stringify(value);
  return new PricingError(
    kind,
    `Cannot price as ${field} must be ${must}: current value is ${shown}`,
  );
}

function record(value: unknown, field: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Fields;
  }
  throw invalid(field, "an object", value);
}

function text(fields: Fields, field: string): string {
  const value = fields[field];
  if (typeof value === "string") return value;
  throw invalid(field, "a string", value);
}

function flag(fields: Fields, field: string): boolean {
  const value = fields[field] ?? false;
  if (typeof value === "boolean") return value;
  throw invalid(field, "true or false", value);
}

function finite(fields: Fields, field: string): number {
  const value = fields[field];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalid(field, "a finite number", value);
}

function positive(fields: Fields, field: string, label = field): number {
  const value = fields[field];
  if (typeof value === "number" && Number.isFinite(value) && value > 0) {
    return value;
  }
  throw invalid(label, "a finite number > 0", value);
}

function numbers(fields: Fields): Record<string, number> {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw invalid(`params.${name}`, "a finite number", value);
    }
  }
  return fields as Record<string, number>;
}

function oneOf<T extends string>(
  value: unknown,
  allowed: readonly T[],
  field: string,
): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  const words = allowed.map((word) => `"${word}"`).join(", ");
  throw invalid(field, `one of ${words}`, value);
}
