/**
 * `GET /openapi.json` and `GET /docs`.
 *
 * @module
 */

import { docsPage } from "lib/serve/docs_page.ts";
import { openApi } from "lib/serve/openapi.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the routes. */
export function addDocs(app: WebApp, { version, keys }: ServerContext): void {
  const document = openApi(version, keys !== null);
  app.get("/openapi.json", (c) => c.json(document));
  app.get("/docs", (c) => c.html(docsPage(document)));
}
