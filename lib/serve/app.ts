/**
 * The server as a Hono app: what every request passes through, and the routes.
 *
 * A new route is a file in `routes/` and a line here.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { authenticate } from "lib/serve/auth.ts";
import { asProblem, Problem, problemBody } from "lib/serve/problem.ts";
import { RateLimit } from "lib/serve/rate_limit.ts";
import { addCalibrate } from "lib/serve/routes/calibrate.ts";
import { addDocs } from "lib/serve/routes/docs.ts";
import { addHealth } from "lib/serve/routes/health.ts";
import { addInference } from "lib/serve/routes/inference.ts";
import { addJobs } from "lib/serve/routes/jobs.ts";
import { addModelInfo } from "lib/serve/routes/model_info.ts";
import { addModels } from "lib/serve/routes/models.ts";
import { addPage } from "lib/serve/routes/page.ts";
import { addPredict } from "lib/serve/routes/predict.ts";
import { addPrice } from "lib/serve/routes/price.ts";
import type { ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER = "1";

/** This machine by its own names: a page of another site has another host. */
const OWN_HOST = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?\//;

/** Builds the app. @param context What routes share. */
export function serverApp(context: ServerContext): WebApp {
  const app = new Hono();
  const limit = new RateLimit(context.requestsPerSecond);
  app.use("*", async (c, next) => {
    const began = context.clock();
    const id = requestId(c, context);
    c.header("x-request-id", id);
    try {
      limit.take(await clientOf(c, context), began);
    } catch (error) {
      c.res = refusal(c, error, id, context);
    }
    if (!c.finalized) await next();
    note(c, context.clock() - began, id, context);
  });
  app.onError((error, c) =>
    refusal(c, error, c.res.headers.get("x-request-id") ?? "", context)
  );
  app.notFound((c) => {
    const methods = methodsOf(app, c.req.path);
    const problem = methods.length === 0
      ? new Problem(404, `There is no ${c.req.path.slice(0, 100)}`)
      : new Problem(405, `${c.req.path} takes ${methods.join(", ")}`);
    return c.json(
      problemBody(problem),
      problem.status as 404,
      methods.length === 0 ? {} : { allow: methods.join(", ") },
    );
  });
  addHealth(app, context);
  addModels(app, context);
  addModelInfo(app, context);
  addPrice(app, context);
  addCalibrate(app, context);
  addPredict(app, context);
  addJobs(app, context);
  addInference(app, context);
  addDocs(app, context);
  addPage(app);
  return app;
}

/**
 * Who makes a request, for the rate limit: the holder of the key, else the
 * address.
 *
 * @throws {Problem} 401 without a known key; 403, where no keys are asked for,
 * if the request was made to another host's name.
 */
async function clientOf(
  c: Context,
  { keys }: ServerContext,
): Promise<string> {
  if (keys !== null && c.req.path !== "/health") {
    return await authenticate(keys, c.req.raw.headers);
  }
  if (keys === null && !OWN_HOST.test(c.req.url)) {
    throw new Problem(
      403,
      "Without keys the server answers requests to localhost alone",
    );
  }
  const { remoteAddr } = (c.env ?? {}) as Partial<Deno.ServeHandlerInfo>;
  return remoteAddr !== undefined && "hostname" in remoteAddr
    ? remoteAddr.hostname
    : "local";
}

/** The client's id of a request where it is a tame one, else a new one. */
function requestId(c: Context, { newId }: ServerContext): string {
  const given = c.req.header("x-request-id") ?? "";
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : newId();
}

function refusal(
  c: Context,
  error: unknown,
  id: string,
  { log, now }: ServerContext,
): Response {
  const problem = asProblem(error);
  if (problem.status === 500) {
    log({
      time: now().toISOString(),
      level: "error",
      message: whereIn(error),
      requestId: id,
    });
  }
  const busy = problem.status === 503 || problem.status === 429;
  return c.json(problemBody(problem), problem.status, {
    ...(id === "" ? {} : { "x-request-id": id }),
    ...(busy ? { "retry-after": RETRY_AFTER } : {}),
  });
}

/** The kind of an error and its place, without its text: that may quote a body. */
function whereIn(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const frames = (error.stack ?? "").split("\n").map((line) => line.trim())
    .filter((line) => line.startsWith("at "));
  return `${error.name} ${frames.slice(0, 8).join(" ")}`;
}

/** Counts a request and writes its line: no body, no key, no query. */
function note(
  c: Context,
  ms: number,
  id: string,
  { metrics, log, now }: ServerContext,
): void {
  const { method, routePath } = c.req;
  const { status } = c.res;
  // An unknown path is no label: there would be no end of them.
  const route = status === 404 || routePath === "/*" ? "other" : routePath;
  metrics.request({ method, route, status }, ms / 1000);
  log({
    time: now().toISOString(),
    level: "info",
    message: "request",
    method,
    route,
    status,
    milliseconds: Math.round(ms * 1000) / 1000,
    requestId: id,
  });
}

function methodsOf(app: WebApp, path: string): string[] {
  const methods = new Set<string>();
  for (const route of app.routes) {
    if (route.method === "ALL") continue;
    const pattern = route.path.replace(/:[A-Za-z]+/g, "[^/]+");
    if (new RegExp(`^${pattern}$`).test(path)) methods.add(route.method);
  }
  return [...methods].sort();
}
