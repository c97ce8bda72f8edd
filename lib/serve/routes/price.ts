/**
 * `POST /price` and `POST /implied-vol`: the command line's arrays.
 *
 * @module
 */

import type { Hono } from "hono";
import { Check } from "lib/serve/check.ts";
import { carryOut, type HeavyRequest } from "lib/serve/heavy_request.ts";
import { readJson } from "lib/serve/read_body.ts";
import type { ServerContext } from "lib/serve/server_context.ts";

/** Most cases of a request. */
const MOST_CASES = 100_000;
/** European cases up to this number are priced at once. */
const FEW = 32;

/** Adds the routes. */
export function addPrice(app: Hono, context: ServerContext): void {
  const { pool, bodyLimit } = context;
  const add = (path: string, kind: "price" | "implied-vol") =>
    app.post(path, async (c) => {
      const body = await readJson(c.req.raw, bodyLimit);
      const cases = new Check().list(body, "", MOST_CASES);
      const request: HeavyRequest = { kind, cases };
      const light = cases.length <= FEW && cases.every(isLight);
      return c.json(
        (light ? carryOut(request) : await pool.run(request)) as object,
      );
    });
  add("/price", "price");
  add("/implied-vol", "implied-vol");
}

/** Whether a case takes less than a millisecond or so. */
function isLight(value: unknown): boolean {
  const { style = "european", greeks = false } =
    (typeof value === "object" && value !== null ? value : {}) as {
      style?: unknown;
      greeks?: unknown;
    };
  return style === "european" && greeks === false;
}
