/**
 * Trying again: the waits double and are shuffled, so that many runs do not call a
 * server that comes back all at once.
 *
 * The wait before try n is uniform on [w/2, w] with w = min(first · 2ⁿ⁻¹, last):
 * "equal jitter" of M. Brooker (2015), Exponential Backoff and Jitter, AWS
 * Architecture Blog. A server that names a wait is given that one at least.
 *
 * @module
 */

import type { Rng } from "lib/core/rng.ts";
import { MlflowError } from "lib/tracking/mlflow/mlflow_error.ts";

/** How to try again. */
export interface RetryOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Shuffles the waits. */
  readonly rng: Rng;
  /** The first wait, in milliseconds. @default {500} */
  readonly firstRetryMs?: number;
  /** The longest wait, in milliseconds. @default {60000} */
  readonly lastRetryMs?: number;
}

/** How long, and until when, to try again. */
export interface RetryLimits {
  /** No other try starts after it; milliseconds since 1970. */
  readonly deadline: number;
  /** Whether a try is cut off at the deadline. @default {false} */
  readonly strict?: boolean;
  /** How often to try at most. @default {Infinity} */
  readonly tries?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
  /** Whether the process may end while this waits. @default {false} */
  readonly idle?: boolean;
}

/**
 * Does some work until it succeeds, the time is over, or nobody wants it any more.
 *
 * @param work What to do; its signal ends it.
 * @param limits Until when.
 * @param options Clock, randomness and waits.
 * @returns Undefined after success, else why the last try failed.
 * @throws {Error} What `work` throws that is not an `MlflowError`.
 */
export async function persist(
  work: (signal: AbortSignal) => Promise<void>,
  limits: RetryLimits,
  options: RetryOptions,
): Promise<MlflowError | undefined> {
  const { deadline, strict = false, signal, idle = false } = limits;
  const { tries = Infinity } = limits;
  const { now, rng, firstRetryMs = 500, lastRetryMs = 60_000 } = options;
  const ends = new AbortController();
  const end = () => ends.abort();
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  const over = strict
    ? setTimeout(end, Math.max(0, deadline - now()))
    : undefined;
  let last = new MlflowError("away", "no time to ask the server");
  try {
    for (let n = 1; !ends.signal.aborted; ++n) {
      try {
        await work(ends.signal);
        return undefined;
      } catch (error) {
        if (ends.signal.aborted) return last;
        if (!(error instanceof MlflowError)) throw error;
        last = error;
      }
      // Rights and addresses do not change within seconds.
      const denied = last.failure === "denied";
      if (n >= tries || denied && deadline !== Infinity) return last;
      const wait = denied ? Infinity : firstRetryMs * 2 ** (n - 1);
      const longest = Math.min(wait, lastRetryMs);
      const shuffled = longest * (0.5 + 0.5 * rng.uniform());
      const ms = Math.max(shuffled, last.retryAfterMs ?? 0);
      if (now() + ms > deadline) return last;
      await sleep(ms, { signal: ends.signal, idle });
    }
    return last;
  } finally {
    clearTimeout(over);
    signal?.removeEventListener("abort", end);
  }
}

/**
 * Waits.
 *
 * @param ms Milliseconds.
 * @param options What ends it before, and whether the process may end meanwhile.
 */
export function sleep(
  ms: number,
  options: { readonly signal?: AbortSignal; readonly idle?: boolean } = {},
): Promise<void> {
  const { signal, idle = false } = options;
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    // setTimeout counts in 32 bits.
    const timer = setTimeout(done, Math.min(ms, 0x7fffffff));
    if (idle) Deno.unrefTimer(timer);
    signal?.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
