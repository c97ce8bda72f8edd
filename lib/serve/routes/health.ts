/**
 * `GET /health` and `GET /metrics`.
 *
 * @module
 */

import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the routes. */
export function addHealth(app: WebApp, context: ServerContext): void {
  const { models, quickPool, slowPool, metrics } = context;
  app.get("/health", (c) => {
    const status = statusOf(context);
    return c.json({
      status,
      version: context.version,
      models: models.models.map(({ metadata }) => metadata.name),
    }, status === "ready" ? 200 : 503);
  });
  app.get("/metrics", async (c) => {
    const text = await metrics.text({
      models_loaded: models.models.length,
      heavy_requests_waiting: quickPool.waiting + slowPool.waiting,
      heavy_requests_running: quickPool.working + slowPool.working,
    });
    return c.body(text, 200, { "content-type": metrics.contentType });
  });
}

function statusOf({ models, draining }: ServerContext): string {
  if (draining()) return "draining";
  if (models.ready) return "ready";
  return models.looked ? "no models" : "loading";
}
