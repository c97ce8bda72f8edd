/**
 * A run under way, in a folder of its own:
 *
 *     results/runs/<kind>_<name>_<time>/
 *       manifest.json   what ran: code, command, settings, seed, hashes
 *       params.json     its parameters, the settings among them
 *       metrics.jsonl   every value of every metric, a line each
 *       metrics.json    the value that each series ended with
 *       timings.json    when and how long: all that differs between equal runs
 *       checkpoints/ predictions/ charts/ artifacts/ report.html
 *
 * Nothing that was written is changed but by more of it. Files are written beside
 * and renamed, lines are appended: a run that is killed says `running` ever after,
 * and all that it wrote can be read.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { writeBytesAtomic, writeTextAtomic } from "lib/core/atomic_file.ts";
import { sha256Hex } from "lib/core/hash.ts";
import {
  checkRunPath,
  makeRunFolder,
  runFolderName,
} from "lib/tracking/file_store.ts";
import {
  type Json,
  type Manifest,
  type RunStatus,
  stableJson,
  stableJsonLine,
} from "lib/tracking/manifest.ts";
import { MetricLog } from "lib/tracking/metric_log.ts";
import type { StoredRun } from "lib/tracking/read_run.ts";
import type { MetricLabels, RunSink } from "lib/tracking/run_sink.ts";
import { flatSettings } from "lib/tracking/settings.ts";
import { SinkQueue } from "lib/tracking/sink_queue.ts";

/** How a run starts. */
export interface RunOptions {
  /** Folder of all runs, such as `results/runs`. */
  readonly root: string;
  /** What sort of run: letters, digits, `.` and `-`. */
  readonly kind: string;
  /** Its name: letters, digits, `.` and `-`. */
  readonly name: string;
  /** Start, ISO 8601 in UTC. */
  readonly time: string;
  /** Version of the code. */
  readonly codeVersion: string;
  /** What follows `deno task` to run it again. @default {null} */
  readonly command?: readonly string[] | null;
  /** Settings. @default {null} */
  readonly config?: Json;
  /** Seed of its random numbers. @default {null} */
  readonly seed?: number | null;
  /** SHA-256 of each input, by name. @default {{}} */
  readonly dataHashes?: Readonly<Record<string, string>>;
  /** Who else hears of the run. @default {[]} */
  readonly sinks?: readonly RunSink[];
  /** Hears what a sink throws; the run goes on. @default it is left aside */
  readonly onSinkError?: (error: unknown) => void;
  /** The clock, for the end of the run and for sinks. @default always `time` */
  readonly now?: () => Date;
}

/** What {@link startRun} hands over to a run, and what a killed one left. */
export interface RunStart {
  /** Its folder. */
  readonly path: string;
  /** Its manifest so far. */
  readonly manifest: Manifest;
  /** When it started, ISO 8601 in UTC. */
  readonly started: string;
  /** The clock. */
  readonly now: () => Date;
  /** Who else hears of it. */
  readonly sinks: SinkQueue;
  /** What a killed run left. @default nothing */
  readonly before?: Pick<StoredRun, "params" | "points" | "durationsMs">;
}

/** A run under way. Calls may overlap; they are carried out in turn. */
export class Run {
  /** Path of the run's folder. */
  readonly path: string;
  readonly #started: string;
  readonly #now: () => Date;
  readonly #sinks: SinkQueue;
  readonly #metrics: MetricLog;
  readonly #isResumed: boolean;
  #manifest: Manifest;
  #params: Readonly<Record<string, Json>>;
  #durationsMs: Readonly<Record<string, number>> = {};
  #queue: Promise<unknown> = Promise.resolve();

  /** For {@link startRun}. @param start What there is of it. */
  constructor({ path, manifest, started, now, sinks, before }: RunStart) {
    this.path = path;
    this.#manifest = manifest;
    this.#params = before?.params ?? flatSettings(manifest.config);
    this.#durationsMs = before?.durationsMs ?? {};
    this.#isResumed = before !== undefined;
    this.#started = started;
    this.#now = now;
    this.#metrics = new MetricLog(join(path, "metrics.jsonl"), before?.points);
    this.#sinks = sinks;
  }

