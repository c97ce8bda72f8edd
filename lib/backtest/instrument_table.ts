/**
 * The instruments of a run: each has an index, which is its number in orders,
 * positions and ledger entries. Options join when they are first asked for.
 *
 * @module
 */

import { centsPerPoint, type Instrument } from "lib/backtest/instrument.ts";
import { nearestName } from "lib/core/nearest_name.ts";

/** A growing list of instruments. */
export class InstrumentTable {
  /** The instruments, by index. */
  readonly list: Instrument[] = [];
  /** Cents a price of 1 is worth on one unit, by index. */
  readonly centsPerPoint: number[] = [];
  readonly #indices = new Map<string, number>();

  /** Makes a table of the instruments known from the start. */
  constructor(instruments: readonly Instrument[] = []) {
    for (const instrument of instruments) this.add(instrument);
  }

  /**
   * Adds an instrument.
   *
   * @returns Its index.
   * @throws {RangeError} If the symbol is taken or a scale is not > 0.
   */
  add(instrument: Instrument): number {
    if (this.#indices.has(instrument.symbol)) {
      throw new RangeError(
        `Cannot add "${instrument.symbol}" as symbols must differ: there is one already`,
      );
    }
    const worth = centsPerPoint(instrument);
    if (!(worth > 0 && worth < Infinity)) {
      throw new RangeError(
        `Cannot add "${instrument.symbol}" as unitsPerShare and multiplier must be finite and > 0`,
      );
    }
    const index = this.list.length;
    this.list.push(instrument);
    this.centsPerPoint.push(worth);
    this.#indices.set(instrument.symbol, index);
    return index;
  }

  /** Index of a symbol, −1 if it is not known. */
  find(symbol: string): number {
    return this.#indices.get(symbol) ?? -1;
  }

  /**
   * Index of a symbol.
   *
   * @throws {RangeError} If it is not known; names the nearest one.
   */
  indexOf(symbol: string): number {
    const index = this.find(symbol);
    if (index >= 0) return index;
    const known = this.list.map((each) => each.symbol);
    throw new RangeError(
      `Cannot find instrument "${symbol}"${
        known.length === 0
          ? ": the feed has none"
          : `. Did you mean "${nearestName(symbol, known)}"?`
      }`,
    );
  }
}
