/**
 * Implied volatilities of many quotes, into typed arrays.
 *
 * @module
 */

import {
  impliedVol,
  type ImpliedVolFailureKind,
} from "lib/pricing/implied_vol.ts";
import {
  type ImpliedVolBatch,
  impliedVolFast,
} from "lib/pricing/kernels/implied_vol_batch.ts";
import { makeSeedTable } from "lib/pricing/kernels/implied_vol_seed.ts";

/** What the numbers in a batch's `failure` array stand for; 0 is success. */
export const IMPLIED_VOL_FAILURES: readonly (ImpliedVolFailureKind | "none")[] =
  ["none", "below_intrinsic", "above_maximum", "not_finite", "invalid_input"];

let seedTable: Float64Array | undefined;

/**
 * Implies the Black volatility of each quote, to the same digits as
 * {@link impliedVol}.
 *
 * @param batch The quotes, arrays of shape `[n]`.
 * @param out Filled: `sigma` `[n]`, NaN where there is none, and `failure`
 * `[n]`, an index into {@link IMPLIED_VOL_FAILURES}.
 * @returns How many quotes have no volatility.
 * @throws {TypeError} If the arrays differ in length.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { impliedVolBatchInto } from "lib/pricing/implied_vol_batch.ts";
 *
 * const sigma = new Float64Array(2);
 * const failure = new Uint8Array(2);
 * const failures = impliedVolBatchInto({
 *   forward: Float64Array.of(100, 100),
 *   strike: Float64Array.of(100, 90),
 *   tau: Float64Array.of(1, 1),
 *   discount: Float64Array.of(1, 1),
 *   price: Float64Array.of(7.965567455405804, 9),
 *   isCall: Uint8Array.of(1, 1),
 * }, { sigma, failure });
 * assertAlmostEquals(sigma[0], 0.2, 1e-15);
 * assertEquals([failures, failure[1]], [1, 1]);
 * ```
 */
export function impliedVolBatchInto(
  batch: ImpliedVolBatch,
  out: { readonly sigma: Float64Array; readonly failure: Uint8Array },
): number {
  const n = batch.forward.length;
  for (const [name, column] of Object.entries({ ...batch, ...out })) {
    if (column.length === n) continue;
    throw new TypeError(
      `Cannot imply volatilities as ${name} must have the ${n} rows of forward: its length is ${column.length}`,
    );
  }
  seedTable ??= makeSeedTable();
  const { sigma, failure } = out;
  let failures = 0;
  for (let i = 0; i < n; ++i) {
    const fast = impliedVolFast(seedTable, batch, i);
    if (fast > 0 && fast < Infinity) {
      sigma[i] = fast;
      failure[i] = 0;
      continue;
    }
    failure[i] = oneInto(batch, i, sigma);
    if (failure[i] !== 0) ++failures;
  }
  return failures;
}

/** The scalar path for one quote; returns the failure's index. */
function oneInto(
  batch: ImpliedVolBatch,
  i: number,
  sigma: Float64Array,
): number {
  const result = impliedVol({
    forward: batch.forward[i],
    strike: batch.strike[i],
    tau: batch.tau[i],
    discount: batch.discount[i],
    price: batch.price[i],
    isCall: batch.isCall[i] === 1,
  });
  sigma[i] = result.ok ? result.sigma : NaN;
  return result.ok ? 0 : IMPLIED_VOL_FAILURES.indexOf(result.kind);
}
