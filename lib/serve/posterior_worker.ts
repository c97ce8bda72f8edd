/**
 * The thread behind {@linkcode PosteriorThreads}: samples one posterior, its
 * chains in threads of their own, until it is told to stop.
 *
 * @module
 */

import type { Progress } from "lib/core/progress.ts";
import { signalOf } from "lib/core/stop_flag.ts";
import { workerScope } from "lib/core/worker_scope.ts";
import { refusable } from "lib/serve/heavy_request.ts";
import { posteriorAnswer } from "lib/serve/posterior_answer.ts";
import type {
  PosteriorOrder,
  PosteriorReply,
} from "lib/serve/posterior_threads.ts";

const scope = workerScope<PosteriorOrder, PosteriorReply>();
let signal: AbortSignal | undefined;

scope.onmessage = async ({ data }) => {
  if (data.kind === "stop") {
    // Looking at the flag is what tells the threads of the chains.
    void signal?.aborted;
    return;
  }
  const watch = {
    signal: signal = signalOf(data.stop),
    onProgress: (progress: Progress) =>
      scope.postMessage({ kind: "progress", progress }),
  };
  try {
    const answer = await refusable(() => posteriorAnswer(data.request, watch));
    scope.postMessage({ kind: "answer", answer });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "error", error: text });
  }
};
