/** Models on windows, served: raw columns in, the model's own answer out. */

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { promote } from "lib/registry/champion.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import { registerModel } from "pipelines/factory/register_model.ts";
import type { ColumnScaler } from "lib/features/scale_columns.ts";
import { inFolder, NOW, smallStudy } from "../pipelines/factory/small_study.ts";
import { type TestServer, withServer } from "./test_server.ts";

/** A fitted model in a registry, and windows that it has not seen. */
interface Served {
  readonly model: BaseModel;
  readonly test: Windows;
  readonly scaler: ColumnScaler;
  readonly server: TestServer;
  /** Registers the model once more, as it is, as another run's. */
  readonly again: (champion: boolean) => Promise<void>;
}

/** Serves a model of a small study. */
async function withModel(
  family: string,
  set: Readonly<Record<string, string>>,
  work: (served: Served) => Promise<void>,
): Promise<void> {
  await inFolder(async (registry) => {
    const config = await smallStudy(set);
    const prepared = await prepare(config, 1, NOW);
    const model = await fitCell(config, family, 1, prepared);
    const { scaler } = prepared.made!;
    let runs = 0;
    const again = async (champion: boolean) => {
      await registerModel(model, {
        registry,
        created: "2026-01-02T03:04:05.000Z",
        runId: `run-${++runs}`,
        codeVersion: "1",
        command: "deno task tenor",
        metrics: {},
        dataHash: "",
        scaler,
        champion,
      });
    };
    await again(false);
    await withServer(
      (server) => work({ model, test: prepared.test, scaler, server, again }),
      { models: registry },
    );
    await model.release();
  });
}

/** Some windows as a request has them, in raw units. */
function requestOf(
  windows: Windows,
  rows: readonly number[],
  { mean, deviation }: ColumnScaler,
) {
  const p = windows.features.length;
  const scaled = new Float32Array(rows.length * windows.length * p);
  windows.gatherWindowsInto(scaled, rows);
  return {
    inputs: [{
      name: "windows",
      shape: [rows.length, windows.length, p],
      datatype: "FP32",
      data: Array.from(scaled, (z, k) => z * deviation[k % p] + mean[k % p]),
    }],
  };
}

interface Answer {
  readonly model_version: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: readonly number[];
  }[];
}

for (
  const [family, set] of [
    ["lstm", {
      sequenceLength: "60",
      "params.epochs": "1",
      "params.hidden": "4",
    }],
    ["lightgbm", {}],
    ["nlinear", { label: "return" }],
  ] as const
) {
  Deno.test(`a server answers raw windows as ${family} answers scaled ones`, () =>
    withModel(family, set, async ({ model, test, scaler, server }) => {
      const rows = [0, 7, test.count - 1];
      const wanted = await model.predict(test.take(rows));
      const values = wanted.probabilities ?? wanted.predictions;
      const { name } = model.config;
      for (const at of ["", "/versions/champion", "/versions/1.0.0"]) {
        const response = await server.post(
          `/v2/models/${name}${at}/infer`,
          requestOf(test, rows, scaler),
        );
        assertEquals(response.status, 200);
        const { outputs, model_version }: Answer = await response.json();
        assertEquals(model_version, "1.0.0");
        const [{ name: output, shape, data }] = outputs;
        assertEquals(
          [output, shape],
          wanted.probabilities === null
            ? ["prediction", [3, 1]]
            : ["probabilities", [3, 2]],
        );
        values.forEach((y, k) => assertAlmostEquals(data[k], y, 1e-5));
      }
    }));
}

Deno.test("a forecast's place says what it takes, and wrong shapes and outputs are refused", () =>
  withModel("nlinear", { label: "return" }, async (served) => {
    const { test, scaler, server, model } = served;
    const p = test.features.length;
    const { inputs, outputs } =
      await (await server.get("/v2/models/nlinear-h1"))
        .json();
    assertEquals(inputs, [
      { name: "windows", datatype: "FP32", shape: [-1, test.length, p] },
    ]);
    assertEquals(outputs, [
      { name: "prediction", datatype: "FP32", shape: [-1, 1] },
    ]);
    const request = requestOf(test, [0], scaler);
    const [input] = request.inputs;
    for (
      const wrong of [
        { ...input, shape: [1, test.length + 1, p] },
        { ...input, data: input.data.slice(1) },
        { ...input, name: "x" },
        { ...input, datatype: "FP64" },
        { ...input, data: [null, ...input.data.slice(1)] },
      ]
    ) {
      const { status } = await server.post("/v2/models/nlinear-h1/infer", {
        inputs: [wrong],
      });
      assertEquals(status, 422);
    }
    const predict = await server.post("/v2/models/nlinear-h2/infer", request);
    assertEquals(predict.status, 404);
    assertStringIncludes(await predict.text(), model.config.name);
  }));

Deno.test("as many windows as are said are answered, and one more is refused by that number", () =>
  withModel("nlinear", { label: "return", sequenceLength: "60" }, async (
    { test, server },
  ) => {
    const row = test.length * test.features.length;
    const most = Math.floor(2 ** 18 / row);
    assert(most < 1024);
    const ask = (n: number) =>
      server.post("/v2/models/nlinear-h1/infer", {
        inputs: [{
          name: "windows",
          datatype: "FP32",
          shape: [n, test.length, test.features.length],
          data: Array(n * row).fill(0),
        }],
      });
    const answered = await ask(most);
    const { outputs: [{ shape }] } = await answered.json();
    assertEquals([answered.status, shape], [200, [most, 1]]);
    const refused = await ask(most + 1);
    assertEquals(refused.status, 422);
    assertStringIncludes(await refused.text(), `n from 1 to ${most}: current`);
  }));

Deno.test("an answer that is not finite is refused, not given as null", () =>
  withModel("nlinear", {}, async ({ test, scaler, server }) => {
    const request = requestOf(test, [0], scaler);
    const [input] = request.inputs;
    const response = await server.post("/v2/models/nlinear-h1/infer", {
      inputs: [{ ...input, data: input.data.map(() => 3e38) }],
    });
    assertEquals(response.status, 422);
    assertStringIncludes(
      await response.text(),
      "answer of nlinear-h1 must be finite: probabilities[0] is NaN",
    );
  }));

Deno.test("the champion answers, not the latest, and a promotion changes who that is", () =>
  withModel("nlinear", { label: "return" }, async (served) => {
    const { test, scaler, server, again } = served;
    const champion = async () => {
      await server.refresh();
      const response = await server.post(
        "/v2/models/nlinear-h1/infer",
        requestOf(test, [0], scaler),
      );
      const { model_version }: Answer = await response.json();
      return model_version;
    };
    await again(false);
    const before = await champion();
    await promote(server.root, "nlinear-h1", "1.1.0");
    assertEquals([before, await champion()], ["1.0.0", "1.1.0"]);
    await again(true);
    assertEquals(await champion(), "1.2.0");
  }));
