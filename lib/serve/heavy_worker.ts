/**
 * The worker behind {@linkcode carryOut}.
 *
 * @module
 */

import { serveWorkerMap } from "lib/core/worker_map.ts";
import { carryOut, type HeavyRequest } from "lib/serve/heavy_request.ts";

serveWorkerMap<HeavyRequest, unknown>((request, _say, signal) =>
  carryOut(request, signal)
);
