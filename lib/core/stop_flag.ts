/**
 * Stopping a thread that computes.
 *
 * Terminating a worker does not end a loop that is running in it (Deno 2.9), and
 * messages reach it only between tasks. So whoever hands out work shares a flag
 * in memory, and the work looks at it where it would look at a signal.
 *
 * @module
 */

const RAISED = 1;

/** A flag that threads share, not raised. */
export function makeStopFlag(): SharedArrayBuffer {
  return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
}

/** Raises a flag: whoever looks at it stops. */
export function raiseStopFlag(flag: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(flag), 0, RAISED);
}

/**
 * A flag as the signal that computations take. `aborted` and `throwIfAborted`
 * look at the flag; listeners are told when one of them has seen it raised.
 *
 * @param flag What {@linkcode makeStopFlag} made, here or in another thread.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { makeStopFlag, raiseStopFlag, signalOf } from "lib/core/stop_flag.ts";
 *
 * const flag = makeStopFlag();
 * const signal = signalOf(flag);
 * assertEquals(signal.aborted, false);
 * raiseStopFlag(flag);
 * assertThrows(() => signal.throwIfAborted(), Error, "stopped");
 * ```
 */
export function signalOf(flag: SharedArrayBuffer): AbortSignal {
  const word = new Int32Array(flag);
  const controller = new AbortController();
  const { signal } = controller;
  let seen = false;
  let aborted = false;
  const look = (): boolean => {
    if (!seen && Atomics.load(word, 0) === RAISED) {
      seen = true;
      // The controller asks whether it has been aborted: not yet.
      controller.abort(new Error("The work was stopped"));
      aborted = true;
    }
    return aborted;
  };
  return Object.defineProperties(signal, {
    aborted: { get: look },
    throwIfAborted: {
      value: () => {
        if (look()) throw signal.reason;
      },
    },
  });
}
