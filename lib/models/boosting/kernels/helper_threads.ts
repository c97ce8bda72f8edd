/**
 * Threads that search with the kernel's. A turn is begun by a word in shared
 * memory and ended by another: no message is sent while a tree grows, since
 * a search may take less time than a message.
 *
 * @module
 */

import {
  CONTROL_WORDS,
  type KernelLayout,
} from "lib/models/boosting/kernels/kernel_memory.ts";
import type { SearchTask } from "lib/models/boosting/kernels/search_share.ts";

/** Words of the control block. */
export const CONTROL = {
  turn: 0,
  done: 1,
  stop: 2,
  start: 3,
  end: 4,
  small: 5,
  sibling: 6,
} as const;

/** Looks at a word before a thread goes to sleep: some 10 µs. */
const LOOKS = 5000;

/** What a thread is started with. */
export interface HelperStart {
  /** Memory of the kernel. */
  readonly memory: WebAssembly.Memory;
  /** Where things stand in it. */
  readonly layout: KernelLayout;
  /** Number of features. */
  readonly cols: number;
  /** Number of this thread, the kernel's own being 0. */
  readonly thread: number;
  /** All threads, the kernel's own included. */
  readonly threads: number;
}

/** Threads beside the kernel's own. */
export interface HelperThreads {
  /** Lets them search. */
  begin(task: SearchTask): void;
  /** Waits until they have. */
  finish(): void;
  /** Ends them. */
  close(): void;
}

/** Waits until a word is no longer `value`; returns what it is. */
export function waitWhile(
  words: Int32Array,
  word: number,
  value: number,
): number {
  for (let look = 0; look < LOOKS; ++look) {
    const now = Atomics.load(words, word);
    if (now !== value) return now;
  }
  while (Atomics.load(words, word) === value) Atomics.wait(words, word, value);
  return Atomics.load(words, word);
}

/** Starts threads; resolves when they wait for their first turn. */
export async function startHelpers(
  start: Omit<HelperStart, "thread">,
): Promise<HelperThreads> {
  const { memory, layout, threads } = start;
  const words = new Int32Array(memory.buffer, layout.control, CONTROL_WORDS);
  const module = new URL("./helper.worker.ts", import.meta.url);
  const workers = await Promise.all(
    Array.from(
      { length: threads - 1 },
      (_, i) => startHelper(module, { ...start, thread: i + 1 }),
    ),
  );
  return {
    begin: ({ start, end, small, sibling }) => {
      words[CONTROL.start] = start;
      words[CONTROL.end] = end;
      words[CONTROL.small] = small;
      words[CONTROL.sibling] = sibling;
      Atomics.store(words, CONTROL.done, 0);
      Atomics.add(words, CONTROL.turn, 1);
      Atomics.notify(words, CONTROL.turn);
    },
    finish: () => {
      let done = 0;
      while (done < workers.length) done = waitWhile(words, CONTROL.done, done);
    },
    close: () => {
      Atomics.store(words, CONTROL.stop, 1);
      Atomics.add(words, CONTROL.turn, 1);
      Atomics.notify(words, CONTROL.turn);
      for (const worker of workers) worker.terminate();
    },
  };
}

function startHelper(module: URL, start: HelperStart): Promise<Worker> {
  const worker = new Worker(module, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve(worker);
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      reject(new Error(`Cannot start a thread: ${event.message}`));
    };
    worker.postMessage(start);
  });
}
