/**
 * Grows a chain quote by quote in typed arrays, so that a million of them need
 * no objects to wait in.
 *
 * @module
 */

import { CHAIN_NUMBERS } from "lib/market/chain_numbers.ts";
import type { ChainRow, OptionChain } from "lib/market/option_chain.ts";

type Numbers = Record<(typeof CHAIN_NUMBERS)[number], Float64Array>;

/** A chain that is being put together. */
export class ChainBuilder {
  #count = 0;
  #numbers = allocate(64);
  #isCall = new Uint8Array(64);
  readonly #underlying: string[] = [];

  /** How many quotes there are so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds a quote; what it does not say is NaN, the price by default the mid. */
  add(row: ChainRow): void {
    const i = this.#count++;
    if (i === this.#isCall.length) this.#grow();
    for (const name of CHAIN_NUMBERS) this.#numbers[name][i] = row[name] ?? NaN;
    if (row.price === undefined) {
      const { bid = NaN, ask = NaN } = row;
      this.#numbers.price[i] = 0.5 * (bid + ask);
    }
    this.#isCall[i] = row.isCall ? 1 : 0;
    this.#underlying.push(row.underlying ?? "");
  }

  /**
   * The chain of the quotes so far, in arrays of its own.
   *
   * @param source Where the quotes came from.
   */
  build(source: string): OptionChain {
    const n = this.#count;
    const numbers = Object.fromEntries(
      CHAIN_NUMBERS.map((name) => [name, this.#numbers[name].slice(0, n)]),
    ) as Numbers;
    return {
      source,
      underlying: this.#underlying.slice(),
      isCall: this.#isCall.slice(0, n),
      ...numbers,
    };
  }

  #grow(): void {
    const size = 2 * this.#isCall.length;
    const numbers = allocate(size);
    for (const name of CHAIN_NUMBERS) numbers[name].set(this.#numbers[name]);
    const isCall = new Uint8Array(size);
    isCall.set(this.#isCall);
    this.#numbers = numbers;
    this.#isCall = isCall;
  }
}

function allocate(size: number): Numbers {
  return Object.fromEntries(
    CHAIN_NUMBERS.map((name) => [name, new Float64Array(size)]),
  ) as Numbers;
}
