/**
 * Worker threads that wait for requests: a bounded queue before them, so that
 * whoever asks is told at once when there is too much to do.
 *
 * @module
 */

import { type CarriedError, receiveError } from "lib/core/carried_error.ts";
import { makeStopFlag, raiseStopFlag } from "lib/core/stop_flag.ts";
import type { WorkerTask } from "lib/core/worker_map.ts";

/** The queue before a pool is full; come back later. */
export class BusyError extends Error {
  /** `"BusyError"`. */
  override readonly name: string = "BusyError";
}

/** Options of {@linkcode WorkerPool}. */
export interface WorkerPoolOptions {
  /** Number of threads, started when first needed. @default {1} */
  readonly threads?: number;
  /** Requests that may wait. @default {64} */
  readonly waiting?: number;
}

/** Options of one request. */
export interface PoolRequestOptions {
  /** Called with what the thread says before its result. */
  readonly onMessage?: (message: unknown) => void;
  /**
   * Aborting rejects at once and tells the thread to stop; it is free again
   * when it has.
   */
  readonly signal?: AbortSignal;
}

interface Request {
  readonly input: unknown;
  readonly options: PoolRequestOptions;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Reply =
  | { readonly kind: "result"; readonly output: unknown }
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "error"; readonly error: CarriedError };

/** Threads that run a module which calls `serveWorkerMap`. */
export class WorkerPool {
  readonly #module: URL;
  readonly #threads: number;
  readonly #most: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();
  readonly #queue: Request[] = [];
  readonly #stops = new Set<SharedArrayBuffer>();
  #closed = false;

  /** Makes a pool; no thread is started yet. @param module What they run. */
  constructor(module: URL, options: WorkerPoolOptions = {}) {
    const { threads = 1, waiting = 64 } = options;
    this.#module = module;
    this.#threads = threads;
    this.#most = waiting;
  }

  /** Requests that wait for a thread. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Requests being worked on. */
  get working(): number {
    return this.#busy.size;
  }

  /**
   * Hands a request to the next free thread.
   *
   * @throws {BusyError} If the queue is full.
   * @throws {Error} What the thread throws.
   */
  run<Output>(
    input: unknown,
    options: PoolRequestOptions = {},
  ): Promise<Output> {
    if (this.#closed) {
      return Promise.reject(new BusyError("The pool is closed"));
    }
    if (this.#queue.length >= this.#most) {
      return Promise.reject(
        new BusyError(
          `Too many requests wait already: ${this.#queue.length}. Try again later`,
        ),
      );
    }
    return new Promise<Output>((resolve, reject) => {
      this.#queue.push({
        input,
        options,
        resolve: resolve as (output: unknown) => void,
        reject,
      });
      this.#next();
    });
  }

  /** Stops all threads; what waits is refused. */
  close(): void {
    this.#closed = true;
    this.#stops.forEach(raiseStopFlag);
    for (const worker of [...this.#idle, ...this.#busy]) worker.terminate();
    this.#idle.length = 0;
    this.#busy.clear();
    for (const { reject } of this.#queue.splice(0)) {
      reject(new BusyError("The pool is closed"));
    }
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    if (this.#busy.size >= this.#threads) return;
    const request = this.#queue.shift()!;
    const { signal } = request.options;
    if (signal?.aborted) {
      request.reject(signal.reason);
      this.#next();
      return;
    }
    const worker = this.#idle.pop() ??
      new Worker(this.#module, { type: "module" });
    this.#busy.add(worker);
    this.#work(worker, request);
  }

  #work(worker: Worker, request: Request): void {
    const { signal, onMessage } = request.options;
    const stop = makeStopFlag();
    this.#stops.add(stop);
    const finish = (alive: boolean) => {
      this.#stops.delete(stop);
      signal?.removeEventListener("abort", abort);
      worker.onmessage = null;
      worker.onerror = null;
      this.#busy.delete(worker);
      if (alive && !this.#closed) this.#idle.push(worker);
      else worker.terminate();
      this.#next();
    };
    const abort = () => {
      request.reject(signal!.reason);
      raiseStopFlag(stop);
    };
    signal?.addEventListener("abort", abort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.kind === "message") {
        onMessage?.(data.message);
        return;
      }
      if (data.kind === "result") request.resolve(data.output);
      else request.reject(receiveError(data.error));
      finish(true);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      request.reject(new Error(event.message));
      finish(false);
    };
    const task: WorkerTask = { input: request.input, stop };
    worker.postMessage(task);
  }
}