  /**
   * Records a parameter, once; the settings are recorded by themselves.
   *
   * @param name Its name.
   * @param value Its value.
   * @throws {RangeError} If it is recorded already with another value.
   */
  param(name: string, value: Json): Promise<void> {
    return this.#inTurn(async () => {
      const known = Object.hasOwn(this.#params, name);
      if (known) {
        const before = stableJsonLine(this.#params[name]);
        if (before === stableJsonLine(value)) return;
        throw new RangeError(
          `Cannot change the parameter "${name}" as a run must be append-only: current value is ${before}`,
        );
      }
      const params = { ...this.#params, [name]: value };
      await this.#write("params.json", stableJson(params));
      this.#params = params;
      this.#sinks.tell((sink) => sink.param(name, value));
    });
  }

  /**
   * Appends a line to `metrics.jsonl`. Values whose labels differ in `step` or
   * `epoch` alone are one series, and its last value stands in `metrics.json`.
   *
   * @param name The metric.
   * @param value Its value, finite.
   * @param labels What it belongs to, such as a law or an epoch.
   * @throws {RangeError} If the value is not finite.
   */
  metric(
    name: string,
    value: number,
    labels: MetricLabels = {},
  ): Promise<void> {
    return this.#inTurn(async () => {
      // A run taken up again comes once more by what it had written.
      if (this.#metrics.has({ name, value, labels })) return;
      const step = await this.#metrics.append({ name, value, labels });
      const at = this.#time();
      this.#sinks.tell((sink) => sink.metric(name, value, labels, step, at));
    });
  }

  /**
   * Writes a file and its hash into the manifest.
   *
   * @param path In `checkpoints/`, `predictions/`, `charts/` or `artifacts/`,
   *   such as `charts/mse.svg`.
   * @param content Bytes, or a text written as UTF-8.
   * @throws {RangeError} If it cannot stand there, or there is such a file already.
   */
  file(path: string, content: Uint8Array | string): Promise<void> {
    return this.#inTurn(async () => {
      checkRunPath(path);
      await this.#add(path, bytesOf(content));
    });
  }

  /**
   * Writes a file into `artifacts/`, as {@link Run.file} does.
   *
   * @param name A file name.
   * @param content Bytes, or a text written as UTF-8.
   * @throws {RangeError} If it cannot stand there, or there is such a file already.
   */
  artifact(name: string, content: Uint8Array | string): Promise<void> {
    return this.file(`artifacts/${name}`, content);
  }

  /**
   * Records a duration in `timings.json`.
   *
   * @param name What took the time.
   * @param ms Milliseconds.
   */
  timing(name: string, ms: number): Promise<void> {
    return this.#inTurn(async () => {
      const durationsMs = { ...this.#durationsMs, [name]: ms };
      await this.#writeTimings(durationsMs);
      this.#durationsMs = durationsMs;
    });
  }

  /**
   * Writes `report.html` beside the manifest, once.
   *
   * @param html The whole page.
   * @throws {RangeError} If there is a report already.
   */
  report(html: string): Promise<void> {
    return this.#inTurn(() => this.#add("report.html", bytesOf(html)));
  }

  /** Marks the run as finished; nothing can be added after. */
  finish(): Promise<void> {
    return this.#end("finished");
  }

  /**
   * Marks the run as failed; what it wrote so far stays.
   *
   * @param reason Why, in a sentence.
   */
  fail(reason: string): Promise<void> {
    return this.#end("failed", reason);
  }

  async #end(status: "finished" | "failed", reason?: string): Promise<void> {
    await this.#inTurn(async () => {
      const at = this.#time();
      const final = stableJson(this.#metrics.final());
      await this.#write("metrics.json", final);
      await this.#writeTimings(this.#durationsMs, at);
      const files = { ...this.#manifest.files };
      for (const name of ["metrics.json", "metrics.jsonl", "params.json"]) {
        files[name] = await sha256Hex(
          await Deno.readFile(join(this.path, name)),
        );
      }
      await this.#update({
        status,
        files,
        ...(reason === undefined ? {} : { failure: reason }),
      });
      this.#sinks.tell((sink) => sink.finish(status, at, reason));
    });
    await this.#sinks.drained();
  }

  async #add(path: string, bytes: Uint8Array): Promise<void> {
    const hash = await sha256Hex(bytes);
    const known = this.#manifest.files[path];
    // A run taken up again may write once more what it wrote.
    if (known !== undefined && !(this.#isResumed && known === hash)) {
      throw new RangeError(
        `Cannot write a file of a run as its path must be new: current value is "${path}"`,
      );
    }
    await writeBytesAtomic(join(this.path, path), bytes);
    await this.#update({ files: { ...this.#manifest.files, [path]: hash } });
    this.#sinks.tell((sink) => sink.file(path, bytes));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => {
      const status: RunStatus = this.#manifest.status;
      if (status === "running") return work();
      throw new RangeError(
        `Cannot add to a run as it must be running: current value is "${status}"`,
      );
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  #time(): string {
    return this.#now().toISOString();
  }

  #write(name: string, text: string): Promise<void> {
    return writeTextAtomic(join(this.path, name), text);
  }

  #writeTimings(
    durationsMs: Readonly<Record<string, number>>,
    ended?: string,
  ): Promise<void> {
    const timings = { started: this.#started, ended, durationsMs };
    return this.#write("timings.json", stableJson(timings));
  }

  async #update(change: Partial<Manifest>): Promise<void> {
    const manifest = { ...this.#manifest, ...change };
    await this.#write("manifest.json", stableJson(manifest));
    this.#manifest = manifest;
  }
}

