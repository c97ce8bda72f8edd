/**
 * Short and foreign names of laws, on the command line and in requests.
 *
 * @module
 */

/** Registered names by short or foreign one. */
export const LAW_ALIASES: Readonly<Record<string, string>> = {
  bs: "black-scholes",
  vg: "variance-gamma",
  VarianceGamma: "variance-gamma",
  CGMY: "cgmy",
};

/**
 * The registered name of a law that may have been given in short.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lawName } from "lib/pricing/laws/law_name.ts";
 *
 * assertEquals(lawName("vg"), "variance-gamma");
 * assertEquals(lawName("heston"), "heston");
 * ```
 */
export function lawName(name: string): string {
  return Object.hasOwn(LAW_ALIASES, name) ? LAW_ALIASES[name] : name;
}
