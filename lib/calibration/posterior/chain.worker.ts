/**
 * The worker that runs chains.
 *
 * @module
 */

import {
  type ChainOutcome,
  type ChainTask,
  runChain,
} from "lib/calibration/posterior/chain_task.ts";
import { serveWorkerMap } from "lib/core/worker_map.ts";

serveWorkerMap<ChainTask, ChainOutcome>((task, say, signal) =>
  runChain(task, { onProgress: say, signal })
);
