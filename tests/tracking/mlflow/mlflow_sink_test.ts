import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { until, withBench } from "./tracked_run.ts";

Deno.test("a run's parameters, metrics, files and end are on the server", () =>
  withBench(async ({ server, start }) => {
    const { run, id, errors, notices } = await start();
    await run.param("note", "a b");
    for (let epoch = 0; epoch < 3; ++epoch) {
      await run.metric("loss", 1 / (1 + epoch), { epoch, horizon: 96 });
    }
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    await run.file("checkpoints/net 1.onnx", bytes);
    await run.finish();

    const there = server.run;
    assertEquals([...server.experiments.keys()], ["tenor-model"]);
    assertEquals(there.name, id);
    assertEquals(there.status, "FINISHED");
    assertEquals(there.params.get("note"), "a b");
    assertEquals(there.tags.get("tenor.data.bars"), "ab12");
    assertEquals(there.tags.get("tenor.seed"), "7");
    assertEquals(server.series("horizon-96/loss"), [1, 1 / 2, 1 / 3]);
    const file = `1/${there.id}/artifacts/checkpoints/net 1.onnx`;
    assertEquals(server.artifacts.get(file), bytes);
    for (const own of ["manifest.json", "metrics.jsonl", "timings.json"]) {
      assertEquals(
        server.text(own),
        await Deno.readTextFile(`${run.path}/${own}`),
        own,
      );
    }
    assertEquals([...errors, ...notices], []);
  }));

Deno.test("settings of a run are parameters on the server", () =>
  withBench(async ({ server, start }) => {
    const { run } = await start();
    await run.finish();
    const params = JSON.parse(
      await Deno.readTextFile(`${run.path}/params.json`),
    );
    assertEquals(
      Object.fromEntries(server.run.params),
      Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, String(value)]),
      ),
    );
    assert(server.run.params.size > 0);
  }));

Deno.test("a failed run is failed on the server, with its reason", () =>
  withBench(async ({ server, start }) => {
    const { run } = await start();
    await run.fail("no space left");
    assertEquals(server.run.status, "FAILED");
    assertEquals(server.run.tags.get("tenor.failure"), "no space left");
  }));

Deno.test("metrics are on the server while the run goes on", () =>
  withBench(async ({ server, start }) => {
    const { run } = await start();
    await run.metric("loss", 1);
    await until(() =>
      server.runs.size === 1 && server.series("loss").length === 1
    );
    assertEquals(server.run.status, "RUNNING");
    await run.finish();
  }));

Deno.test("a run does not hear of a server that was never there, and all waits on the disk", () =>
  withBench(async ({ server, start, deliver }) => {
    await server.stop();
    const { run, id, errors, notices } = await start();
    const before = performance.now();
    for (let i = 0; i < 200; ++i) await run.metric("loss", i);
    await run.finish();
    // 200 appended lines and three tries 2 and 4 ms apart; a second is ample.
    assert(performance.now() - before < 1000);
    assertEquals(errors, []);
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0], "tenor runs sync");

    server.listen();
    const [delivered] = await deliver();
    assertEquals(delivered.runId, id);
    assertEquals(delivered.left, false);
    assertEquals(
      server.series("loss"),
      Array.from({ length: 200 }, (_, i) => i),
    );
    assertEquals(server.run.status, "FINISHED");
    assertEquals(await deliver(), []);
  }));

Deno.test("a server that goes away and comes back within a run has all of it", () =>
  withBench(async ({ server, start }) => {
    const { run } = await start();
    await run.metric("loss", 0);
    await until(() => server.runs.size === 1);
    await server.stop();
    for (let i = 1; i < 50; ++i) await run.metric("loss", i);
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.listen();
    await run.metric("loss", 50);
    await until(() => server.series("loss").length === 51);
    await run.finish();
    assertEquals(server.run.status, "FINISHED");
  }));

Deno.test("the next run delivers what the one before left", () =>
  withBench(async ({ server, start }) => {
    await server.stop();
    const first = await start();
    await first.run.metric("loss", 1);
    await first.run.finish();
    server.listen();
    const second = await start();
    await until(() => server.runs.size === 2);
    await until(() =>
      [...server.runs.values()].some(({ status }) => status === "FINISHED")
    );
    await second.run.finish();
    assertEquals(
      [...server.runs.values()].map(({ status }) => status),
      ["FINISHED", "FINISHED"],
    );
  }));

Deno.test("a run too short to be heard of while it goes on delivers others' at its end", () =>
  withBench(async ({ server, start }) => {
    await server.stop();
    const first = await start();
    await first.run.finish();
    server.listen();
    const second = await start({ gatherMs: 60_000 });
    await second.run.finish();
    assertEquals(
      [...server.runs.values()].map(({ name, status }) => [name, status]),
      [[second.id, "FINISHED"], [first.id, "FINISHED"]],
    );
  }));

