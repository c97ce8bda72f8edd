/**
 * A heavy request handed to a thread, to be answered within a time.
 *
 * @module
 */

import type { WorkerPool } from "lib/core/worker_pool.ts";
import type { HeavyAnswer, HeavyRequest } from "lib/serve/heavy_request.ts";
import { Problem } from "lib/serve/problem.ts";

/** Options of {@linkcode askThread}. */
export interface AskThreadOptions {
  /** Milliseconds that the work may take, waiting included. */
  readonly within: number;
}

/**
 * Asks a thread.
 *
 * @param pool The threads.
 * @param request What is asked.
 * @param options Time limit.
 * @throws {Problem} What the thread refuses, or 503 if it took too long.
 * @throws {BusyError} If too many wait.
 */
export async function askThread<Value>(
  pool: WorkerPool,
  request: HeavyRequest,
  options: AskThreadOptions,
): Promise<Value> {
  const { within } = options;
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      new Problem(
        503,
        `The work was stopped as it must end within ${
          within / 1000
        } s. Send less at once`,
      ),
    );
  }, within);
  try {
    const answer = await pool.run<HeavyAnswer>(request, {
      signal: controller.signal,
    });
    if (answer.ok) return answer.value as Value;
    throw new Problem(answer.status, answer.message, answer.details);
  } finally {
    clearTimeout(timer);
  }
}
