import { assertEquals, assertRejects } from "@std/assert";
import { recordModel } from "lib/tracking/mlflow/record_model.ts";
import { type Bench, withBench } from "./tracked_run.ts";

/** A registered version of a model in a folder. */
async function version({ root }: Bench, number: string): Promise<string> {
  const folder = `${root}/models/lstm/v${number}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/model.onnx`, new Uint8Array([8, 7, 0, 255]));
  await Deno.writeTextFile(`${folder}/metadata.json`, `{"v":"${number}"}`);
  return folder;
}

Deno.test("a model of a run becomes a version there, with its files and its alias", () =>
  withBench(async (bench) => {
    const { server, start, deliver, root } = bench;
    const { run, id } = await start();
    await run.finish();
    for (const number of ["1.0.0", "1.1.0"]) {
      const folder = await version(bench, number);
      const model = {
        name: "lstm",
        version: number,
        folder,
        alias: "champion",
      };
      assertEquals(await recordModel(`${root}/mlflow_spool`, id, model), true);
      const [delivered] = await deliver({ runIds: [id] });
      assertEquals([delivered.delivered, delivered.left], [1, false]);
    }
    assertEquals(server.models.get("lstm")?.get("champion"), "2");
    assertEquals(
      server.versions.map(({ version, run_id }) => [version, run_id]),
      [
        ["1", server.run.id],
        ["2", server.run.id],
      ],
    );
    const [{ source, tags }] = server.versions;
    assertEquals(source, `${server.run.artifactUri}/models/lstm/1.0.0`);
    assertEquals(tags, [{ key: "tenor.version", value: "1.0.0" }]);
    assertEquals(
      server.text("models/lstm/1.1.0/metadata.json"),
      '{"v":"1.1.0"}',
    );
    const path = source.replace("mlflow-artifacts:/", "");
    assertEquals(
      server.artifacts.get(`${path}/model.onnx`),
      new Uint8Array([8, 7, 0, 255]),
    );
  }));

Deno.test("a version whose making was answered to nobody is made once", () =>
  withBench(async (bench) => {
    const { server, start, deliver, root } = bench;
    const { run, id } = await start();
    await run.finish();
    const folder = await version(bench, "1.0.0");
    const model = { name: "lstm", version: "1.0.0", folder, alias: "champion" };
    await recordModel(`${root}/mlflow_spool`, id, model);
    server.before = (path) =>
      path === "mlflow/model-versions/create"
        ? new Promise((resolve) => setTimeout(resolve, 200))
        : undefined;
    assertEquals(
      (await deliver({ requestMs: 50, timeoutMs: 0 }))[0].left,
      true,
    );
    server.before = () => {};
    assertEquals((await deliver())[0].left, false);
    assertEquals(server.versions.length, 1);
    assertEquals(server.models.get("lstm")?.get("champion"), "1");
  }));

Deno.test("a run that the server never heard of has no models there", () =>
  withBench(async (bench) => {
    const spool = `${bench.root}/mlflow_spool`;
    const folder = await version(bench, "1.0.0");
    const model = { name: "lstm", version: "1.0.0", folder };
    assertEquals(await recordModel(spool, "no-such-run", model), false);
    const odd = { ...model, name: "a'b" };
    await assertRejects(
      () => recordModel(spool, "run", odd),
      RangeError,
      "a'b",
    );
  }));
