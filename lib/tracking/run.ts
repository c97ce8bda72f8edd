/**
 * A run folder: `manifest.json params.json metrics.jsonl timings.json
 * artifacts/`. The same inputs give the same bytes, `timings.json` apart.
 *
 * @module
 */

import { join } from "@std/path";
import { writeBytesAtomic, writeTextAtomic } from "lib/core/atomic_file.ts";
import { sha256Hex } from "lib/core/hash.ts";
import { makeRunFolder, runFolderName } from "lib/tracking/file_store.ts";
import {
  type Json,
  type Manifest,
  type RunStatus,
  stableJson,
  stableJsonLine,
} from "lib/tracking/manifest.ts";

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
  /** Settings. @default {null} */
  readonly config?: Json;
  /** Seed of its random numbers. @default {null} */
  readonly seed?: number | null;
  /** SHA-256 of each input, by name. @default {{}} */
  readonly dataHashes?: Readonly<Record<string, string>>;
}

/** A run under way. Calls may overlap; they are carried out in turn. */
export class Run {
  /** Path of the run's folder. */
  readonly path: string;
  #manifest: Manifest;
  #params: Record<string, Json> = {};
  #timings: Record<string, number> = {};
  #queue: Promise<unknown> = Promise.resolve();

  /** For {@link startRun}. @param path Its folder. @param manifest Its first manifest. */
  constructor(path: string, manifest: Manifest) {
    this.path = path;
    this.#manifest = manifest;
  }

  /**
   * Records a parameter, once.
   *
   * @param name Its name.
   * @param value Its value.
   * @throws {RangeError} If it is recorded already with another value.
   */
  param(name: string, value: Json): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#params[name];
      if (known !== undefined && stableJson(known) !== stableJson(value)) {
        throw new RangeError(
          `Cannot change the parameter "${name}" as a run must be append-only: current value is ${
            stableJsonLine(known)
          }`,
        );
      }
      const params = { ...this.#params, [name]: value };
      await this.#write("params.json", stableJson(params));
      this.#params = params;
    });
  }

  /**
   * Appends a line to `metrics.jsonl`.
   *
   * @param name The metric.
   * @param value Its value, finite.
   * @param labels What it belongs to, such as a law or a step.
   * @throws {RangeError} If the value is not finite.
   */
  metric(
    name: string,
    value: number,
    labels: Readonly<Record<string, string | number>> = {},
  ): Promise<void> {
    return this.#inTurn(() =>
      Deno.writeTextFile(
        join(this.path, "metrics.jsonl"),
        stableJsonLine({ labels, name, value }) + "\n",
        { append: true },
      )
    );
  }

  /**
   * Writes a file into `artifacts/` and its hash into the manifest.
   *
   * @param name A file name without folders.
   * @param content Bytes, or a text written as UTF-8.
   * @throws {RangeError} If there is such an artifact already.
   */
  artifact(name: string, content: Uint8Array | string): Promise<void> {
    return this.#inTurn(async () => {
      if (Object.hasOwn(this.#manifest.artifacts, name)) {
        throw new RangeError(
          `Cannot write an artifact as its name must be new: current value is "${name}"`,
        );
      }
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await writeBytesAtomic(`${this.path}/artifacts/${name}`, bytes);
      const hash = await sha256Hex(bytes);
      await this.#update({
        artifacts: { ...this.#manifest.artifacts, [name]: hash },
      });
    });
  }

  /**
   * Records a duration in `timings.json`.
   *
   * @param name What took the time.
   * @param ms Milliseconds.
   */
  timing(name: string, ms: number): Promise<void> {
    return this.#inTurn(async () => {
      const timings = { ...this.#timings, [name]: ms };
      await this.#write("timings.json", stableJson(timings));
      this.#timings = timings;
    });
  }

  /**
   * Writes `report.html` beside the manifest.
   *
   * @param html The whole page.
   */
  report(html: string): Promise<void> {
    return this.#inTurn(() => this.#write("report.html", html));
  }

  /** Marks the run as finished; nothing can be added after. */
  finish(): Promise<void> {
    return this.#inTurn(() => this.#update({ status: "finished" }));
  }

  /**
   * Marks the run as failed; what it wrote so far stays.
   *
   * @param reason Why, in a sentence.
   */
  fail(reason: string): Promise<void> {
    return this.#inTurn(() =>
      this.#update({ status: "failed", failure: reason })
    );
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

  #write(name: string, text: string): Promise<void> {
    return writeTextAtomic(`${this.path}/${name}`, text);
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
 * await run.finish();
 * const manifest = JSON.parse(await Deno.readTextFile(`${run.path}/manifest.json`));
 * assertEquals(manifest.status, "finished");
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export async function startRun(options: RunOptions): Promise<Run> {
  const { root, kind, name, time, codeVersion } = options;
  const { config = null, seed = null, dataHashes = {} } = options;
  const manifest: Manifest = {
    kind,
    name,
    time,
    codeVersion,
    config,
    seed,
    dataHashes,
    status: "running",
    artifacts: {},
  };
  const text = stableJson(manifest);
  const path = await makeRunFolder(root, runFolderName(kind, name, time));
  await writeTextAtomic(`${path}/manifest.json`, text);
  return new Run(path, manifest);
}
