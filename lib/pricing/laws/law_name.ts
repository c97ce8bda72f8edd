/**
 * Short and foreign names of laws, on the command line and in requests.
 *
 * @module
 */

const ALIASES: Readonly<Record<string, string>> = {
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
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
}
