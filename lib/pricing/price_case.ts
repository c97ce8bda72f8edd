/**
 * Prices checked cases: chooses the closed form or the engine that fits the
 * law and the style, and turns what cannot be priced into typed failures.
 *
 * | style | Black–Scholes | Lévy laws | Heston, Bates |
 * |---|---|---|---|
 * | European | closed form | Fourier | Fourier |
 * | American | integral equation | – | – |
 * | barrier | closed form | – | – |
 * | geometric Asian | closed form | Fourier | Monte Carlo |
 * | arithmetic Asian | Monte Carlo | Monte Carlo | Monte Carlo |
 *
 * @module
 */

import { ConvergenceError, PricingError } from "lib/core/errors.ts";
import type { Rng } from "lib/core/rng.ts";
import { parseCase, type PricingCase } from "lib/pricing/case.ts";
import type { Greeks } from "lib/pricing/contract.ts";
import { priceAsianCase } from "lib/pricing/styles/asian.ts";
import { priceAmericanCase } from "lib/pricing/styles/american.ts";
import { priceBarrierCase } from "lib/pricing/styles/barrier.ts";
import { priceEuropeanCase } from "lib/pricing/styles/european.ts";

/** A price, how far it may be off, and what moves it. */
export interface Valuation {
  /** Present value, in the currency of the spot. */
  readonly price: number;
  /** Estimate of the absolute error; a standard error for Monte Carlo. */
  readonly error: number;
  /** Present if asked for. */
  readonly greeks?: Greeks;
  /** `∂price/∂parameter` by name; present if Greeks were asked for. */
  readonly sensitivities?: Readonly<Record<string, number>>;
}

/** Why one case has no price. */
export interface Failure {
  /** A word for programs. */
  readonly kind: string;
  /** A sentence for people. */
  readonly message: string;
}

/** One line of the answer, in the order of the cases. */
export type CaseResult =
  & { readonly id: string | number }
  & (Valuation | { readonly failure: Failure });

/** What pricing may use beyond the cases. */
export interface PriceContext {
  /** Stream for Monte Carlo; each case takes a child of its own. */
  readonly rng: Rng;
  /** Aborting stops before the next case. @default none */
  readonly signal?: AbortSignal;
}

/**
 * Prices a list of cases; one that fails does not stop the others.
 *
 * @param cases JSON values as {@linkcode parseCase} reads them, each with an
 * optional `id`.
 * @param context The random stream.
 * @returns One result a case, in order.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { priceAll } from "lib/pricing/price_case.ts";
 *
 * const [result] = priceAll([{ law: "nobody" }], { rng: makeRng(1) });
 * assertEquals("failure" in result, true);
 * ```
 */
export function priceAll(
  cases: readonly unknown[],
  context: PriceContext,
): CaseResult[] {
  return cases.map((value, index) => {
    context.signal?.throwIfAborted();
    const id = idOf(value) ?? index;
    try {
      const rng = context.rng.child(`case ${index}`);
      return { id, ...priceCase(parseCase(value), { rng }) };
    } catch (error) {
      return { id, failure: failureOf(error) };
    }
  });
}

/**
 * Prices one checked case.
 *
 * @param pricing The case.
 * @param context The random stream.
 * @returns Its valuation.
 * @throws {PricingError} If the law or its parameters are not valid, or the
 * style is not priced under this law.
 * @throws {ConvergenceError} If no engine reaches an answer.
 */
export function priceCase(
  pricing: PricingCase,
  context: PriceContext,
): Valuation {
  const valuation = dispatch(pricing, context);
  if (!Number.isFinite(valuation.price)) {
    throw new PricingError(
      "not_finite",
      `Cannot price as the value must be finite: current value is ${valuation.price}. Check the size of rate × maturity and the parameters`,
    );
  }
  return valuation;
}

function dispatch(pricing: PricingCase, context: PriceContext): Valuation {
  switch (pricing.style) {
    case "european":
      return priceEuropeanCase(pricing);
    case "american":
      return priceAmericanCase(pricing);
    case "barrier":
      return priceBarrierCase(pricing);
    case "asian":
      return priceAsianCase(pricing, context);
  }
}

/** Turns an error into a failure of a known kind; rethrows our own bugs. */
function failureOf(error: unknown): Failure {
  if (error instanceof PricingError) {
    return { kind: error.kind, message: error.message };
  }
  if (error instanceof ConvergenceError) {
    return { kind: "not_converged", message: error.message };
  }
  if (error instanceof RangeError || error instanceof TypeError) {
    return { kind: "invalid_input", message: error.message };
  }
  throw error;
}

function idOf(value: unknown): string | number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const id = (value as { id?: unknown }).id;
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}
