/**
 * `POST /price` and `POST /implied-vol`: the command line's arrays.
 *
 * The body goes to a thread as it came, so that neither a long list nor a slow
 * case holds up other requests.
 *
 * @module
 */

import { askThread } from "lib/serve/ask_thread.ts";
import { readJsonBytes } from "lib/serve/read_body.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Adds the routes. */
export function addPrice(app: WebApp, context: ServerContext): void {
  const { quickPool, bodyLimit, within } = context;
  const add = (path: string, kind: "price" | "implied-vol") =>
    app.post(path, async (c) => {
      const body = await readJsonBytes(c.req.raw, bodyLimit);
      const answer = await askThread<Uint8Array<ArrayBuffer>>(
        quickPool,
        { kind, body },
        { within },
      );
      return c.body(answer, 200, { "content-type": "application/json" });
    });
  add("/price", "price");
  add("/implied-vol", "implied-vol");
}
