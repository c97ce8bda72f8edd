/** What MLflow hears of models that are trained, registered and promoted. */

import { assert, assertEquals } from "@std/assert";
import { FakeMlflow } from "../tracking/mlflow/fake_mlflow.ts";
import { runsOf, training, withStudy } from "./factory_command.ts";

Deno.test("a trained model is a version of MLflow's registry, its champion follows promotions, and a pruned run leaves no spool", async () => {
  const server = new FakeMlflow();
  server.listen();
  try {
    await withStudy(async ({ dir, tenor }) => {
      const done = async (...args: string[]) => {
        const { code, stdout, stderr } = await tenor(...args);
        assertEquals([code, stderr], [0, ""]);
        return stdout;
      };
      await done(...training("nlinear"));
      await done(...training("nlinear", { seed: 7 }));
      assertEquals(server.versions.map(({ name }) => name), [
        "nlinear-h1",
        "nlinear-h1",
      ]);
      const [first, second] = await runsOf(dir);
      const runNames = [...server.runs.values()].map(({ name }) => name);
      assertEquals(runNames.toSorted(), [first, second]);
      const champion = () => server.models.get("nlinear-h1")?.get("champion");
      assertEquals(champion(), "1");
      await done("models", "promote", "nlinear-h1", "1.1.0");
      assertEquals(champion(), "2");
      await done("models", "rollback", "nlinear-h1");
      assertEquals(champion(), "1");
      assertEquals(server.versions.length, 2);

      const spool = `${dir}/results/mlflow_spool`;
      assert((await Deno.stat(`${spool}/${first}`)).isDirectory);
      const prune = ["runs", "prune", "--keep", "1", "--json"];
      // A registered model names its run, so that it stays; elsewhere none does.
      const kept = JSON.parse(await done(...prune));
      assertEquals([kept.removed, kept.spared.length], [[], 1]);
      const gone = JSON.parse(await done(...prune, "--models", "none"));
      assertEquals(gone.removed, [first]);
      assertEquals(await runsOf(dir), [second]);
      const left = await Array.fromAsync(Deno.readDir(spool));
      assertEquals(left.map(({ name }) => name), [second]);
    }, { MLFLOW_TRACKING_URI: server.uri });
  } finally {
    await server.stop();
  }
});
