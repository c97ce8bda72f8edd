/**
 * Time as a run knows it: moved by events, never read from the machine.
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";

/** Something that tells the time; a paper feed is given the machine's. */
export interface Clock {
  /** Now, ms since 1970 UTC. */
  now(): number;
}

/** A clock that only events move, and only forwards. */
export class SimulatedClock implements Clock {
  #now = -Infinity;

  /** Now: the time of the latest event, −Infinity before the first. */
  now(): number {
    return this.#now;
  }

  /**
   * Moves the clock to an event.
   *
   * @param time ms since 1970 UTC.
   * @throws {DataQualityError} If that is before now.
   */
  advance(time: number): void {
    if (!(time >= this.#now)) {
      throw new DataQualityError(
        `Events must come in the order in which they are known: ${time} is before ${this.#now}. Sort the feed`,
        { value: time },
      );
    }
    this.#now = time;
  }
}
