/**
 * A moment in a long fit at which it tells how far it is, lets other work of
 * the process run, and stops if it was asked to.
 *
 * @module
 */

import type { Progress, Watch } from "lib/core/progress.ts";

/**
 * Pauses a fit; takes about a millisecond, so once in some 1e8 operations.
 *
 * @param watch Listener and signal of the fit.
 * @param progress How far it is.
 * @throws The signal's reason, if it was aborted.
 */
export async function pause(watch: Watch, progress: Progress): Promise<void> {
  watch.signal?.throwIfAborted();
  watch.onProgress?.(progress);
  await new Promise((resolve) => setTimeout(resolve));
  watch.signal?.throwIfAborted();
}
