/**
 * Requests that arrive while a batch runs form the next one.
 *
 * Nobody waits for a timer: a lone request runs at once. If a batch fails, its
 * requests run one by one, so that one that cannot be answered fails alone.
 *
 * @module
 */

/** Answers a batch, in order. */
export type BatchFunction<Input, Output> = (
  inputs: readonly Input[],
) => Promise<readonly Output[]>;

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/** Joins single requests into batches. */
export class MicroBatcher<Input, Output> {
  readonly #answer: BatchFunction<Input, Output>;
  readonly #most: number;
  #waiting: Waiting<Input, Output>[] = [];
  #running: Promise<void> | null = null;

  /** Makes a batcher. @param most Requests a batch. @default {64} */
  constructor(answer: BatchFunction<Input, Output>, most = 64) {
    this.#answer = answer;
    this.#most = most;
  }

  /** Answers one request with the others of its batch. */
  ask(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing is running or waiting. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #drain(): Promise<void> {
    // Requests of the same turn of the event loop join the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#most);
      this.#waiting = this.#waiting.slice(this.#most);
      await this.#run(batch);
    }
    this.#running = null;
  }

  async #run(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#answer(batch.map(({ input }) => input));
      batch.forEach(({ resolve }, i) => resolve(outputs[i]));
    } catch (error) {
      if (batch.length === 1) batch[0].reject(error);
      else for (const one of batch) await this.#run([one]);
    }
  }
}
