/**
 * The engines, and the choice between them.
 *
 * COS prices a slice with one expansion for all strikes, which is cheapest
 * where `φ` decays fast; the Lewis contour costs the same for every law and
 * reaches rounding error. So COS is taken for a moderate tolerance that its
 * plan meets in few terms, and Lewis otherwise.
 *
 * @module
 */

import { carrMadan } from "lib/pricing/engines/carr_madan.ts";
import { cos } from "lib/pricing/engines/cos.ts";
import { planCos } from "lib/pricing/engines/cos_plan.ts";
import type {
  EngineOptions,
  EuropeanEngine,
  EuropeanSlice,
  SliceResult,
} from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Every European engine, the most robust one first. */
export const ENGINES: readonly EuropeanEngine[] = [lewis, cos, carrMadan];

/** Below this error, relative to the forward, Lewis is the more accurate. */
const FINEST_COS = 1e-9;
/** Terms that one strike on the Lewis contour is worth, about. */
const TERMS_PER_STRIKE = 300;

/**
 * Prices one expiry by the engine that suits its law and tolerance.
 *
 * @param cf Law of `ln(S_T / F)`.
 * @param slice The options.
 * @param options Tolerance, and whether derivatives are wanted too: these come
 * from Lewis, whose error control covers them.
 * @returns Prices with error estimates.
 * @throws {ConvergenceError} If no engine reaches the tolerance.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { priceEuropean } from "lib/pricing/engines/european.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const law = lawByName("black-scholes").characteristicFunction({ sigma: 0.2 });
 * const { prices } = priceEuropean(law, {
 *   forward: 100, discount: 1, tau: 1,
 *   strikes: Float64Array.of(100), isCall: Uint8Array.of(1),
 * });
 * assertAlmostEquals(prices[0], 7.965567455405804, 1e-6);
 * ```
 */
export function priceEuropean(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  options: EngineOptions = {},
): SliceResult {
  return chooseEngine(cf, slice, options).price(cf, slice, options);
}

/** The engine that {@linkcode priceEuropean} takes. */
export function chooseEngine(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  options: EngineOptions = {},
): EuropeanEngine {
  const { forward, discount, strikes, tau } = slice;
  const { tolerance = 1e-8 * forward, derivatives = false } = options;
  if (derivatives || tolerance < FINEST_COS * forward) return lewis;
  const largest = strikes.reduce((m, k) => Math.max(m, k), forward);
  const { terms } = planCos(cf, tau, tolerance / (discount * largest));
  return terms <= TERMS_PER_STRIKE * strikes.length ? cos : lewis;
}
