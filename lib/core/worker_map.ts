/**
 * The same function over many inputs, in worker threads.
 *
 * @module
 */

import {
  type CarriedError,
  carryError,
  receiveError,
} from "lib/core/carried_error.ts";
import { makeStopFlag, raiseStopFlag, signalOf } from "lib/core/stop_flag.ts";
import { workerScope } from "lib/core/worker_scope.ts";

/** What a worker thread is sent. */
export interface WorkerTask {
  /** What the function is applied to. */
  readonly input: unknown;
  /** Raised when nobody waits for the result any more. */
  readonly stop: SharedArrayBuffer;
}

/** Options of {@linkcode workerMap}. */
export interface WorkerMapOptions<Output> {
  /** Number of threads; one at the least, and no more than inputs. */
  readonly workers: number;
  /** Called with each result as it comes, in any order. */
  readonly onResult?: (output: Output, index: number) => void | Promise<void>;
  /** Called with what a thread says before its result. */
  readonly onMessage?: (message: unknown, index: number) => void;
  /** Aborting stops the threads and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What a worker thread posts. */
type Reply =
  | { readonly kind: "result"; readonly output: unknown }
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "error"; readonly error: CarriedError };

/**
 * Hands inputs to threads, the next to whoever is free.
 *
 * @param module URL of a module that calls {@linkcode serveWorkerMap}.
 * @param inputs What the function is applied to; structured-clonable.
 * @param options Threads, listeners, cancellation.
 * @returns The results, in the order of the inputs.
 * @throws {Error} The first error of a thread, of its own class; the others are
 * stopped.
 */
export async function workerMap<Input, Output>(
  module: URL,
  inputs: readonly Input[],
  options: WorkerMapOptions<Output>,
): Promise<Output[]> {
  const { workers, onResult, onMessage, signal } = options;
  signal?.throwIfAborted();
  const outputs = new Array<Output>(inputs.length);
  const threads: Worker[] = [];
  const stop = makeStopFlag();
  let next = 0;
  const runThread = async () => {
    const thread = new Worker(module, { type: "module" });
    threads.push(thread);
    while (next < inputs.length) {
      const index = next++;
      const output = await ask<Output>(
        thread,
        { input: inputs[index], stop },
        (message) => onMessage?.(message, index),
      );
      outputs[index] = output;
      await onResult?.(output, index);
    }
  };
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const count = Math.max(1, Math.min(workers, inputs.length));
    const work = Promise.all(Array.from({ length: count }, runThread));
    // A thread that is stopped early never answers.
    work.catch(() => {});
    await Promise.race([work, aborted.promise]);
    return outputs;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    raiseStopFlag(stop);
    for (const thread of threads) thread.terminate();
  }
}

function ask<Output>(
  thread: Worker,
  task: WorkerTask,
  onMessage: (message: unknown) => void,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    thread.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.kind === "message") onMessage(data.message);
      else if (data.kind === "result") resolve(data.output as Output);
      else reject(receiveError(data.error));
    };
    thread.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    thread.postMessage(task);
  });
}

/**
 * Makes a module answer {@linkcode workerMap}; called once, in the worker.
 *
 * @param compute The function; it may say things while it runs, and should look
 * at its signal now and then.
 */
export function serveWorkerMap<Input, Output>(
  compute: (
    input: Input,
    say: (message: unknown) => void,
    signal: AbortSignal,
  ) => Output | Promise<Output>,
): void {
  const scope = workerScope<WorkerTask, Reply>();
  const say = (message: unknown) =>
    scope.postMessage({ kind: "message", message });
  scope.onmessage = async ({ data }) => {
    try {
      const { input, stop } = data;
      const output = await compute(input as Input, say, signalOf(stop));
      scope.postMessage({ kind: "result", output });
    } catch (error) {
      scope.postMessage({ kind: "error", error: carryError(error) });
    }
  };
}
