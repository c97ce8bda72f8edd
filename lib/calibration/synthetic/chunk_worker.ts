/**
 * The worker that makes chunks and stores them, so that no bytes pass through,
 * or gather in, the thread that hands out the work.
 *
 * @module
 */

import {
  makeChunk,
  type SyntheticSettings,
} from "lib/calibration/synthetic/chunk.ts";
import { storePart } from "lib/calibration/synthetic/synthetic_store.ts";
import { serveWorkerMap } from "lib/core/worker_map.ts";

/** What the worker is told. */
export interface ChunkTask {
  /** The folder. */
  readonly dir: string;
  /** What fixes the chunk's bytes. */
  readonly settings: SyntheticSettings;
  /** The chunk's number. */
  readonly index: number;
}

serveWorkerMap<ChunkTask, null>(async ({ dir, settings, index }) => {
  const { bytes, counts } = makeChunk(settings, index);
  await storePart(dir, index, bytes, counts);
  return null;
});
