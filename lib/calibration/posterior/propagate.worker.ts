/**
 * The worker that prices contracts at draws.
 *
 * @module
 */

import {
  priceAtDraw,
  type PropagateOutcome,
  type PropagateTask,
} from "lib/calibration/posterior/propagate.ts";
import { serveWorkerMap } from "lib/core/worker_map.ts";

serveWorkerMap<PropagateTask, PropagateOutcome>(priceAtDraw);
