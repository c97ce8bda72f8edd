/**
 * A run's second sink: an MLflow tracking server.
 *
 * What happens is written to a spool on the disk first and sent from there in the
 * background, so that a server that is away neither slows nor fails the run, and
 * nothing is lost with the process. At the end of the run delivery is tried for a
 * bounded time; what is left is delivered by the next run with the same spool, or
 * by {@linkcode deliverSpool}.
 *
 * @module
 */

import { join, relative } from "@std/path";
import type { Rng } from "lib/core/rng.ts";
import type { Json, Manifest } from "lib/tracking/manifest.ts";
import { MlflowClient } from "lib/tracking/mlflow/client.ts";
import { deliverSpool } from "lib/tracking/mlflow/deliver_spool.ts";
import { metricValue } from "lib/tracking/mlflow/entity_text.ts";
import { MlflowError } from "lib/tracking/mlflow/mlflow_error.ts";
import { persist, sleep } from "lib/tracking/mlflow/retry.ts";
import { RunDelivery } from "lib/tracking/mlflow/run_delivery.ts";
import {
  type MlflowAuth,
  serverAddress,
} from "lib/tracking/mlflow/server_address.ts";
import { spoolFolder, SpoolWriter } from "lib/tracking/mlflow/spool.ts";
import type { SpoolEvent } from "lib/tracking/mlflow/spool_event.ts";
import { OWN_FILES } from "lib/tracking/mlflow/unspooled_events.ts";
import { startEvents } from "lib/tracking/mlflow/start_events.ts";
import type { MetricLabels, RunSink } from "lib/tracking/run_sink.ts";

/** Tries at the end of a run; one, if the server was away all along. */
const LAST_TRIES = 2;

/** Options of {@linkcode mlflowSinkFor}. */
export interface MlflowSinkOptions {
  /** Folder of all spools, such as `results/mlflow_spool`. */
  readonly spool: string;
  /** Folder of all runs, which keeps the bytes of files, such as `results/runs`. */
  readonly runs: string;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Shuffles waits and marks the run; has nothing to do with what the run draws. */
  readonly rng: Rng;
  /** Who calls. @default {{}} */
  readonly auth?: MlflowAuth;
  /** Experiment on the server. @default `tenor-<kind of run>` */
  readonly experiment?: string;
  /** How requests are made. @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
  /** Hears, at the end of the run, of what is left or set aside. */
  readonly onNotice?: (text: string) => void;
  /** Milliseconds over which events gather into a request. @default {1000} */
  readonly gatherMs?: number;
  /** Milliseconds for delivery at the end of the run. @default {5000} */
  readonly finishMs?: number;
  /** How long an answer may take, in milliseconds. @default {10000} */
  readonly requestMs?: number;
  /** The first wait before another try, in milliseconds. @default {500} */
  readonly firstRetryMs?: number;
  /** The longest wait, in milliseconds. @default {60000} */
  readonly lastRetryMs?: number;
}

/**
 * A sink for one run.
 *
 * @param uri The tracking server, `http://…` or `https://…`.
 * @param options Folders, clock and waits.
 * @returns The sink; nothing is written or sent before the run starts.
 * @throws {RangeError} If the URI is no address of HTTP.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { mlflowSinkFor } from "lib/tracking/mlflow/mlflow_sink.ts";
 *
 * const options = { spool: "spool", runs: "runs", now: () => 0, rng: makeRng(1) };
 * mlflowSinkFor("http://localhost:5000", options);
 * assertThrows(() => mlflowSinkFor("sqlite:///runs.db", options), RangeError);
 * ```
 */
export function mlflowSinkFor(
  uri: string,
  options: MlflowSinkOptions,
): MlflowSink {
  return new MlflowSink(uri, options);
}

/** See {@linkcode mlflowSinkFor}. */
export class MlflowSink implements RunSink {
  readonly #uri: string;
  readonly #options: MlflowSinkOptions;
  readonly #client: MlflowClient;
  readonly #stop = new AbortController();
  #runId = "";
  #folder = "";
  #writer: SpoolWriter | undefined;
  #delivery: RunDelivery | undefined;
  #background: Promise<void> = Promise.resolve();
  #away = false;
  #othersDone = false;
  #news = Promise.withResolvers<void>();

