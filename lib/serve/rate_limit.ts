/**
 * Token buckets, one a client.
 *
 * @module
 */

import { Problem } from "lib/serve/problem.ts";

/** Clients that are remembered. */
const MOST_CLIENTS = 10_000;

/** Limits how often each client may ask. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, { tokens: number; time: number }>();

  /** Makes a limit. @param perSecond Requests; a burst may be twice as many. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(1, 2 * perSecond);
  }

  /**
   * Takes a token.
   *
   * @param client Who asks.
   * @param ms The time in milliseconds.
   * @throws {Problem} 429 if none is left.
   */
  take(client: string, ms: number): void {
    if (this.#perSecond === Infinity) return;
    const before = this.#buckets.get(client) ??
      { tokens: this.#burst, time: ms };
    const gained = (ms - before.time) / 1000 * this.#perSecond;
    const tokens = Math.min(this.#burst, before.tokens + gained);
    // The client moves to the end: the first is the one longest away.
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: Math.max(0, tokens - 1), time: ms });
    if (this.#buckets.size > MOST_CLIENTS) {
      this.#buckets.delete(this.#buckets.keys().next().value!);
    }
    if (tokens < 1) {
      throw new Problem(
        429,
        `Too many requests: at most ${this.#perSecond} a second. Wait a little`,
      );
    }
  }
}
