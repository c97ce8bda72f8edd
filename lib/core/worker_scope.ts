/**
 * The global scope of a worker thread: lib is checked as if in the main thread,
 * whose types do not know it.
 *
 * @module
 */

/** The part of a worker's global scope that is used. */
export interface WorkerScope<Order, Reply> {
  /** Hears what the thread is sent. */
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  /**
   * Says something to whoever started the thread.
   *
   * @param reply What is said.
   * @param moved Buffers that are handed over, not copied.
   */
  postMessage(reply: Reply, moved?: Transferable[]): void;
  /** Ends the thread. */
  close(): void;
}

/** The scope of this thread, a worker; of no use in the main thread. */
export function workerScope<Order, Reply>(): WorkerScope<Order, Reply> {
  return globalThis as unknown as WorkerScope<Order, Reply>;
}