Deno.test("a spool that is damaged hides none of the others", () =>
  withBench(async ({ server, start, deliver, root }) => {
    await server.stop();
    const [first, second] = [await start(), await start()];
    await first.run.finish();
    await second.run.finish();
    const state = `${root}/mlflow_spool/${first.id}/delivery.json`;
    await Deno.writeTextFile(state, "{");
    server.listen();
    const runs = await deliver();
    assertEquals(runs.map(({ left }) => left), [true, false]);
    assertStringIncludes(runs[0].reason!, "JSON");
    assertEquals(server.run.name, second.id);
  }));

Deno.test("a server that never answers holds the end of a run up for its time only", () =>
  withBench(async ({ server, start }) => {
    const hangs = Promise.withResolvers<undefined>();
    server.instead = () => hangs.promise;
    const { run, notices } = await start({ finishMs: 100 });
    await run.metric("loss", 1);
    const before = performance.now();
    await run.finish();
    const took = performance.now() - before;
    assert(took < 1000, `${took} ms`);
    assertEquals(notices.length, 1);
    hangs.resolve(undefined);
  }));

Deno.test("NaN and infinities keep their names", () =>
  withBench(async ({ server, start }) => {
    const { run, sink } = await start();
    await until(() => server.runs.size === 1);
    const at = "2026-01-02T03:04:05Z";
    const values = [NaN, Infinity, -Infinity, 2];
    for (const [step, value] of values.entries()) {
      await sink.metric("loss", value, {}, step, at);
    }
    await run.finish();
    assertEquals(server.series("loss"), ["NaN", "Infinity", "-Infinity", 2]);
  }));

Deno.test("names that MLflow refuses are mapped, told apart and kept in a tag", () =>
  withBench(async ({ server, start, root }) => {
    const { run, id } = await start();
    const names = [
      "loss %",
      "loss #",
      "a//b",
      "../up",
      "/root",
      "é".repeat(300),
    ];
    for (const [i, name] of names.entries()) await run.metric(name, i);
    await run.param("p?", 1);
    await run.param("p!", 2);
    await run.finish();
    const { metrics, params, tags } = server.run;
    assertEquals(metrics.size, names.length);
    for (const { key, value } of metrics.values()) {
      assertEquals(tags.get(`tenor.name.${key}`), names[value as number]);
    }
    const mapped = [...params].filter(([, value]) => /^[12]$/.test(value))
      .map(([key]) => tags.get(`tenor.name.${key}`));
    assertEquals(mapped.filter((name) => name !== undefined), ["p?", "p!"]);
    const delivery = await Deno.readTextFile(
      `${root}/mlflow_spool/${id}/delivery.json`,
    );
    assertEquals(JSON.parse(delivery).setAside, 0);
  }));

Deno.test("a long parameter is cut between characters, and a tag says so", () =>
  withBench(async ({ server, start }) => {
    const { run } = await start();
    const long = `x${"😀".repeat(4000)}`;
    await run.param("prompt", long);
    await run.finish();
    const sent = server.run.params.get("prompt")!;
    assertEquals(sent.length, 5999);
    assert(long.startsWith(sent) && sent.isWellFormed());
    assertStringIncludes(
      server.run.tags.get("tenor.cut.prompt")!,
      "5999 of 8001",
    );
  }));

Deno.test("a run that is told by a name and a password, or a token, is let in", () =>
  withBench(async ({ server, start }) => {
    server.authorization = "Basic bcO8Zzpw";
    const first = await start({ auth: { username: "müg", password: "p" } });
    await first.run.finish();
    server.authorization = "Bearer secret";
    const second = await start({ auth: { token: "secret" } });
    await second.run.finish();
    assertEquals(server.runs.size, 2);
  }));

Deno.test("without rights everything waits, and no credentials are written", () =>
  withBench(async ({ server, start, deliver, root }) => {
    server.authorization = "Bearer right";
    const { run, id, notices } = await start({ auth: { token: "wr0ng" } });
    await run.metric("loss", 1);
    await run.finish();
    assertEquals(server.runs.size, 0);
    assertStringIncludes(notices[0], "401");
    for await (const { name } of Deno.readDir(`${root}/mlflow_spool/${id}`)) {
      const text = await Deno.readTextFile(
        `${root}/mlflow_spool/${id}/${name}`,
      );
      assert(!text.includes("wr0ng"), name);
    }
    const [delivered] = await deliver({ auth: { token: "right" } });
    assertEquals(delivered.left, false);
    assertEquals(server.series("loss"), [1]);
  }));
