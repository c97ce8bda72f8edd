/**
 * The thread behind {@linkcode PosteriorThreads}: samples one posterior, its
 * chains in threads of their own, until it is told to stop.
 *
 * @module
 */

import { refusable } from "lib/serve/heavy_request.ts";
import { posteriorAnswer } from "lib/serve/posterior_answer.ts";
import type {
  PosteriorOrder,
  PosteriorReply,
} from "lib/serve/posterior_threads.ts";

/** The part of a worker's global scope that is used. */
interface Scope {
  onmessage: ((event: MessageEvent<PosteriorOrder>) => void) | null;
  postMessage(reply: PosteriorReply): void;
}

const scope = globalThis as unknown as Scope;
const controller = new AbortController();

scope.onmessage = async ({ data }) => {
  if (data.kind === "stop") {
    controller.abort(new RangeError("The posterior was stopped"));
    return;
  }
  try {
    const answer = await refusable(() =>
      posteriorAnswer(data.request, {
        signal: controller.signal,
        onProgress: (progress) =>
          scope.postMessage({ kind: "progress", progress }),
      })
    );
    scope.postMessage({ kind: "answer", answer });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "error", error: text });
  }
};
