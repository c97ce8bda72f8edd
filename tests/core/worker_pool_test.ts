import { assert, assertEquals, assertRejects } from "@std/assert";
import { BusyError, WorkerPool } from "lib/core/worker_pool.ts";

const MODULE = new URL("./busy_worker.ts", import.meta.url);

async function withPool(
  work: (pool: WorkerPool) => Promise<void>,
  options: { threads?: number; waiting?: number } = {},
): Promise<void> {
  const pool = new WorkerPool(MODULE, options);
  try {
    await work(pool);
  } finally {
    pool.close();
  }
}

Deno.test("A pool answers in its threads, and an error of one is an error here", () =>
  withPool(async (pool) => {
    const said: unknown[] = [];
    const onMessage = (message: unknown) => said.push(message);
    assertEquals(await pool.run(1, { onMessage }), 1);
    assertEquals(said, ["begun"]);
    await assertRejects(() => pool.run(-1), Error, "less than none");
    assertEquals(await pool.run(2), 2);
    assertEquals([pool.waiting, pool.working], [0, 0]);
  }));

Deno.test("Requests wait for a thread; when too many do the next is refused", () =>
  withPool(async (pool) => {
    const running = [pool.run(50), pool.run(1), pool.run(2)];
    assertEquals([pool.working, pool.waiting], [1, 2]);
    await assertRejects(() => pool.run(3), BusyError, "2");
    assertEquals(await Promise.all(running), [50, 1, 2]);
  }, { waiting: 2 }));

Deno.test("A thread that computes is stopped, and the next request has it", () =>
  withPool(async (pool) => {
    const controller = new AbortController();
    const began = performance.now();
    const long = pool.run(60_000, {
      signal: controller.signal,
      onMessage: () => controller.abort(new Error("enough")),
    });
    await assertRejects(() => long, Error, "enough");
    assertEquals(await pool.run(1), 1);
    assert(performance.now() - began < 30_000);
  }));

Deno.test("A request that is aborted while it waits is never run", () =>
  withPool(async (pool) => {
    const controller = new AbortController();
    const first = pool.run(30);
    const second = pool.run(60_000, { signal: controller.signal });
    controller.abort(new Error("enough"));
    assertEquals(await first, 30);
    await assertRejects(() => second, Error, "enough");
    assertEquals(pool.working, 0);
  }));

Deno.test("A pool that is closed refuses what waits and what comes", async () => {
  const pool = new WorkerPool(MODULE, {});
  const first = pool.run(1);
  await first;
  const running = pool.run(20);
  const waiting = pool.run(1);
  running.catch(() => {});
  pool.close();
  await assertRejects(() => waiting, BusyError, "closed");
  await assertRejects(() => pool.run(1), BusyError, "closed");
});
