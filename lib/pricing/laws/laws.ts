/**
 * The laws: a tenth is one file and a line here.
 *
 * @module
 */

import { lawName } from "lib/pricing/laws/law_name.ts";
import { PricingError } from "lib/core/errors.ts";
import { nearestName } from "lib/core/nearest_name.ts";
import { bates } from "lib/pricing/laws/bates.ts";
import { blackScholes } from "lib/pricing/laws/black_scholes.ts";
import { cgmy } from "lib/pricing/laws/cgmy.ts";
import { heston } from "lib/pricing/laws/heston.ts";
import { kou } from "lib/pricing/laws/kou.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import { meixner } from "lib/pricing/laws/meixner.ts";
import { merton } from "lib/pricing/laws/merton.ts";
import { nig } from "lib/pricing/laws/nig.ts";
import { varianceGamma } from "lib/pricing/laws/variance_gamma.ts";

/** Every law, from the plainest to the richest. */
export const LAWS: readonly Law[] = [
  blackScholes,
  merton,
  kou,
  varianceGamma,
  nig,
  cgmy,
  meixner,
  heston,
  bates,
];

/**
 * Finds a law by its registered name, or a short one.
 *
 * @param name Such as `"variance-gamma"` or `"vg"`.
 * @returns The law.
 * @throws {PricingError} Of kind `unknown_law`, naming the nearest known one.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * assertEquals(lawByName("nig").space.names, ["alpha", "beta", "delta"]);
 * ```
 */
export function lawByName(name: string): Law {
  const wanted = lawName(name);
  const found = LAWS.find((law) => law.name === wanted);
  if (found !== undefined) return found;
  const names = LAWS.map((law) => law.name);
  throw new PricingError(
    "unknown_law",
    `Cannot find the law "${name}": did you mean "${
      nearestName(name, names)
    }"? Known are ${names.join(", ")}`,
  );
}
