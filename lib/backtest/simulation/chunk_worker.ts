/** A worker thread that simulates chunks. @module */

import {
  type ChunkResult,
  type ChunkTask,
  simulateChunk,
} from "lib/backtest/simulation/path_chunk.ts";
import { serveWorkerMap } from "lib/core/worker_map.ts";

serveWorkerMap<ChunkTask, ChunkResult>(simulateChunk);
