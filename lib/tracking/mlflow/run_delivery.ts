/**
 * One run's spool, told to the server event by event.
 *
 * After each answer the place is noted, so that another process goes on where this
 * one stopped. What was sent and not noted is sent again, which does no harm: a
 * parameter, a tag or a file is the same again, and MLflow's databases keep a value
 * of a metric once for its name, time and step.
 *
 * @module
 */

import { join } from "@std/path";
import type { MlflowClient } from "lib/tracking/mlflow/client.ts";
import { DeliveryLedger } from "lib/tracking/mlflow/delivery_ledger.ts";
import type { DeliveryState } from "lib/tracking/mlflow/delivery_state.ts";
import { cutText, MAX_TAG } from "lib/tracking/mlflow/entity_text.ts";
import {
  logBatch,
  type LogLine,
  logLines,
} from "lib/tracking/mlflow/log_batch.ts";
import {
  isCode,
  isRefused,
  MlflowError,
} from "lib/tracking/mlflow/mlflow_error.ts";
import {
  endServerRun,
  openServerRun,
  type ServerRun,
} from "lib/tracking/mlflow/open_run.ts";
import { registerModel, storeFile } from "lib/tracking/mlflow/server_files.ts";
import { lockSpool, readSpool } from "lib/tracking/mlflow/spool.ts";
import type {
  SpooledLine,
  SpoolEvent,
} from "lib/tracking/mlflow/spool_event.ts";

/** Failures at one place before it is asked whether the server takes other things. */
const FAILURES = 4;

/** A line that holds an event. */
type EventLine = SpooledLine & { readonly event: SpoolEvent };

/** Delivers one run; nobody else does at the same time. */
export class RunDelivery {
  readonly #ledger: DeliveryLedger;
  readonly #client: MlflowClient;
  readonly #lock: Deno.FsFile;
  readonly #told = new Set<string>();

  /** For {@linkcode RunDelivery.open}. @param ledger Books. @param client Server. @param lock Right to deliver. */
  constructor(
    ledger: DeliveryLedger,
    client: MlflowClient,
    lock: Deno.FsFile,
  ) {
    this.#ledger = ledger;
    this.#client = client;
    this.#lock = lock;
  }

