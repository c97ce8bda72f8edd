/**
 * Delivery of what runs left behind: they ended while the server was away, or they
 * were killed.
 *
 * @module
 */

import { join } from "@std/path";
import type { Rng } from "lib/core/rng.ts";
import { MlflowClient } from "lib/tracking/mlflow/client.ts";
import {
  readDeliveryState,
  writeDeliveryState,
} from "lib/tracking/mlflow/delivery_state.ts";
import type { MlflowError } from "lib/tracking/mlflow/mlflow_error.ts";
import { persist } from "lib/tracking/mlflow/retry.ts";
import { RunDelivery } from "lib/tracking/mlflow/run_delivery.ts";
import {
  type MlflowAuth,
  serverAddress,
} from "lib/tracking/mlflow/server_address.ts";
import {
  lockSpool,
  readSpool,
  spooledRuns,
  spoolFolder,
  SpoolWriter,
} from "lib/tracking/mlflow/spool.ts";
import type { SpoolEvent } from "lib/tracking/mlflow/spool_event.ts";
import { unspooledEvents } from "lib/tracking/mlflow/unspooled_events.ts";

/** Options of {@linkcode deliverSpool}. */
export interface DeliverOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Shuffles waits; has nothing to do with the runs. */
  readonly rng: Rng;
  /** Who calls. @default {{}} */
  readonly auth?: MlflowAuth;
  /** How requests are made. @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
  /** Milliseconds after which no other try is made. @default {30000} */
  readonly timeoutMs?: number;
  /** How long an answer may take, in milliseconds. @default {10000} */
  readonly requestMs?: number;
  /** The first wait before another try, in milliseconds. @default {500} */
  readonly firstRetryMs?: number;
  /** Only these runs. @default all */
  readonly runIds?: readonly string[];
  /** Whether to try again what was set aside. @default {false} */
  readonly again?: boolean;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
}

/** What became of one run's spool. */
export interface DeliveredRun {
  /** Name of the run's folder. */
  readonly runId: string;
  /** Events that were delivered now. */
  readonly delivered: number;
  /** Whether anything still waits. */
  readonly left: boolean;
  /** Events that the server can never take, all told. */
  readonly setAside: number;
  /** Why something waits, if it does. */
  readonly reason?: string;
}

/**
 * Delivers what is left in the spools of runs that are not under way.
 *
 * @param uri The server.
 * @param spoolRoot Folder of all spools.
 * @param options Clock, randomness, and how long to try.
 * @returns Each run that had something to deliver.
 * @throws {RangeError} If the URI is no address of HTTP.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRng } from "lib/core/rng.ts";
 * import { deliverSpool } from "lib/tracking/mlflow/deliver_spool.ts";
 *
 * const options = { now: () => 0, rng: makeRng(1) };
 * assertEquals(await deliverSpool("http://localhost:5000", "no/spool", options), []);
 * ```
 */
export async function deliverSpool(
  uri: string,
  spoolRoot: string,
  options: DeliverOptions,
): Promise<readonly DeliveredRun[]> {
  const { now, timeoutMs = 30_000, again = false, signal } = options;
  const client = new MlflowClient(serverAddress(uri, options.auth), options);
  const deadline = now() + timeoutMs;
  const runs: DeliveredRun[] = [];
  let away: MlflowError | undefined;
  for (const runId of await spooledRuns(spoolRoot)) {
    if (options.runIds?.includes(runId) === false) continue;
    if (signal?.aborted) break;
    const folder = spoolFolder(spoolRoot, runId);
    try {
      if (again) await takeUpAgain(folder);
      if (!await isLeft(folder)) continue;
      using delivery = await RunDelivery.open(folder, client);
      if (delivery === undefined) continue;
      const before = delivery.state.delivered;
      const failure = away ?? await deliverRun(delivery, deadline, options);
      const { delivered, setAside } = delivery.state;
      runs.push({
        runId,
        delivered: delivered - before,
        left: failure !== undefined,
        setAside,
        ...failure && { reason: failure.message },
      });
      // What keeps one run waiting here keeps all.
      const all = failure?.failure === "away" || failure?.status === 401;
      if (all) away = failure;
    } catch (error) {
      // A spool that is damaged hides none of the others.
      const reason = error instanceof Error ? error.message : String(error);
      runs.push({ runId, delivered: 0, left: true, setAside: 0, reason });
    }
  }
  return runs;
}

/** Tries to deliver a run; returns why something is left, if it is. */
function deliverRun(
  delivery: RunDelivery,
  deadline: number,
  options: DeliverOptions,
): Promise<MlflowError | undefined> {
  const { signal } = options;
  return persist(
    async (within) => {
      await spoolRest(delivery.folder);
      await delivery.pass(within);
      await delivery.markKilled(within);
    },
    { deadline, ...signal && { signal } },
    options,
  );
}

/** Whether a run has something to tell. */
async function isLeft(folder: string): Promise<boolean> {
  const state = await readDeliveryState(folder);
  if (state.ended === "no" && state.mlflowRunId !== null) return true;
  return (await readSpool(folder, state.offset)).length > 0;
}

/** Ends the spool of a dead run by what its folder has and the spool lacks. */
async function spoolRest(folder: string): Promise<void> {
  const spooled = await wholeSpool(folder);
  const start = spooled.findLast(({ kind }) => kind === "start");
  if (start?.kind !== "start") return;
  if (spooled.some(({ kind }) => kind === "finish")) return;
  const rest = await unspooledEvents(join(folder, start.folder), spooled);
  if (rest.length === 0) return;
  const writer = new SpoolWriter(folder);
  try {
    await writer.add(...rest);
  } finally {
    writer.close();
  }
}

async function wholeSpool(folder: string): Promise<SpoolEvent[]> {
  const events: SpoolEvent[] = [];
  for (let offset = 0;;) {
    const lines = await readSpool(folder, offset);
    if (lines.length === 0) return events;
    for (const { event } of lines) if (event !== undefined) events.push(event);
    offset = lines.at(-1)!.end;
  }
}

/** Puts what was set aside at the end of the spool again, in its old order. */
async function takeUpAgain(folder: string): Promise<void> {
  const path = join(folder, "set_aside.jsonl");
  const lock = await lockSpool(folder);
  if (lock === undefined) return;
  const writer = new SpoolWriter(folder);
  try {
    const lines = (await Deno.readTextFile(path)).split("\n").slice(0, -1);
    const events = lines.map((line) => JSON.parse(line).event)
      .filter((event) => typeof event === "object");
    await writer.add(...events);
    const state = await readDeliveryState(folder);
    await writeDeliveryState(folder, { ...state, setAside: 0 });
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  } finally {
    writer.close();
    lock.close();
  }
}
