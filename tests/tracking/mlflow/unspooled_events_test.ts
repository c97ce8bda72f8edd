import { assertEquals } from "@std/assert";
import { readSpool, spoolFolder } from "lib/tracking/mlflow/spool.ts";
import { unspooledEvents } from "lib/tracking/mlflow/unspooled_events.ts";
import { until, withBench } from "./tracked_run.ts";

Deno.test("a spool that fell behind its folder is ended by what the folder has", () =>
  withBench(async ({ server, start, deliver, root }) => {
    await server.stop();
    const { run, sink, id } = await start();
    await run.param("note", "kept");
    await run.file("charts/a.svg", "<svg/>");
    for (let i = 0; i < 5; ++i) await run.metric("loss", i, { horizon: 24 });
    const folder = spoolFolder(`${root}/mlflow_spool`, id);
    const losses = async () =>
      (await readSpool(folder, 0)).filter(({ event }) =>
        event?.kind === "metric"
      )
        .length;
    while (await losses() < 5) await new Promise((done) => setTimeout(done, 5));
    await sink.close();

    // As if it had been killed before the sink heard of the end: the start and one
    // parameter of settings are there, a third line in part.
    const path = `${folder}/events.jsonl`;
    const lines = (await Deno.readTextFile(path)).split("\n");
    const metric = lines.findIndex((line) => line.includes('"loss"'));
    const kept = [lines[0], lines[metric], lines[metric + 1].slice(0, 20)];
    await Deno.writeTextFile(path, kept.join("\n"));

    server.listen();
    const [delivered] = await deliver();
    assertEquals([delivered.left, delivered.setAside], [false, 1]);
    assertEquals(server.series("horizon-24/loss"), [0, 1, 2, 3, 4]);
    assertEquals(server.run.params.get("note"), "kept");
    assertEquals(server.text("charts/a.svg"), "<svg/>");
    assertEquals(server.run.status, "KILLED");
  }));

Deno.test("a run that ended untold is ended on the server as it ended here", () =>
  withBench(async ({ server, start, deliver }) => {
    const { run, sink } = await start();
    await run.metric("loss", 1);
    await until(() => server.runs.size === 1);
    await sink.close();
    await run.metric("loss", 2);
    await run.fail("no space left");
    assertEquals(server.run.status, "RUNNING");
    assertEquals((await deliver())[0].left, false);
    assertEquals(server.series("loss"), [1, 2]);
    assertEquals(server.run.status, "FAILED");
    assertEquals(server.run.tags.get("tenor.failure"), "no space left");
  }));

Deno.test("a folder that has gone adds nothing", async () => {
  assertEquals(await unspooledEvents("no/such/run", []), []);
});
