/** A thread's share of a search: all rows, some of the features. @module */

import {
  type KernelLayout,
  LEAF_NUMBERS,
  SPLIT_NUMBERS,
} from "lib/models/boosting/kernels/kernel_memory.ts";
import type { WasmExports } from "lib/models/boosting/kernels/wasm_exports.ts";

/** What is searched; the leaves themselves stand in the shared memory. */
export interface SearchTask {
  /** First row of the histogram, in the kernel's order. */
  readonly start: number;
  /** One past the last. */
  readonly end: number;
  /** Slot of the histogram. */
  readonly small: number;
  /** Slot of the parent's that becomes the sibling's, −1 if there is none. */
  readonly sibling: number;
}

/** Features of a thread: all `threads` shares together are all features. */
export function shareOf(
  cols: number,
  thread: number,
  threads: number,
): { readonly first: number; readonly last: number } {
  return {
    first: Math.floor(cols * thread / threads),
    last: Math.floor(cols * (thread + 1) / threads),
  };
}

/** Does the share of one thread and writes the splits it finds. */
export function searchShare(
  kernel: WasmExports,
  layout: KernelLayout,
  task: SearchTask,
  where: {
    readonly cols: number;
    readonly thread: number;
    readonly threads: number;
  },
): void {
  const { start, end, small, sibling } = task;
  const { first, last } = shareOf(where.cols, where.thread, where.threads);
  const out = splitAt(layout, where.thread, 0);
  kernel.histogram(small, start, end, first, last);
  kernel.findSplit(layout.leaves, first, last, out);
  if (sibling < 0) return;
  kernel.subtract(sibling, small, first, last);
  kernel.findSplit(
    layout.leaves + LEAF_NUMBERS * 8,
    first,
    last,
    splitAt(layout, where.thread, 1),
  );
}

/** Where a thread writes its split of the small leaf (0) or its sibling (1). */
export function splitAt(
  layout: KernelLayout,
  thread: number,
  leaf: number,
): number {
  return layout.splits + (2 * thread + leaf) * SPLIT_NUMBERS * 8;
}