  /**
   * Takes a run to deliver.
   *
   * @param folder Its spool.
   * @param client The server.
   * @returns The delivery, to be closed; undefined if somebody else is at it.
   */
  static async open(
    folder: string,
    client: MlflowClient,
  ): Promise<RunDelivery | undefined> {
    const lock = await lockSpool(folder);
    if (lock === undefined) return undefined;
    try {
      return new RunDelivery(await DeliveryLedger.open(folder), client, lock);
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  /** The run's spool, where it really is. */
  get folder(): string {
    return this.#ledger.folder;
  }

  /** How far the server is. */
  get state(): DeliveryState {
    return this.#ledger.state;
  }

  /** Lets others deliver. */
  close(): void {
    this.#lock.close();
  }

  /** As {@linkcode RunDelivery.close}, at the end of a block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Sends what there is, in order, until nothing is left.
   *
   * @param signal Stops it, between requests or within one.
   * @throws {MlflowError} If the server is away or lets nobody in; what is left stays.
   */
  async pass(signal?: AbortSignal): Promise<void> {
    const { server } = this.#ledger.state;
    if (server !== null && server !== this.#client.base) {
      throw new MlflowError(
        "denied",
        `${this.#ledger.folder}: the run is known to ${server}, not to ${this.#client.base}`,
      );
    }
    for (;;) {
      const lines = await readSpool(
        this.#ledger.folder,
        this.#ledger.state.offset,
      );
      if (lines.length === 0) return;
      await this.#send(lines, signal);
    }
  }

  /**
   * Tells the server that a run was killed: everything it said is delivered, and
   * there was no end among it.
   *
   * @param signal Ends the request.
   * @throws {MlflowError} As {@linkcode RunDelivery.pass}.
   */
  async markKilled(signal?: AbortSignal): Promise<void> {
    const { mlflowRunId, ended } = this.#ledger.state;
    if (mlflowRunId === null || ended !== "no") return;
    try {
      await endServerRun(this.#client, mlflowRunId, undefined, signal);
    } catch (error) {
      // Deleted there: nobody will ask.
      if (!isRefused(error)) throw error;
    }
    await this.#ledger.note({ ended: "killed" });
  }

  async #send(
    lines: readonly SpooledLine[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const newest = new Map<string, SpooledLine>();
    for (const line of lines) {
      if (line.event?.kind === "file") newest.set(line.event.path, line);
    }
    for (let i = 0; i < lines.length;) {
      const logs = logLines(lines, i);
      if (logs.length > 0) {
        await this.#log(logs, signal);
        i += logs.length;
        continue;
      }
      const line = lines[i++];
      if (line.event === undefined) {
        await this.#ledger.setAside(
          [line],
          "the line is no event; it was cut off",
        );
        continue;
      }
      // Only the newest bytes are on the disk, and they are sent once.
      const { event } = line;
      const old = event.kind === "file" && newest.get(event.path) !== line;
      if (old) await this.#ledger.delivered([line]);
      else await this.#tell({ ...line, event }, signal);
    }
  }

  /** Sends what is no log; what can never succeed is set aside. */
  async #tell(line: EventLine, signal: AbortSignal | undefined) {
    const { event } = line;
    try {
      if (event.kind === "start") return await this.#start(line, signal);
      const run = this.#run();
      if (event.kind === "file") {
        const from = join(
          this.#ledger.folder,
          this.#ledger.state.folder!,
          event.path,
        );
        const to = event.path;
        await storeFile(this.#client, run, { from, to }, signal);
      } else if (event.kind === "model") {
        const folder = join(this.#ledger.folder, event.folder);
        await registerModel(this.#client, run, { ...event, folder }, signal);
      } else if (event.kind === "finish") {
        await endServerRun(this.#client, run.mlflowRunId, event, signal);
        return await this.#ledger.delivered([line], { ended: "yes" });
      }
      await this.#ledger.delivered([line]);
    } catch (error) {
      const bytes = event.kind === "file" || event.kind === "model";
      const fails = bytes && await this.#failsHere(error, signal);
      if (!isRefused(error) && !fails) throw error;
      await this.#ledger.setAside([line], textOf(error));
    }
  }

  /** Makes the run on the server; one that goes on is set going again there. */
  async #start(line: EventLine, signal: AbortSignal | undefined) {
    if (line.event.kind !== "start") return;
    const { folder } = line.event;
    if (this.#ledger.state.mlflowRunId !== null) {
      const run_id = this.#ledger.state.mlflowRunId;
      const body = { run_id, status: "RUNNING" };
      await this.#client.post("runs/update", body, signal);
      await this.#ledger.delivered([line], { folder, ended: "no" });
      return;
    }
    let run: ServerRun;
    try {
      run = await openServerRun(this.#client, line.event, signal);
    } catch (error) {
      // Without a run nothing else can be told: it waits rather than being lost.
      if (!isRefused(error)) throw error;
      throw new MlflowError("denied", error.message, error);
    }
    const server = this.#client.base;
    await this.#ledger.delivered([line], { ...run, folder, server });
  }

  /**
   * Sends logs; of a batch that is refused, the halves, down to the event at fault.
   * `suspect` says that the server fails here while it takes other things.
   */
  async #log(
    lines: readonly LogLine[],
    signal: AbortSignal | undefined,
    suspect = false,
  ): Promise<void> {
    const run_id = this.#run().mlflowRunId;
    for (let i = 0; i < lines.length;) {
      const events = lines.slice(i, i + 2000).map(({ event }) => event);
      const { batch, count } = logBatch(events, this.#told);
      const sent = lines.slice(i, i + count);
      i += count;
      try {
        await this.#client.post("runs/log-batch", { run_id, ...batch }, signal);
      } catch (error) {
        const fails = await this.#failsHere(error, signal, suspect);
        if (!isRefused(error) && !fails) throw error;
        const gone = isRefused(error) && await this.#runHasGone(signal);
        if (count === 1 || gone) {
          await this.#ledger.setAside(sent, textOf(error));
        } else {
          await this.#log(sent.slice(0, count >> 1), signal, fails);
          await this.#log(sent.slice(count >> 1), signal, fails);
        }
        continue;
      }
      for (const { key } of batch.tags) this.#told.add(key);
      await this.#ledger.delivered(sent);
    }
  }

  /**
   * Whether the server fails at just what it was sent: with 500 again and again,
   * while it takes something else. A server that keeps metrics in files does so
   * where one metric's name is the beginning of another's path.
   */
  async #failsHere(
    error: unknown,
    signal: AbortSignal | undefined,
    suspect = false,
  ): Promise<boolean> {
    if (!(error instanceof MlflowError) || error.status !== 500) return false;
    const times = this.#ledger.failedHere();
    if (!suspect && times < FAILURES) return false;
    try {
      const run_id = this.#run().mlflowRunId;
      const value = cutText(error.message, MAX_TAG);
      const tags = [{ key: "tenor.server_failed", value }];
      await this.#client.post("runs/log-batch", { run_id, tags }, signal);
      return true;
    } catch (other) {
      if (other instanceof MlflowError) return false;
      throw other;
    }
  }

  /** Whether the run was deleted on the server: then nothing of it can succeed. */
  async #runHasGone(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      const run_id = this.#run().mlflowRunId;
      const { run } = await this.#client.get("runs/get", { run_id }, signal);
      return run.info.lifecycle_stage === "deleted";
    } catch (error) {
      if (!isRefused(error)) throw error;
      return isCode(error, "RESOURCE_DOES_NOT_EXIST");
    }
  }

  #run(): ServerRun {
    const { mlflowRunId, artifactUri } = this.#ledger.state;
    if (mlflowRunId !== null && artifactUri !== null) {
      return { mlflowRunId, artifactUri };
    }
    throw new MlflowError("refused", "no start of the run comes before");
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
