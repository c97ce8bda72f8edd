import { assertEquals, assertThrows } from "@std/assert";
import { BusyError } from "lib/core/worker_pool.ts";
import { localQueue, type LocalQueueOptions } from "lib/jobs/local_queue.ts";

function queue(more: Partial<LocalQueueOptions> = {}) {
  let ids = 0;
  return localQueue({
    newId: () => `job-${++ids}`,
    now: () => new Date(0),
    ...more,
  });
}

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("A job is queued, runs, says how far it is and keeps its result", async () => {
  const jobs = queue();
  const gate = Promise.withResolvers<number>();
  const job = jobs.submit("posterior", async ({ onProgress }) => {
    onProgress({ done: 1, total: 4, label: "chain 1" });
    return await gate.promise;
  });
  assertEquals(job.kind, "posterior");
  await settle();
  assertEquals(jobs.get(job.id)?.status, "running");
  assertEquals(jobs.get(job.id)?.progress, {
    done: 1,
    total: 4,
    label: "chain 1",
  });
  gate.resolve(42);
  await settle();
  const { status, result, finished } = jobs.get(job.id)!;
  assertEquals([status, result, finished], [
    "succeeded",
    42,
    "1970-01-01T00:00:00.000Z",
  ]);
  assertEquals(jobs.get("nobody"), undefined);
});

Deno.test("A job that throws has failed, and the next one runs", async () => {
  const jobs = queue();
  const bad = jobs.submit("a", () => Promise.reject(new RangeError("no spot")));
  const good = jobs.submit("a", () => Promise.resolve("fine"));
  await settle();
  assertEquals(jobs.get(bad.id)?.status, "failed");
  assertEquals(jobs.get(bad.id)?.error, "no spot");
  assertEquals(jobs.get(good.id)?.result, "fine");
});

Deno.test("Jobs run one at a time, and too many that wait are refused", async () => {
  const jobs = queue({ waiting: 2 });
  const gate = Promise.withResolvers<void>();
  const order: number[] = [];
  const add = (n: number) =>
    jobs.submit("a", async () => {
      order.push(n);
      await gate.promise;
    });
  const all = [add(1), add(2), add(3)];
  assertThrows(() => add(4), BusyError, "2 wait already");
  await settle();
  assertEquals(order, [1]);
  gate.resolve();
  await settle();
  assertEquals(order, [1, 2, 3]);
  assertEquals(all.map(({ id }) => jobs.get(id)?.status), [
    "succeeded",
    "succeeded",
    "succeeded",
  ]);
});

Deno.test("A job is cancelled while it waits or runs, and keeps what it was once ended", async () => {
  const jobs = queue();
  let aborted = false;
  const running = jobs.submit(
    "a",
    ({ signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason);
        })
      ),
  );
  let ran = false;
  const waiting = jobs.submit("a", () => {
    ran = true;
    return Promise.resolve();
  });
  await settle();
  assertEquals(jobs.cancel(waiting.id)?.status, "cancelled");
  assertEquals(jobs.cancel(running.id)?.status, "cancelled");
  await settle();
  assertEquals([aborted, ran], [true, false]);
  const done = jobs.submit("a", () => Promise.resolve(1));
  await settle();
  assertEquals(jobs.cancel(done.id)?.status, "succeeded");
  assertEquals(jobs.cancel("nobody"), undefined);
});

Deno.test("The newest of the jobs that ended are remembered", async () => {
  const jobs = queue({ remembered: 2 });
  const ids: string[] = [];
  for (let i = 0; i < 5; ++i) {
    ids.push(jobs.submit("a", () => Promise.resolve(i)).id);
    await settle();
  }
  assertEquals(ids.map((id) => jobs.get(id)?.result), [
    undefined,
    undefined,
    undefined,
    3,
    4,
  ]);
});

Deno.test("A queue that is closed stops its jobs", async () => {
  const jobs = queue();
  const first = jobs.submit(
    "a",
    ({ signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      ),
  );
  const second = jobs.submit("a", () => Promise.resolve());
  jobs.close();
  await settle();
  assertEquals(jobs.get(first.id)?.status, "cancelled");
  assertEquals(jobs.get(second.id)?.status, "cancelled");
});

Deno.test("A job cancelled while it waits is not kept, and never runs", async () => {
  const jobs = queue({ remembered: 1 });
  const gate = Promise.withResolvers<void>();
  jobs.submit("long", () => gate.promise);
  let ran = 0;
  for (let i = 0; i < 3; ++i) {
    const { id } = jobs.submit("short", () => Promise.resolve(++ran));
    assertEquals(jobs.cancel(id)?.status, "cancelled");
  }
  const last = jobs.submit("short", () => Promise.resolve(++ran));
  gate.resolve();
  await settle();
  assertEquals(jobs.get(last.id)?.result, 1);
});
