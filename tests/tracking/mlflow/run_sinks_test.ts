import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { mlflowSettings, runSinks, tellModel } from "scripts/run_sinks.ts";
import { syncText } from "scripts/run_sync.ts";
import { until, withBench } from "./tracked_run.ts";

/** An environment of these variables. */
const env = (variables: Readonly<Record<string, string>>) => (name: string) =>
  variables[name];

Deno.test("without MLFLOW_TRACKING_URI a run has no sinks; with it, MLflow's", () => {
  assertEquals(runSinks("results/runs", env({ MLFLOW_TRACKING_URI: "" })), []);
  const set = env({
    MLFLOW_TRACKING_URI: "http://localhost:5000",
    MLFLOW_TRACKING_TOKEN: "t",
    MLFLOW_EXPERIMENT_NAME: "mine",
  });
  assertEquals(runSinks("results/runs", set).length, 1);
  const settings = mlflowSettings(set);
  assertEquals([settings?.auth.token, settings?.experiment], ["t", "mine"]);
  const wrong = env({ MLFLOW_TRACKING_URI: "sqlite:///a.db" });
  assertThrows(() => runSinks("results/runs", wrong), RangeError, "sqlite:");
});

Deno.test("a promotion is told to the server that the environment names", () =>
  withBench(async ({ root, server, start }) => {
    const { run, id } = await start();
    await run.finish();
    const folder = `${root}/models/lstm/v1.0.0`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/metadata.json`, "{}");
    const model = { name: "lstm", version: "1.0.0", folder, alias: "champion" };
    await tellModel(`${root}/runs`, id, model, env({}));
    assertEquals(server.models.size, 0);
    const named = env({ MLFLOW_TRACKING_URI: server.uri });
    // Twice, as where it was the champion before: still one version.
    await tellModel(`${root}/runs`, id, model, named);
    await tellModel(`${root}/runs`, id, model, named);
    assertEquals(server.versions.length, 1);
    assertEquals(server.models.get("lstm")?.get("champion"), "1");
  }));

/** Runs `tenor runs sync` on a folder. */
async function sync(root: string, uri: string | undefined, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "scripts/tenor.ts",
      ...["runs", "sync", "--runs", `${root}/runs`, ...args],
    ],
    env: { MLFLOW_TRACKING_URI: uri ?? "" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("tenor runs sync tells the server what waits, and says what became of it", () =>
  withBench(async ({ root, server, start }) => {
    const { run, sink, id } = await start();
    await until(() => server.runs.size === 1);
    await sink.close();
    await run.metric("loss", 1);
    await run.finish();

    const unset = await sync(root, undefined);
    assertEquals(unset.code, 2);
    assertStringIncludes(unset.stderr, "MLFLOW_TRACKING_URI");

    const told = await sync(root, server.uri, "--json");
    assertEquals(told.code, 0, told.stderr);
    const { runs } = JSON.parse(told.stdout);
    assertEquals([runs.length, runs[0].runId, runs[0].left], [1, id, false]);
    assertEquals(server.series("loss"), [1]);

    const again = await sync(root, server.uri);
    assertEquals(again.stdout.trim(), "MLflow has heard of every run");
  }));

Deno.test("what waits and what was refused is said of each run", () => {
  assertEquals(
    syncText([
      { runId: "a", delivered: 3, left: false, setAside: 2 },
      {
        runId: "b",
        delivered: 0,
        left: true,
        setAside: 0,
        reason: "no answer",
      },
    ]),
    "a: 3 delivered, 2 refused\nb: 0 delivered, the rest waits: no answer",
  );
});
