/**
 * Requests that arrive while others are being read or answered form a batch.
 *
 * Nobody waits for a timer: a batch begins when the event loop has handed over
 * what had arrived. If a batch fails, its requests run one by one, so that one
 * that cannot be answered fails alone.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { BusyError } from "lib/core/worker_pool.ts";

/** Answers a batch, in order. */
export type BatchFunction<Input, Output> = (
  inputs: readonly Input[],
) => Promise<readonly Output[]>;

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/** Sizes of a {@linkcode MicroBatcher}. */
export interface MicroBatchOptions {
  /** Requests a batch. @default {32} */
  readonly most?: number;
  /** Requests that may wait. @default {1024} */
  readonly waiting?: number;
}

/** Joins single requests into batches. */
export class MicroBatcher<Input, Output> {
  readonly #answer: BatchFunction<Input, Output>;
  readonly #most: number;
  readonly #mostWaiting: number;
  #waiting: Waiting<Input, Output>[] = [];
  #isRunning = false;

  /** Makes a batcher. @param options Sizes. */
  constructor(
    answer: BatchFunction<Input, Output>,
    options: MicroBatchOptions = {},
  ) {
    this.#answer = answer;
    this.#most = options.most ?? 32;
    this.#mostWaiting = options.waiting ?? 1024;
  }

  /**
   * Answers one request with the others of its batch.
   *
   * @throws {BusyError} If too many wait.
   */
  ask(input: Input): Promise<Output> {
    if (this.#waiting.length >= this.#mostWaiting) {
      return Promise.reject(
        new BusyError(
          `Too many requests wait already: ${this.#waiting.length}. Try again later`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      if (!this.#isRunning) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // A full batch has no reason to wait for more.
      if (this.#waiting.length < this.#most) await nextTurn();
      const batch = this.#waiting.slice(0, this.#most);
      this.#waiting = this.#waiting.slice(this.#most);
      await this.#run(batch);
    }
    this.#isRunning = false;
  }

  async #run(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#answer(batch.map(({ input }) => input));
      if (outputs.length !== batch.length) {
        throw new Error(
          `A batch must have ${batch.length} answers: it has ${outputs.length}`,
        );
      }
      batch.forEach(({ resolve }, i) => resolve(outputs[i]));
    } catch (error) {
      if (batch.length === 1) batch[0].reject(error);
      else for (const one of batch) await this.#run([one]);
    }
  }
}

/** Resolves when the event loop has come round. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