/**
 * Starts a run in a folder of its own.
 *
 * @param options Where, what and when.
 * @returns The run, its manifest on the disk with status `running`.
 * @throws {RangeError} If kind, name or time cannot name a folder.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { startRun } from "lib/tracking/run.ts";
 *
 * const root = await Deno.makeTempDir();
 * const time = "2026-01-02T03:04:05Z";
 * const run = await startRun({ root, kind: "demo", name: "a", time, codeVersion: "1" });
 * await run.metric("rmse", 0.5);
 * await run.file("charts/rmse.svg", "<svg/>");
 * await run.finish();
 * const manifest = JSON.parse(await Deno.readTextFile(`${run.path}/manifest.json`));
 * assertEquals(manifest.status, "finished");
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export async function startRun(options: RunOptions): Promise<Run> {
  const { root, kind, name, time, codeVersion } = options;
  const { command = null, config = null, seed = null } = options;
  const { dataHashes = {}, sinks = [], onSinkError = () => {} } = options;
  const { now = () => new Date(time) } = options;
  const manifest: Manifest = {
    kind,
    name,
    codeVersion,
    command,
    config,
    seed,
    dataHashes,
    status: "running",
    files: {},
  };
  const text = stableJson(manifest);
  const params = flatSettings(config);
  const path = await makeRunFolder(root, runFolderName(kind, name, time));
  const started = new Date(time).toISOString();
  await writeTextAtomic(join(path, "manifest.json"), text);
  await writeTextAtomic(
    join(path, "timings.json"),
    stableJson({ started, durationsMs: {} }),
  );
  await writeTextAtomic(join(path, "params.json"), stableJson(params));
  await Deno.writeTextFile(join(path, "metrics.jsonl"), "");
  const queue = new SinkQueue(sinks, onSinkError);
  queue.tell((sink) => sink.start(manifest, started, basename(path)));
  for (const [param, value] of Object.entries(params)) {
    queue.tell((sink) => sink.param(param, value));
  }
  return new Run({ path, manifest, started, now, sinks: queue });
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
}
