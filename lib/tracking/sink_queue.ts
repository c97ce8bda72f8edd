/**
 * Tells sinks of a run, each at its own pace and in order, and lets none of them
 * fail it.
 *
 * @module
 */

import type { RunSink } from "lib/tracking/run_sink.ts";

/** Calls that wait for their sinks. */
export class SinkQueue {
  readonly #turns: { readonly sink: RunSink; last: Promise<void> }[];
  readonly #onError: (error: unknown) => void;

  /**
   * Makes a queue.
   *
   * @param sinks Who is told.
   * @param onError Hears what a sink throws.
   */
  constructor(
    sinks: readonly RunSink[],
    onError: (error: unknown) => void,
  ) {
    this.#turns = sinks.map((sink) => ({ sink, last: Promise.resolve() }));
    this.#onError = onError;
  }

  /**
   * Tells every sink once it has heard all that was told before.
   *
   * @param call What it is told.
   */
  tell(call: (sink: RunSink) => Promise<void>): void {
    for (const turn of this.#turns) {
      turn.last = turn.last.then(() => call(turn.sink)).catch(this.#onError)
        .catch(() => {});
    }
  }

  /** Waits until every sink has heard everything. */
  async drained(): Promise<void> {
    await Promise.all(this.#turns.map(({ last }) => last));
  }
}
