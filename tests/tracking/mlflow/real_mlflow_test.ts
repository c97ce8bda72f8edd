/** Against MLflow itself, where `mlflow` is on the path. */

// deno-lint-ignore-file no-explicit-any
import { assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { deliverSpool } from "lib/tracking/mlflow/deliver_spool.ts";
import { recordModel } from "lib/tracking/mlflow/record_model.ts";
import { startTracked } from "./tracked_run.ts";

/** Whether MLflow can be started. */
async function hasMlflow(): Promise<boolean> {
  try {
    const args = ["--version"];
    const { success } = await new Deno.Command("mlflow", { args }).output();
    return success;
  } catch {
    return false;
  }
}

const ignore = !await hasMlflow();
const name = "MLflow itself takes runs, files and models" +
  (ignore ? " (skipped: no mlflow on the path)" : "");

Deno.test({
  name,
  ignore,
  async fn() {
    const root = await Deno.makeTempDir();
    const port = freePort();
    const uri = `http://127.0.0.1:${port}`;
    const server = new Deno.Command("mlflow", {
      args: [
        "server",
        ...["--host", "127.0.0.1", "--port", `${port}`, "--workers", "1"],
        ...["--backend-store-uri", `sqlite:///${root}/mlflow.db`],
        ...["--artifacts-destination", `${root}/artifacts`],
      ],
      cwd: root,
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await untilHealthy(uri);
      const { run, id, errors, notices } = await startTracked(root, uri, {
        finishMs: 60_000,
      });
      for (let epoch = 0; epoch < 1500; ++epoch) {
        void run.metric("loss %", epoch / 7, { epoch, horizon: 96 });
      }
      await run.param("long", "x".repeat(7000));
      const bytes = crypto.getRandomValues(new Uint8Array(1 << 20));
      await run.file("checkpoints/net 1.onnx", bytes);
      await run.finish();
      assertEquals([...errors, ...notices], []);

      const folder = `${root}/models/lstm/v1.0.0`;
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(`${folder}/metadata.json`, "{}");
      const model = {
        name: "lstm",
        version: "1.0.0",
        folder,
        alias: "champion",
      };
      await recordModel(`${root}/mlflow_spool`, id, model);
      const [delivered] = await deliverSpool(uri, `${root}/mlflow_spool`, {
        now: () => Date.now(),
        rng: makeRng(1),
      });
      assertEquals([delivered.left, delivered.setAside], [false, 0]);

      const { experiment } = await ask(
        uri,
        "experiments/get-by-name?experiment_name=tenor-model",
      );
      const { runs } = await ask(uri, "runs/search", {
        experiment_ids: [experiment.experiment_id],
      });
      assertEquals(runs.length, 1);
      const { info, data } = runs[0];
      assertEquals([info.status, info.run_name], ["FINISHED", id]);
      const params = new Map(data.params.map((p: any) => [p.key, p.value]));
      assertEquals(params.get("long"), "x".repeat(6000));
      const key = data.metrics[0].key;
      const { metrics } = await ask(
        uri,
        `metrics/get-history?run_id=${info.run_id}&max_results=2000&metric_key=${
          encodeURIComponent(key)
        }`,
      );
      assertEquals(
        metrics.map((m: any) => Number(m.step)).sort((a: number, b: number) =>
          a - b
        ),
        Array.from({ length: 1500 }, (_, i) => i),
      );
      const path = info.artifact_uri.replace("mlflow-artifacts:/", "");
      const file = await fetch(
        `${uri}/api/2.0/mlflow-artifacts/artifacts/${path}/checkpoints/net%201.onnx`,
      );
      assertEquals(await file.bytes(), bytes);
      const { model_version } = await ask(
        uri,
        "registered-models/alias?name=lstm&alias=champion",
      );
      assertEquals([model_version.version, model_version.run_id], [
        "1",
        info.run_id,
      ]);
    } finally {
      server.kill("SIGTERM");
      await server.status;
      await Deno.remove(root, { recursive: true });
    }
  },
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilHealthy(uri: string): Promise<void> {
  for (let tries = 0; tries < 600; ++tries) {
    try {
      const response = await fetch(`${uri}/health`);
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("MLflow did not start within two minutes");
}

async function ask(
  uri: string,
  endpoint: string,
  body?: unknown,
): Promise<any> {
  const response = await fetch(`${uri}/api/2.0/mlflow/${endpoint}`, {
    ...body === undefined ? {} : {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    },
  });
  return await response.json();
}
