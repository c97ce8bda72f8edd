import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { deliverSpool } from "lib/tracking/mlflow/deliver_spool.ts";
import { FakeMlflow } from "./fake_mlflow.ts";
import { type Bench, until, withBench } from "./tracked_run.ts";

/** Lines of the file of what was set aside. */
async function setAside(bench: Bench, id: string) {
  const path = `${bench.root}/mlflow_spool/${id}/set_aside.jsonl`;
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("500s pass by: each request is made until it succeeds", () =>
  withBench(async ({ server, start }) => {
    const failed = new Set<string>();
    server.instead = (path) => {
      if (failed.has(path)) return undefined;
      failed.add(path);
      return Response.json({ error_code: "INTERNAL_ERROR" }, { status: 500 });
    };
    const { run } = await start();
    await run.metric("loss", 1);
    await until(() => failed.has("mlflow/runs/log-batch"));
    server.instead = () => undefined;
    await run.finish();
    assert(failed.size >= 4, [...failed].join());
    assertEquals(server.series("loss"), [1]);
    assertEquals(server.run.status, "FINISHED");
  }));

Deno.test("an entry at which the server itself fails, always, does not hold the others up", () =>
  withBench(async (bench) => {
    const { server, start, deliver } = bench;
    await server.stop();
    const { run, id } = await start();
    for (let i = 0; i < 300; ++i) void run.metric(i === 123 ? "a/b" : "a", i);
    await run.artifact("fit.txt", "fit");
    await run.finish();
    // As a server that keeps metrics in files: "a" is one, so that "a/b" cannot be.
    server.instead = (path, body) => {
      if (path !== "mlflow/runs/log-batch") return undefined;
      const { metrics = [] } = JSON.parse(body);
      return metrics.some(({ key }: { key: string }) => key === "a/b")
        ? new Response("<h1>Internal Server Error</h1>", { status: 500 })
        : undefined;
    };
    server.listen();
    const [delivered] = await deliver({ timeoutMs: 5000 });
    assertEquals([delivered.left, delivered.setAside], [false, 1]);
    assertEquals((await setAside(bench, id))[0].event.value, 123);
    assertEquals(server.series("a").length, 299);
    assertEquals(server.run.status, "FINISHED");

    server.instead = () => undefined;
    await deliver({ again: true });
    assertEquals(server.series("a/b"), [123]);
  }));

Deno.test("a server that fails at everything is waited for, and nothing is set aside", () =>
  withBench(async ({ server, start, deliver }) => {
    const { run } = await start();
    await until(() => server.runs.size === 1);
    server.instead = () => new Response("", { status: 500 });
    for (let i = 0; i < 10; ++i) await run.metric("loss", i);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await run.finish();
    const [waiting] = await deliver({ timeoutMs: 300 });
    assertEquals([waiting.left, waiting.setAside], [true, 0]);
    server.instead = () => undefined;
    assertEquals((await deliver())[0].left, false);
    assertEquals(server.series("loss").length, 10);
  }));

Deno.test("a 429 with Retry-After is left alone for so long", () =>
  withBench(async ({ server, start }) => {
    let refusedAt = 0;
    let wait = Infinity;
    server.instead = (path) => {
      if (path !== "mlflow/runs/log-batch") return undefined;
      if (refusedAt > 0) {
        wait = Math.min(wait, performance.now() - refusedAt);
        return undefined;
      }
      refusedAt = performance.now();
      return new Response("slow down", {
        status: 429,
        headers: { "retry-after": "1" },
      });
    };
    const { run } = await start();
    await run.metric("loss", 1);
    await until(() => wait < Infinity);
    await run.finish();
    assert(wait >= 1000, `${wait} ms`);
    assertEquals(server.series("loss"), [1]);
  }));

Deno.test("batches keep within MLflow's limits, and all values arrive in order", () =>
  withBench(async (bench) => {
    const { server, start, deliver } = bench;
    await server.stop();
    const { run } = await start();
    for (let i = 0; i < 2500; ++i) void run.metric("loss", i);
    for (let i = 0; i < 250; ++i) void run.param(`p${i}`, "é".repeat(5000));
    for (let i = 0; i < 130; ++i) void run.metric(`odd ${i} %`, i);
    await run.finish();
    server.listen();
    const [{ left, setAside }] = await deliver();
    assertEquals([left, setAside], [false, 0]);
    assertEquals(
      server.series("loss"),
      Array.from({ length: 2500 }, (_, i) => i),
    );
    assertEquals(server.run.metrics.size, 2630);
    assertEquals(
      [...server.run.params].filter(([k]) => /^p\d+$/.test(k)).length,
      250,
    );
    const { largest } = server;
    assertEquals(largest.metrics, 1000);
    assert(largest.params <= 100 && largest.tags <= 100 && largest.all <= 1000);
    assert(largest.bytes > 900_000 && largest.bytes <= 1e6, `${largest.bytes}`);
    // 2,630 values and 250 × 10 kB of parameters: 3 + 3 + 2, not 2,880.
    const batches = server.requests.filter((one) => one.endsWith("log-batch"));
    assert(batches.length <= 9, `${batches.length} batches`);
  }));

Deno.test("what can never succeed is set aside with its reason, and nothing else", () =>
  withBench(async (bench) => {
    const { server, start } = bench;
    const { run, id, notices } = await start();
    await until(() => server.runs.size === 1);
    // Somebody else has given the parameter another value.
    server.run.params.set("p150", "another");
    for (let i = 0; i < 300; ++i) void run.param(`p${i}`, i);
    await run.metric("loss", 1);
    await run.finish();
    const aside = await setAside(bench, id);
    assertEquals(aside.length, 1);
    assertEquals(aside[0].event, { kind: "param", name: "p150", value: 150 });
    assertStringIncludes(aside[0].reason, "Changing param values");
    assertEquals(
      [...server.run.params].filter(([k]) => /^p\d+$/.test(k)).length,
      300,
    );
    assertEquals(server.series("loss"), [1]);
    assertEquals(server.run.status, "FINISHED");
    assertStringIncludes(notices[0], "set_aside.jsonl");
  }));

Deno.test("what was set aside is taken up again on demand", () =>
  withBench(async (bench) => {
    const { server, start, deliver } = bench;
    const { run, id } = await start();
    await until(() => server.runs.size === 1);
    server.run.params.set("p", "another");
    await run.param("p", 1);
    await run.finish();
    assertEquals((await setAside(bench, id)).length, 1);
    assertEquals(await deliver(), []);

    server.run.params.delete("p");
    const [delivered] = await deliver({ again: true });
    assertEquals([delivered.delivered, delivered.setAside], [1, 0]);
    assertEquals(server.run.params.get("p"), "1");
    assertEquals(await deliver({ again: true }), []);
  }));

Deno.test("a run deleted on the server takes nothing more, in few requests", () =>
  withBench(async (bench) => {
    const { server, start } = bench;
    const { run, id } = await start();
    await until(() => server.runs.size === 1);
    server.run.deleted = true;
    const before = server.requests.length;
    for (let i = 0; i < 500; ++i) void run.metric("loss", i);
    await run.finish();
    const aside = await setAside(bench, id);
    assert(aside.length >= 500);
    const made = server.requests.length - before;
    assert(made < 50, `${made} requests`);
  }));

Deno.test("a run whose making was answered to nobody is made once", () =>
  withBench(async ({ server, start, deliver }) => {
    // The run is made, and the client has gone when the answer comes.
    server.before = (path) =>
      path === "mlflow/runs/create"
        ? new Promise((resolve) => setTimeout(resolve, 300))
        : undefined;
    const { run } = await start({ finishMs: 100 });
    await run.metric("loss", 1);
    await run.finish();
    assertEquals(server.runs.size, 1);
    server.before = () => {};
    await deliver();
    assertEquals(server.runs.size, 1);
    assertEquals(server.series("loss"), [1]);
  }));

Deno.test("a deleted experiment, or a server that is not MLflow, loses nothing", () =>
  withBench(async ({ server, start, deliver }) => {
    server.experiments.set("tenor-model", {
      id: "1",
      name: "tenor-model",
      deleted: true,
    });
    const { run, notices } = await start();
    await run.metric("loss", 1);
    await run.finish();
    assertStringIncludes(notices[0], "restore it");

    server.instead = () => new Response("<html>Sign in</html>");
    const [wrong] = await deliver();
    assertEquals([wrong.left, wrong.setAside], [true, 0]);
    assertStringIncludes(wrong.reason!, "check the tracking URI");
    server.instead = () => new Response("Not Found", { status: 404 });
    assertEquals((await deliver())[0].setAside, 0);

    server.instead = () => undefined;
    server.experiments.get("tenor-model")!.deleted = false;
    assertEquals((await deliver())[0].left, false);
    assertEquals(server.series("loss"), [1]);
  }));

Deno.test("without a proxy of artifacts files are set aside and the rest is told", () =>
  withBench(async (bench) => {
    const { server, start } = bench;
    server.artifactRoot = "file:///mlruns/";
    const { run, id } = await start();
    await run.artifact("fit.txt", "fit");
    await run.metric("loss", 1);
    await run.finish();
    const aside = await setAside(bench, id);
    assert(aside.every(({ event }) => event.kind === "file"));
    assertStringIncludes(aside[0].reason, "--serve-artifacts");
    assertEquals(server.series("loss"), [1]);
    assertEquals(server.run.status, "FINISHED");
  }));

Deno.test("a server started without artifacts says so by 503, and is not asked for ever", () =>
  withBench(async (bench) => {
    const { server, start } = bench;
    server.instead = (path) =>
      path.startsWith("mlflow-artifacts")
        ? new Response("disabled by `--no-serve-artifacts`", { status: 503 })
        : undefined;
    const { run, id } = await start();
    await run.finish();
    assertEquals((await setAside(bench, id)).length, 5);
    assertEquals(server.run.status, "FINISHED");
  }));

Deno.test("a file that has gone from the run's folder is set aside", () =>
  withBench(async (bench) => {
    const { server, start, deliver } = bench;
    await server.stop();
    const { run, id } = await start();
    await run.artifact("fit.txt", "fit");
    await run.finish();
    await Deno.remove(`${run.path}/artifacts/fit.txt`);
    server.listen();
    await deliver();
    const aside = await setAside(bench, id);
    assertEquals(aside.map(({ event }) => event.path), ["artifacts/fit.txt"]);
    assertEquals(server.run.status, "FINISHED");
  }));

Deno.test("a spool that one server knows is not told to another", () =>
  withBench(async ({ server, start, deliver, root }) => {
    const { sink } = await start();
    await until(() => server.runs.size === 1);
    await sink.close();
    const other = new FakeMlflow();
    const [asked] = await deliverSpool(other.listen(), `${root}/mlflow_spool`, {
      now: () => Date.now(),
      rng: makeRng(1),
    });
    await other.stop();
    assertEquals(asked.left, true);
    assertStringIncludes(asked.reason!, "is known to");
    assertEquals(other.requests, []);
    assertEquals((await deliver())[0].left, false);
  }));

Deno.test("a run under way is not delivered by anybody else", () =>
  withBench(async ({ server, start, deliver }) => {
    const { run } = await start();
    await until(() => server.runs.size === 1);
    assertEquals(await deliver(), []);
    assertEquals(server.run.status, "RUNNING");
    await run.finish();
  }));
