/**
 * Threads that search with the kernel's. A turn is begun by a word in shared
 * memory: no message is sent while a tree grows, since a search may take less
 * time than a message.
 *
 * Each thread has a share of its own. It claims it when it wakes; a share that
 * nobody has claimed when the kernel's own thread is done with its own is done
 * there, so that a machine with other work on it costs little. Who does a
 * share changes nothing of what comes out.
 *
 * @module
 */

import {
  controlWords,
  type KernelLayout,
} from "lib/models/boosting/kernels/kernel_memory.ts";
import type { SearchTask } from "lib/models/boosting/kernels/search_share.ts";

/** Words of the control block; after them a claim and a receipt a thread. */
const WORD = { turn: 0, stop: 1, start: 2, end: 3, small: 4, sibling: 5 };
const SHARES = 6;

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

/** The words by which threads talk. */
export class Turns {
  readonly #words: Int32Array;

  /** Looks at the control block of a kernel's memory. */
  constructor(
    memory: WebAssembly.Memory,
    { control }: KernelLayout,
    threads: number,
  ) {
    const count = controlWords(threads);
    this.#words = new Int32Array(memory.buffer, control, count);
  }

  /** Number of the turn. */
  get now(): number {
    return Atomics.load(this.#words, WORD.turn);
  }

  /** Whether there will be no more turns. */
  get isOver(): boolean {
    return Atomics.load(this.#words, WORD.stop) === 1;
  }

  /** What is searched in this turn; stays so until every share is done. */
  get task(): SearchTask {
    const words = this.#words;
    return {
      start: words[WORD.start],
      end: words[WORD.end],
      small: words[WORD.small],
      sibling: words[WORD.sibling],
    };
  }

  /** Begins a turn, with the shares of all threads but the first to be claimed. */
  begin(task: SearchTask, threads: number): void {
    const words = this.#words;
    words[WORD.start] = task.start;
    words[WORD.end] = task.end;
    words[WORD.small] = task.small;
    words[WORD.sibling] = task.sibling;
    const turn = this.now + 1;
    for (let i = 1; i < threads; ++i) {
      Atomics.store(words, SHARES + 2 * i, turn);
    }
    this.#change(WORD.turn, turn);
  }

  /** Says that there will be no more turns. */
  end(): void {
    Atomics.store(this.#words, WORD.stop, 1);
    this.#change(WORD.turn, this.now + 1);
  }

  /** Takes on the share of a thread in a turn, if nobody has. */
  claim(thread: number, turn: number): boolean {
    const word = SHARES + 2 * thread;
    return Atomics.compareExchange(this.#words, word, turn, -turn) === turn;
  }

  /** Says that the share of a thread is done. */
  finish(thread: number, turn: number): void {
    this.#change(SHARES + 2 * thread + 1, turn);
  }

  /** Waits until the share of a thread is done. */
  waitFor(thread: number, turn: number): void {
    const word = SHARES + 2 * thread + 1;
    for (let done = -1; done !== turn;) {
      done = Atomics.load(this.#words, word);
      if (done !== turn) this.#waitWhile(word, done);
    }
  }

  /** Waits until a turn is over and another has begun. */
  waitForNext(turn: number): void {
    this.#waitWhile(WORD.turn, turn);
  }

  #change(word: number, value: number): void {
    Atomics.store(this.#words, word, value);
    Atomics.notify(this.#words, word);
  }

  #waitWhile(word: number, value: number): void {
    for (let look = 0; look < LOOKS; ++look) {
      if (Atomics.load(this.#words, word) !== value) return;
    }
    Atomics.wait(this.#words, word, value);
  }
}

/** Threads beside the kernel's own. */
export interface HelperThreads {
  /** Begins a turn. */
  begin(task: SearchTask): void;
  /**
   * Ends it.
   *
   * @param doShare Called for each share that nobody has claimed.
   */
  finish(doShare: (thread: number) => void): void;
  /** Ends the threads. */
  close(): void;
}

/** Starts threads; resolves when they wait for their first turn. */
export async function startHelpers(
  start: Omit<HelperStart, "thread">,
): Promise<HelperThreads> {
  const { memory, layout, threads } = start;
  const turns = new Turns(memory, layout, threads);
  const module = new URL("./helper.worker.ts", import.meta.url);
  const workers = await Promise.all(
    Array.from(
      { length: threads - 1 },
      (_, i) => startHelper(module, { ...start, thread: i + 1 }),
    ),
  );
  return {
    begin: (task) => turns.begin(task, threads),
    finish: (doShare) => {
      const turn = turns.now;
      for (let thread = 1; thread < threads; ++thread) {
        if (turns.claim(thread, turn)) doShare(thread);
        else turns.waitFor(thread, turn);
      }
    },
    close: () => {
      turns.end();
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
