/**
 * Option symbols of the Options Symbology Initiative (OSI, 2010), as the
 * Options Clearing Corporation keys contracts: root of up to 6 characters,
 * expiry `yymmdd`, `C` or `P`, strike in thousandths in 8 digits; e.g.
 * `SPXW250516P05600000` or, padded, `SPY   250501C00250000`.
 *
 * @module
 */

/** What an OCC symbol says. */
export interface OccContract {
  /** Root, the contract class: `SPXW`. */
  readonly root: string;
  /** Start of the expiry's date, ms since 1970 UTC. */
  readonly expiry: number;
  /** True for a call. */
  readonly isCall: boolean;
  /** Strike, in the currency of the underlying. */
  readonly strike: number;
}

const SYMBOL =
  /^(?:O:|\.)?\^?([A-Z][A-Z0-9.\/]{0,5})\s*(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;

/**
 * Reads an OCC symbol.
 *
 * @param text The symbol, padded or not.
 * @returns What it says, or `undefined` if it is none. Years are 2000–2099.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseOccSymbol } from "lib/market/occ_symbol.ts";
 *
 * assertEquals(parseOccSymbol("SPY250501C00252500"), {
 *   root: "SPY",
 *   expiry: Date.UTC(2025, 4, 1),
 *   isCall: true,
 *   strike: 252.5,
 * });
 * assertEquals(parseOccSymbol("SPY"), undefined);
 * ```
 */
export function parseOccSymbol(text: string): OccContract | undefined {
  const match = SYMBOL.exec(text.trim().toUpperCase());
  if (match === null) return undefined;
  const [, root, year, month, day, letter, thousandths] = match;
  const expiry = Date.UTC(2000 + Number(year), Number(month) - 1, Number(day));
  const back = new Date(expiry);
  const exists = back.getUTCMonth() + 1 === Number(month) &&
    back.getUTCDate() === Number(day);
  if (!exists) return undefined;
  return {
    root,
    expiry,
    isCall: letter === "C",
    strike: Number(thousandths) / 1000,
  };
}

/**
 * Writes an OCC symbol, without padding.
 *
 * @throws {RangeError} If the strike is not a multiple of 0.001 in
 * [0, 100000).
 */
export function formatOccSymbol(contract: OccContract): string {
  const thousandths = Math.round(contract.strike * 1000);
  const exact = Math.abs(contract.strike * 1000 - thousandths) < 1e-6;
  if (!exact || !(thousandths >= 0) || thousandths >= 1e8) {
    throw new RangeError(
      `Cannot write strike as an OCC symbol must have thousandths below 100000: current value is ${contract.strike}`,
    );
  }
  const date = new Date(contract.expiry).toISOString().slice(2, 10)
    .replaceAll("-", "");
  return `${contract.root}${date}${contract.isCall ? "C" : "P"}${
    String(thousandths).padStart(8, "0")
  }`;
}
