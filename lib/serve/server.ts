/**
 * A running server: the app behind a listener, its models kept up to date,
 * stopped without dropping what it has begun.
 *
 * @module
 */

import { WorkerPool } from "lib/core/worker_pool.ts";
import type { Backend } from "lib/graph/session/session.ts";
import { localQueue } from "lib/jobs/local_queue.ts";
import { serverApp } from "lib/serve/app.ts";
import type { ApiKeys } from "lib/serve/auth.ts";
import { serverMetrics } from "lib/serve/metrics.ts";
import { ModelStore, type Refresh } from "lib/serve/model_store.ts";
import type { OpenCalibrator, OpenDelta } from "lib/serve/open_model.ts";
import { PosteriorThreads } from "lib/serve/posterior_threads.ts";
import type { LogEntry, ServerContext } from "lib/serve/server_context.ts";
import type { WebApp } from "lib/serve/web_app.ts";

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
  /** Threads for what takes seconds; as many again do what takes less. @default {1} */
  readonly threads?: number;
  /** Threads among which the chains of a posterior are shared. @default {2} */
  readonly chainThreads?: number;
  /** Requests that may wait for threads of a kind. @default {64} */
  readonly waiting?: number;
  /** Milliseconds that a request to a thread may take. @default {60000} */
  readonly within?: number;
  /** Milliseconds that a stop waits for requests. @default {30000} */
  readonly drainWithin?: number;
  /** Largest body, in bytes. @default {8 MiB} */
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
  /** Opens calibrators. @default {loadCalibrator} */
  readonly open?: OpenCalibrator;
  /** Opens delta models. @default {loadDeltaModel} */
  readonly openDelta?: OpenDelta;
}

/** A server that runs. */
export interface RunningServer {
  /** Where it listens. */
  readonly url: string;
  /** The app, to be asked without a network. */
  readonly app: WebApp;
  /** Resolves when the models have been loaded. */
  readonly ready: Promise<void>;
  /** Looks for new models now. */
  reload(): Promise<void>;
  /**
   * Takes no more connections, answers what has been asked and stops; jobs are
   * cancelled.
   */
  stop(): Promise<void>;
}

/** Milliseconds that a stop waits for threads that were told to stop. */
const PATIENCE = 3000;

/** Addresses that only this machine reaches. */
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Starts a server; it listens at once and is ready when its models are loaded.
 *
 * @throws {RangeError} If it would be open to others without keys.
 */
export function startServer(options: ServerOptions): RunningServer {
  const { host = "127.0.0.1", port = 8000, reloadEvery = 2000 } = options;
  const { drainWithin = 30_000 } = options;
  if (options.keys === undefined && !LOOPBACK.has(host)) {
    throw new RangeError(
      `Cannot listen on ${host} as without keys it must be a loopback address (127.0.0.1). Add --keys-file`,
    );
  }
  let draining = false;
  const { context, refresh, close } = makeContext(options, () => draining);
  const app = serverApp(context);
  const cut = new AbortController();
  const server = listen(host, port, app, cut.signal);
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
      const patience = setTimeout(() => cut.abort(), drainWithin);
      await server.shutdown();
      clearTimeout(patience);
      await ready;
      await close();
    },
  };
}

function listen(
  hostname: string,
  port: number,
  app: WebApp,
  signal: AbortSignal,
): Deno.HttpServer {
  try {
    return Deno.serve(
      { hostname, port, onListen: () => {}, signal },
      (request, info) => app.fetch(request, info),
    );
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new RangeError(
      `Cannot listen on ${hostname}:${port} as the port must be free: another program has it. Give another, or 0 for a free one`,
    );
  }
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
  const { open, openDelta, threads = 1, waiting = 64 } = options;
  const models = new ModelStore(options.models, {
    backend,
    ...(open === undefined ? {} : { open }),
    ...(openDelta === undefined ? {} : { openDelta }),
  });
  const worker = new URL("./heavy_worker.ts", import.meta.url);
  const quickPool = new WorkerPool(worker, { threads, waiting });
  const slowPool = new WorkerPool(worker, { threads, waiting });
  const posteriors = new PosteriorThreads();
  const jobs = localQueue({ newId, now, waiting });
  const context: ServerContext = {
    models,
    quickPool,
    slowPool,
    posteriors,
    chainThreads: options.chainThreads ?? 2,
    within: options.within ?? 60_000,
    jobs,
    keys: options.keys ?? null,
    metrics: serverMetrics(),
    clock,
    now,
    newId,
    log,
    bodyLimit: options.bodyLimit ?? 2 ** 23,
    requestsPerSecond: options.requestsPerSecond ?? Infinity,
    draining,
    version: options.version ?? "unknown",
  };
  let refreshing = Promise.resolve();
  const complaints = new Map<string, string>();
  let saidNothingIsThere = false;
  // A folder that cannot be listed now (too many open files, say) leaves every
  // model in service.
  const unlisted = (error: unknown): Refresh => ({
    loaded: [],
    failed: [{ name: "", error: `Cannot look for models: ${error}` }],
  });
  const refreshOnce = async () => {
    const { loaded, failed } = await models.refresh().catch(unlisted);
    const line = (level: "info" | "error", message: string) =>
      log({ time: now().toISOString(), level, message });
    loaded.forEach((name) => line("info", `loaded ${name}`));
    if (!models.ready && !saidNothingIsThere) {
      saidNothingIsThere = true;
      line(
        "error",
        `No model is in ${options.models}: prices and least squares are answered, nets are not. Train one with tenor calibrator train or tenor greeks train`,
      );
    }
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
      quickPool.close();
      slowPool.close();
      await within(PATIENCE, posteriors.idle());
      await refreshing;
      await models.close();
    },
  };
}

/** Waits for something, but no longer than some milliseconds. */
async function within(ms: number, something: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
  await Promise.race([something, late]);
  clearTimeout(timer);
}
