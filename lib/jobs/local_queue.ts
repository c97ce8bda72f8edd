/**
 * Jobs in this process: a few at a time, the others wait; the newest of those
 * that ended are remembered.
 *
 * @module
 */

import { BusyError } from "lib/core/worker_pool.ts";
import type { Job, JobQueue, Work } from "lib/jobs/job.ts";

/** Options of {@linkcode localQueue}. */
export interface LocalQueueOptions {
  /** Makes ids, unlike each other and hard to guess. */
  readonly newId: () => string;
  /** The time. */
  readonly now: () => Date;
  /** Jobs that run at once. @default {1} */
  readonly atOnce?: number;
  /** Jobs that may wait. @default {16} */
  readonly waiting?: number;
  /** Ended jobs that are remembered. @default {256} */
  readonly remembered?: number;
}

interface Entry {
  job: Job;
  readonly work: Work;
  readonly controller: AbortController;
}

/** A queue in this process. @param options Ids, clock and sizes. */
export function localQueue(options: LocalQueueOptions): JobQueue {
  const { newId, now, atOnce = 1, waiting = 16, remembered = 256 } = options;
  const entries = new Map<string, Entry>();
  const queue: Entry[] = [];
  let running = 0;

  function update(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
  }

  function end(entry: Entry, change: Partial<Job>): void {
    update(entry, { ...change, finished: now().toISOString() });
    // Oldest first, as a Map keeps the order of insertion.
    for (const [id, { job }] of entries) {
      if (entries.size <= remembered) break;
      if (job.finished !== undefined) entries.delete(id);
    }
  }

  async function run(entry: Entry): Promise<void> {
    ++running;
    update(entry, { status: "running" });
    const { signal } = entry.controller;
    try {
      const result = await entry.work({
        signal,
        onProgress: (progress) => update(entry, { progress }),
      });
      if (!signal.aborted) end(entry, { status: "succeeded", result });
    } catch (error) {
      if (!signal.aborted) {
        const text = error instanceof Error ? error.message : String(error);
        end(entry, { status: "failed", error: text });
      }
    } finally {
      --running;
      next();
    }
  }

  function next(): void {
    while (running < atOnce && queue.length > 0) {
      const entry = queue.shift()!;
      if (entry.job.status === "queued") void run(entry);
    }
  }

  function cancel(id: string): Job | undefined {
    const entry = entries.get(id);
    if (entry === undefined) return undefined;
    if (entry.job.finished === undefined) {
      end(entry, { status: "cancelled" });
      const place = queue.indexOf(entry);
      if (place >= 0) queue.splice(place, 1);
      entry.controller.abort(new Error("The job was cancelled"));
    }
    return entry.job;
  }

  return {
    submit(kind, work) {
      const waits = queue.filter(({ job }) => job.status === "queued").length;
      if (waits >= waiting) {
        throw new BusyError(
          `Cannot accept the job as ${waits} wait already. Try again later`,
        );
      }
      const entry: Entry = {
        job: {
          id: newId(),
          kind,
          status: "queued",
          created: now().toISOString(),
        },
        work,
        controller: new AbortController(),
      };
      entries.set(entry.job.id, entry);
      queue.push(entry);
      const accepted = entry.job;
      next();
      return accepted;
    },
    get: (id) => entries.get(id)?.job,
    cancel,
    close() {
      for (const id of [...entries.keys()]) cancel(id);
    },
  };
}