  /** For {@linkcode mlflowSinkFor}. @param uri Server. @param options Settings. */
  constructor(uri: string, options: MlflowSinkOptions) {
    this.#uri = uri;
    this.#options = options;
    this.#client = new MlflowClient(
      serverAddress(uri, options.auth),
      options,
    );
  }

  /** See {@linkcode RunSink.start}. @param manifest Manifest. @param startedAt When. @param runId Folder's name. */
  async start(
    manifest: Manifest,
    startedAt: string,
    runId: string,
  ): Promise<void> {
    const { spool, runs, rng, experiment } = this.#options;
    this.#runId = runId;
    this.#folder = spoolFolder(spool, runId);
    await Deno.mkdir(this.#folder, { recursive: true });
    // Before the first line, so that nobody takes the run for a dead one.
    this.#delivery = await RunDelivery.open(this.#folder, this.#client);
    this.#writer = new SpoolWriter(this.#folder);
    const token = Array.from(
      { length: 4 },
      () => Math.floor(rng.uniform() * 2 ** 32).toString(16).padStart(8, "0"),
    ).join("");
    const folder = relative(
      await Deno.realPath(this.#folder),
      join(await Deno.realPath(runs), runId),
    );
    this.#background = this.#deliverMeanwhile().catch(() => {});
    await this.#add(
      ...startEvents(manifest, {
        at: startedAt,
        runId,
        folder,
        token,
        experiment: experiment ?? `tenor-${manifest.kind}`,
      }),
    );
  }

  /** See {@linkcode RunSink.param}. @param name Name. @param value Value. */
  param(name: string, value: Json): Promise<void> {
    return this.#add({ kind: "param", name, value });
  }

  /** See {@linkcode RunSink.metric}. @param name Name. @param value Value. @param labels Labels. @param step Step. @param at When. */
  metric(
    name: string,
    value: number,
    labels: MetricLabels,
    step: number,
    at: string,
  ): Promise<void> {
    const sent = metricValue(value);
    return this.#add({ kind: "metric", name, value: sent, labels, step, at });
  }

  /** See {@linkcode RunSink.file}. @param path Within the run's folder, which keeps the bytes. */
  file(path: string): Promise<void> {
    return this.#add({ kind: "file", path });
  }

  /** See {@linkcode RunSink.finish}. @param status How. @param at When. @param reason Why it failed. */
  async finish(
    status: "finished" | "failed",
    at: string,
    reason?: string,
  ): Promise<void> {
    const { now, finishMs = 5000 } = this.#options;
    const deadline = now() + finishMs;
    try {
      const own = OWN_FILES.map((path): SpoolEvent => ({ kind: "file", path }));
      const why = reason === undefined ? {} : { reason };
      await this.#add(...own, { kind: "finish", status, at, ...why });
      await this.#stopBackground();
      const failure = await persist(
        (signal) => this.#pass(signal),
        { deadline, strict: true, tries: this.#away ? 1 : LAST_TRIES },
        this.#options,
      );
      this.#notice(failure);
      if (failure !== undefined) return;
      await persist(
        (signal) => this.#deliverOthers(signal),
        { deadline, strict: true, tries: 1 },
        this.#options,
      );
    } finally {
      await this.close();
    }
  }

  /** Lets go of the spool without an end of the run; what is in it stays. */
  async close(): Promise<void> {
    await this.#stopBackground();
    this.#delivery?.close();
    this.#delivery = undefined;
    this.#writer?.close();
    this.#writer = undefined;
  }

  async #add(...events: readonly SpoolEvent[]): Promise<void> {
    if (this.#writer === undefined) {
      throw new TypeError(
        "Cannot tell MLflow of a run as it must be under way: current value is not started, or ended",
      );
    }
    await this.#writer.add(...events);
    this.#news.resolve();
  }

  async #stopBackground(): Promise<void> {
    this.#stop.abort();
    this.#news.resolve();
    await this.#background;
  }

  /** Delivers as events come; after the first success also what others left. */
  async #deliverMeanwhile(): Promise<void> {
    const { gatherMs = 1000 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#news.promise;
      await sleep(gatherMs, { signal, idle: true });
      this.#news = Promise.withResolvers();
      const failure = await persist(
        (within) => this.#pass(within),
        { deadline: Infinity, signal, idle: true },
        this.#options,
      );
      if (failure === undefined) await this.#deliverOthers(signal);
    }
  }

  /** Delivers, once in a run, what other runs left. */
  async #deliverOthers(signal: AbortSignal): Promise<void> {
    if (this.#othersDone || signal.aborted) return;
    const { spool } = this.#options;
    const options = { ...this.#options, timeoutMs: 0, signal };
    await deliverSpool(this.#uri, spool, options);
    this.#othersDone = !signal.aborted;
  }

  async #pass(signal: AbortSignal): Promise<void> {
    this.#delivery ??= await RunDelivery.open(this.#folder, this.#client);
    if (this.#delivery === undefined) {
      // What this run left when it was stopped; it is soon done.
      throw new MlflowError("away", "another process is delivering the run");
    }
    try {
      await this.#delivery.pass(signal);
      this.#away = false;
    } catch (error) {
      this.#away = error instanceof MlflowError;
      throw error;
    }
  }

  #notice(failure: MlflowError | undefined): void {
    const { onNotice } = this.#options;
    if (failure !== undefined) {
      onNotice?.(
        `MLflow has not heard all of ${this.#runId} yet (${failure.message}); the next run or "tenor runs sync" will tell it`,
      );
    }
    const setAside = this.#delivery?.state.setAside ?? 0;
    if (setAside > 0) {
      onNotice?.(
        `MLflow refused ${setAside} entries of ${this.#runId}; see ${
          join(this.#folder, "set_aside.jsonl")
        }`,
      );
    }
  }
}
