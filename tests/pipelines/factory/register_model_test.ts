import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import type { ColumnScaler } from "lib/features/scale_columns.ts";
import { BaseModel } from "lib/models/forecast/base_model.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { type Artifact, readArtifactMetadata } from "lib/registry/artifact.ts";
import { openArtifact } from "lib/registry/store.ts";
import { fitCell } from "pipelines/factory/fit_cell.ts";
import { prepare } from "pipelines/factory/prepare.ts";
import {
  registerModel,
  type Registration,
} from "pipelines/factory/register_model.ts";
import "../../graph/wasm_ready.ts";
import { inFolder, NOW, smallStudy } from "./small_study.ts";

/** What is said of a model that a test registers. */
function saidOf(
  registry: string,
  scaler: ColumnScaler | null,
  more: Partial<Registration> = {},
): Registration {
  return {
    registry,
    created: "2026-01-02T03:04:05.000Z",
    runId: "run-1",
    codeVersion: "1",
    command: "deno task tenor",
    metrics: { accuracy: 0.5 },
    dataHash: "0".repeat(64),
    scaler,
    champion: false,
    ...more,
  };
}

/** Windows as they were before they were scaled. */
function unscaled(windows: Windows, { mean, deviation }: ColumnScaler) {
  const p = mean.length;
  return new Windows({
    ...windows,
    values: windows.values.map((z, k) => z * deviation[k % p] + mean[k % p]),
  });
}

/** A model of a small study, fitted and registered. */
async function registered(
  registry: string,
  family: string,
  set: Readonly<Record<string, string>> = {},
) {
  const config = await smallStudy(set);
  const [horizon] = config.horizons;
  const prepared = await prepare(config, horizon, NOW);
  const model = await fitCell(config, family, horizon, prepared);
  const scaler = prepared.made!.scaler;
  await registerModel(model, saidOf(registry, scaler));
  const artifact = await openArtifact(registry, `${family}-h${horizon}`);
  return { model, artifact, scaler, test: prepared.test };
}

const loaded = ({ files, path }: Artifact) => BaseModel.load(files, path);

for (
  const [family, set] of [
    ["nlinear", {}],
    ["logistic", {}],
    ["seasonal-naive", { label: "return" }],
    ["lstm", { "params.epochs": "1", "params.hidden": "4", horizons: "2" }],
    ["tft", { "params.epochs": "1", label: "return" }],
  ] as const
) {
  Deno.test(`registered, ${family} says of raw windows what it said of scaled ones`, () =>
    inFolder(async (registry) => {
      const { model, artifact, scaler, test } = await registered(
        registry,
        family,
        set,
      );
      assertEquals(artifact.metadata.details["inputs"], "raw");
      const raw = loaded(artifact);
      const wanted = await model.predict(test);
      const found = await raw.predict(unscaled(test, scaler));
      const of = [wanted, found].map(({ probabilities, predictions }) =>
        probabilities ?? predictions
      );
      const spread = Math.max(...of[0]) - Math.min(...of[0]);
      assert(spread > 1e-4, `all ${of[0].length} predictions are alike`);
      of[0].forEach((y, k) => assertAlmostEquals(of[1][k], y, 1e-5));
      await model.release();
      await raw.release();
    }));
}

Deno.test("a registered model of paths speaks in the column's own units, quantiles and errors too", () =>
  inFolder(async (registry) => {
    const { model, artifact, scaler, test } = await registered(
      registry,
      "tft",
      { label: "path", horizons: "3", "params.epochs": "1" },
    );
    const column = test.features.indexOf("return_1");
    const [mean, deviation] = [scaler.mean[column], scaler.deviation[column]];
    assert(deviation < 0.1, `returns are not scaled by ${deviation}`);
    const raw = loaded(artifact);
    const wanted = await model.predict(test);
    const found = await raw.predict(unscaled(test, scaler));
    for (const part of ["predictions", "quantiles"] as const) {
      const [then, now] = [wanted[part]!, found[part]!];
      assertEquals(now.length, then.length);
      then.forEach((y, k) =>
        assertAlmostEquals(now[k], y * deviation + mean, 1e-5 * deviation)
      );
    }
    wanted.uncertainty.forEach((u, k) =>
      assertAlmostEquals(found.uncertainty[k], u * deviation, 1e-5 * deviation)
    );
    assertAlmostEquals(
      raw.facts.residuals[0],
      model.facts.residuals[0] * deviation,
      1e-12,
    );
    await model.release();
    await raw.release();
  }));

Deno.test("where symbols have scales of their own, or columns came scaled, the graph stays as it is and says so", () =>
  inFolder(async (registry) => {
    const own = await registered(registry, "nlinear", { scaling: "symbol" });
    const { model } = own;
    await registerModel(model, saidOf(registry, null));
    const second = await openArtifact(registry, "nlinear-h1");
    for (const { files, metadata } of [own.artifact, second]) {
      assertEquals(metadata.details["inputs"], "scaled");
      assertEquals(files.get("model.onnx"), model.graph);
    }
    assertEquals(own.artifact.metadata.details["scaler"], own.scaler);
    await model.release();
  }));

Deno.test("the same model registers the same bytes again, and is the champion only if asked or first", () =>
  inFolder(async (registry) => {
    const { model, scaler, artifact } = await registered(registry, "nlinear");
    // The run that goes on after it was killed.
    const same = await registerModel(model, saidOf(registry, scaler));
    assertEquals(same.version, "1.0.0");
    const again = await registerModel(
      model,
      saidOf(registry, scaler, { runId: "run-2" }),
    );
    assertEquals(
      [again.version, again.files],
      ["1.1.0", artifact.metadata.files],
    );
    const champion = async () =>
      (await openArtifact(registry, "nlinear-h1", "champion")).metadata.version;
    assertEquals(await champion(), "1.0.0");
    await registerModel(
      model,
      saidOf(registry, scaler, { runId: "run-3", champion: true }),
    );
    assertEquals(await champion(), "1.2.0");
    const { runId, kind, metrics } = await readArtifactMetadata(
      `${registry}/nlinear-h1/v1.2.0`,
    );
    assertEquals([runId, kind, metrics], ["run-3", "forecast", {
      accuracy: 0.5,
    }]);
    await model.release();
  }));

Deno.test("a scaler of other columns is refused", () =>
  inFolder(async (registry) => {
    const { model, scaler } = await registered(registry, "nlinear");
    const features = scaler.features.toReversed();
    await assertRejects(
      () => registerModel(model, saidOf(registry, { ...scaler, features })),
      TypeError,
      "Cannot register nlinear-h1 as its scaler must be of its columns return_1",
    );
    await model.release();
  }));
