/**
 * The worker that samples posteriors; its chains run in threads of their own.
 *
 * @module
 */

import { serveWorkerMap } from "lib/core/worker_map.ts";
import { refusable } from "lib/serve/heavy_request.ts";
import { posteriorAnswer } from "lib/serve/posterior_answer.ts";
import type { PosteriorRequest } from "lib/serve/posterior_work.ts";

serveWorkerMap<PosteriorRequest, unknown>((request, say) =>
  refusable(() => posteriorAnswer(request, say))
);
