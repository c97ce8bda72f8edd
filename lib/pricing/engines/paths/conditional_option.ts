/**
 * The option that is left when all but the first increment is known.
 *
 * ```text
 * E[(a + b·e^(X_1) − K)⁺] = call on the forward b·E[e^(X_1)], strike K − a
 * ```
 *
 * by Black (1976) where `X_1` is normal, with `Φ` from a table to 1e-11; by the
 * table of {@link "lib/pricing/engines/paths/increment_call.ts"} where not.
 *
 * @module
 */

import { normalCdf, normalPdf } from "lib/math/normal.ts";
import {
  hermiteAt,
  type HermiteTable,
  hermiteTable,
} from "lib/pricing/engines/paths/hermite_table.ts";
import type { FirstIncrement } from "lib/pricing/engines/paths/path_law.ts";
import type { PathView } from "lib/pricing/engines/paths/path_view.ts";

/** Below this standard deviation the option is worth its intrinsic value. */
const NO_DEVIATION = 1e-12;

let distribution: HermiteTable | undefined;

/** Terms of the option. */
export interface ConditionalTerms {
  /** Strike less what is known of the average, `K − a`. */
  readonly strike: number;
  /** Call or put. */
  readonly isCall: boolean;
  /** Discount factor. */
  readonly discount: number;
  /** Power of `e^(X_1)` in the average. @default 1 */
  readonly power?: number;
}

/**
 * Values the option on every path of a block.
 *
 * @param first How `X_1` is distributed.
 * @param terms The option.
 * @param view The paths.
 * @param lots `b`, shape `[size]`.
 * @param out Filled with present values, from `to` on.
 * @param to Place of the first.
 */
export function conditionalOptionInto(
  first: FirstIncrement,
  terms: ConditionalTerms,
  view: PathView,
  lots: Float64Array,
  out: Float64Array,
  to: number,
): void {
  const { strike, isCall, discount, power = 1 } = terms;
  const { size, firstMean, firstDeviation } = view;
  const sign = isCall ? 0 : 1;
  for (let i = 0; i < size; ++i) {
    let forward = lots[i] * firstMean[i];
    if (power !== 1) {
      // E[e^(pX)] from E[e^X]: the mean m = ln E[e^X] − s²/2.
      const s2 = firstDeviation[i] ** 2;
      forward = lots[i] * firstMean[i] ** power *
        Math.exp(0.5 * power * (power - 1) * s2);
    }
    const call = first.kind === "normal"
      ? normalCall(forward, strike, power * firstDeviation[i])
      : strike > 0
      ? strike * first.call(Math.log(forward / strike))
      : forward - strike;
    out[to + i] = discount * (call - sign * (forward - strike));
  }
}

/**
 * Undiscounted call on a lognormal price, with `Φ` from a table to 1e-11.
 *
 * @param forward Its mean.
 * @param strike Strike; at or below 0 the call is a forward.
 * @param deviation Standard deviation of its logarithm.
 * @returns The value.
 */
export function normalCall(
  forward: number,
  strike: number,
  deviation: number,
): number {
  if (!(strike > 0)) return forward - strike;
  if (!(deviation > NO_DEVIATION)) return Math.max(0, forward - strike);
  const table = distribution ??= hermiteTable(normalCdf, normalPdf, 2048);
  const d2 = Math.log(forward / strike) / deviation - 0.5 * deviation;
  return forward * hermiteAt(table, d2 + deviation) -
    strike * hermiteAt(table, d2);
}
