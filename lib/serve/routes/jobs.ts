/**
 * `GET /jobs/{id}` and `DELETE /jobs/{id}`.
 *
 * @module
 */

import type { Job } from "lib/jobs/job.ts";
import { Problem } from "lib/serve/problem.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the routes. */
export function addJobs(app: WebApp, { jobs }: ServerContext): void {
  const known = (job: Job | undefined, id: string): Job => {
    if (job !== undefined) return job;
    throw new Problem(404, `There is no job "${id.slice(0, 60)}"`);
  };
  app.get("/jobs/:id", (c) => {
    const id = c.req.param("id");
    return c.json(known(jobs.get(id), id));
  });
  app.delete("/jobs/:id", (c) => {
    const id = c.req.param("id");
    return c.json(known(jobs.cancel(id), id));
  });
}
