/**
 * A running server: the app behind a listener, its models kept up to date,
 * stopped without dropping what it has begun.
 *
 * @module
 */

import type { Hono } from "hono";
import { WorkerPool } from "lib/core/worker_pool.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { localQueue } from "lib/jobs/local_queue.ts";
import { serverApp } from "lib/serve/app.ts";
import type { ApiKeys } from "lib/serve/auth.ts";
import { serverMetrics } from "lib/serve/metrics.ts";
import { ModelStore } from "lib/serve/model_store.ts";
import type { LogEntry, ServerContext } from "lib/serve/server_context.ts";

/** How to serve. */
export interface ServerOptions {
  /** Address to listen on. @default {"127.0.0.1"} */
  readonly host?: string;
  /** Port; 0 takes a free one. @default {8000} */
  readonly port?: number;
  /** Folder of models. */
  readonly models: string;
  /** Keys; without them the server listens on loopback alone. @default none */
  readonly keys?: ApiKeys;
  /** What runs the graphs. @default {"wasm"} */
  readonly backend?: Backend;
  /** Threads for what takes long. @default {1} */
  readonly threads?: number;
  /** Requests that may wait for a thread. @default {64} */
  readonly waiting?: number;
  /** Largest body, in bytes. @default {16 MiB} */
  readonly bodyLimit?: number;
  /** Requests a second that each client may make. @default {Infinity} */
  readonly requestsPerSecond?: number;
  /** Milliseconds between looks for new models; 0 for never. @default {2000} */
  readonly reloadEvery?: number;
  /** The time in milliseconds, monotonic. */
  readonly clock: () => number;
  /** The time of day. */
  readonly now: () => Date;
  /** Makes ids. */
  readonly newId: () => string;
  /** Where lines of the log go. @default nowhere */
  readonly log?: (entry: LogEntry) => void;
  /** Version of the code. @default {"unknown"} */
  readonly version?: string;
}

/** A server that runs. */
export interface RunningServer {
  /** Where it listens. */
  readonly url: string;
  /** The app, to be asked without a network. */
  readonly app: Hono;
  /** Resolves when the models have been loaded. */
  readonly ready: Promise<void>;
  /** Looks for new models now. */
  reload(): Promise<void>;
  /** Answers what has been asked, then stops. */
  stop(): Promise<void>;
}

/** Addresses that only this machine reaches. */
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Starts a server; it listens at once and is ready when its models are loaded.
 *
 * @throws {RangeError} If it would be open to others without keys.
 */
export function startServer(options: ServerOptions): RunningServer {
  const { host = "127.0.0.1", port = 8000, reloadEvery = 2000 } = options;
  if (options.keys === undefined && !LOOPBACK.has(host)) {
    throw new RangeError(
      `Cannot listen on ${host} as without keys it must be a loopback address (127.0.0.1). Add --keys-file`,
    );
  }
  let draining = false;
  const { context, refresh, close } = makeContext(options, () => draining);
  const app = serverApp(context);
  const server = Deno.serve(
    { hostname: host, port, onListen: () => {} },
    app.fetch,
  );
  const ready = refresh();
  const timer = reloadEvery > 0
    ? setInterval(() => void refresh(), reloadEvery)
    : undefined;
  const { hostname, port: bound } = server.addr as Deno.NetAddr;
  return {
    url: `http://${
      hostname.includes(":") ? `[${hostname}]` : hostname
    }:${bound}`,
    app,
    ready,
    reload: refresh,
    async stop() {
      draining = true;
      clearInterval(timer);
      await server.shutdown();
      await ready;
      await close();
    },
  };
}

/** What routes share, and how it is kept up to date and given up. */
export function makeContext(
  options: ServerOptions,
  draining: () => boolean,
): {
  context: ServerContext;
  refresh: () => Promise<void>;
  close: () => Promise<void>;
} {
  const { clock, now, newId, log = () => {}, backend = "wasm" } = options;
  const models = new ModelStore(options.models, backend);
  const pool = new WorkerPool(new URL("./heavy_worker.ts", import.meta.url), {
    threads: options.threads ?? 1,
    waiting: options.waiting ?? 64,
  });
  const jobs = localQueue({ newId, now });
  const context: ServerContext = {
    models,
    pool,
    jobs,
    keys: options.keys ?? null,
    metrics: serverMetrics(),
    clock,
    now,
    newId,
    log,
    bodyLimit: options.bodyLimit ?? 2 ** 24,
    requestsPerSecond: options.requestsPerSecond ?? Infinity,
    draining,
    version: options.version ?? "unknown",
  };
  let refreshing = Promise.resolve();
  const complaints = new Map<string, string>();
  const refreshOnce = async () => {
    const { loaded, failed } = await models.refresh();
    const line = (level: "info" | "error", message: string) =>
      log({ time: now().toISOString(), level, message });
    loaded.forEach((name) => line("info", `loaded ${name}`));
    for (const { name, error } of failed) {
      // The same complaint every two seconds helps nobody.
      if (complaints.get(name) !== error) line("error", error);
      complaints.set(name, error);
    }
  };
  return {
    context,
    refresh: () => refreshing = refreshing.then(refreshOnce),
    async close() {
      jobs.close();
      pool.close();
      await refreshing;
      await models.close();
    },
  };
}
