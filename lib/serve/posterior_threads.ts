/**
 * Threads that sample posteriors, one each.
 *
 * The chains of a posterior run in threads that its thread has started, and
 * those end only if it ends them: a thread that is no longer wanted is told to
 * stop, not killed.
 *
 * @module
 */

import type { Progress } from "lib/core/progress.ts";
import { makeStopFlag, raiseStopFlag } from "lib/core/stop_flag.ts";
import type { HeavyAnswer } from "lib/serve/heavy_request.ts";
import type { PosteriorRequest } from "lib/serve/posterior_work.ts";

/** What a thread is told. */
export type PosteriorOrder =
  | {
    readonly kind: "start";
    readonly request: PosteriorRequest;
    /** Raised to stop it, for when it does not listen. */
    readonly stop: SharedArrayBuffer;
  }
  | { readonly kind: "stop" };

/** What a thread says. */
export type PosteriorReply =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "answer"; readonly answer: HeavyAnswer }
  | { readonly kind: "error"; readonly error: string };

/** Starts threads and knows which still run. */
export class PosteriorThreads {
  readonly #running = new Set<Promise<void>>();

  /**
   * Samples a posterior.
   *
   * @param request What is sampled.
   * @param watch Told how far it is; aborting asks the thread to stop.
   * @throws {Error} What the thread throws, or the signal's reason.
   */
  run(
    request: PosteriorRequest,
    watch: {
      readonly signal: AbortSignal;
      readonly onProgress: (progress: Progress) => void;
    },
  ): Promise<HeavyAnswer> {
    const { signal, onProgress } = watch;
    signal.throwIfAborted();
    const worker = new Worker(
      new URL("./posterior_worker.ts", import.meta.url),
      { type: "module" },
    );
    const tell = (order: PosteriorOrder) => worker.postMessage(order);
    const answer = Promise.withResolvers<HeavyAnswer>();
    const ended = Promise.withResolvers<void>();
    const flag = makeStopFlag();
    const stop = () => {
      raiseStopFlag(flag);
      tell({ kind: "stop" });
      answer.reject(signal.reason);
    };
    const end = () => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
      ended.resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.onmessage = ({ data }: MessageEvent<PosteriorReply>) => {
      if (data.kind === "progress") {
        onProgress(data.progress);
        return;
      }
      if (data.kind === "answer") answer.resolve(data.answer);
      else answer.reject(new Error(data.error));
      end();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      answer.reject(new Error(event.message));
      end();
    };
    const running = ended.promise.then(() => {
      this.#running.delete(running);
    });
    this.#running.add(running);
    tell({ kind: "start", request, stop: flag });
    return answer.promise;
  }

  /** Resolves when no thread runs. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }
}
