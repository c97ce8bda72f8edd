/**
 * The worker that makes chunks.
 *
 * @module
 */

import {
  type Chunk,
  makeChunk,
  type SyntheticSettings,
} from "lib/calibration/synthetic/chunk.ts";
import { serveWorkerMap } from "lib/core/worker_map.ts";

serveWorkerMap<{ settings: SyntheticSettings; index: number }, Chunk>(
  ({ settings, index }) => makeChunk(settings, index),
);
