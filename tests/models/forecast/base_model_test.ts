import "../../graph/wasm_ready.ts";
import {
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { ArtifactError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { multiply } from "lib/graph/ops/arithmetic.ts";
import { concat, reshape } from "lib/graph/ops/layout.ts";
import { BaseModel, type ModelFacts } from "lib/models/forecast/base_model.ts";
import type { ModelFamily } from "lib/models/forecast/family.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { ModelRegistry } from "lib/models/forecast/model_registry.ts";
import { naive } from "lib/models/forecast/naive.ts";
import { columnRows, windowGraph } from "lib/models/forecast/window_graph.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { smallParts } from "../../contracts/model_family_windows.ts";

const parts = smallParts("number", 1);
const { train, validation, test } = parts;
const registry = new ModelRegistry().register(naive);
const config = readModelConfig({ family: "naive", name: "plain" });
const context = { rng: makeRng(1), validation, registry };

const FACTS: ModelFacts = {
  config,
  features: test.features,
  length: test.length,
  target: "number",
  classes: 0,
  horizons: [1],
  levels: [],
  residuals: [0.5],
  importance: [0, 1, 0],
  history: [],
  parameters: 0,
  notes: {},
};

/** A model whose prediction is the last signal. */
function lastSignal(facts: Partial<ModelFacts> = {}): BaseModel {
  const graph = windowGraph(test, (x) => ({
    prediction: columnRows(x, 1, test.length - 1, test.length),
  }));
  return new BaseModel(graph, { ...FACTS, ...facts });
}

Deno.test("a model predicts all windows, the last batch included", async () => {
  const many = test.take(
    Int32Array.from({ length: 1025 }, (_, i) => (i * 7) % test.count),
  );
  const model = lastSignal();
  const { predictions, uncertainty } = await model.predict(many);
  await model.release();
  const { data, cols } = many.lastRows();
  assertEquals(predictions, predictions.map((_, i) => data[i * cols + 1]));
  assertEquals(uncertainty, new Float64Array(1025).fill(0.5));
});

Deno.test("quantiles say how uncertain a model is", async () => {
  // With quantiles ±2 of the signal its deviation is 4·|signal| / 2.563.
  const graph = windowGraph(test, (x) => {
    const signal = columnRows(x, 1, test.length - 1, test.length);
    const quantiles = [-2, 1, 2].map((by) => multiply(signal, by));
    return {
      prediction: signal,
      quantiles: reshape(concat(quantiles, 1), ["N", 1, 3]),
    };
  });
  const model = new BaseModel(graph, { ...FACTS, levels: [0.1, 0.5, 0.9] });
  const { quantiles, predictions, uncertainty } = await model.predict(test);
  await model.release();
  predictions.forEach((y, i) => {
    assertEquals(quantiles![3 * i + 2], Math.fround(2 * y));
    // 2.5631 is the distance of the normal's tenths, 2·Φ⁻¹(0.9).
    assertAlmostEquals(uncertainty[i], Math.max(0, 4 * y / 2.5631), 1e-3);
  });
});

Deno.test("a model is uncertain of a class by the likeliest one's probability", async () => {
  const three = smallParts("3 classes", 1);
  const model = await fitModel(config, three.train, {
    ...context,
    validation: three.validation,
  });
  const { probabilities, predictions, uncertainty } = await model.predict(test);
  await model.release();
  predictions.forEach((best, i) => {
    const p = probabilities![3 * i + best];
    assertAlmostEquals(uncertainty[i], Math.sqrt(p * (1 - p)), 1e-12);
  });
});

Deno.test("validateInputs() says which column or length differs", () => {
  const model = lastSignal();
  const like = (change: Partial<Windows>) =>
    new Windows({ ...test.take([0]), ...change });
  for (
    const [change, message] of [
      [{ length: 7 }, "windows must be of 8 rows: current value is 7"],
      [
        { features: ["return", "noise", "signal"] },
        "column 1 must be signal: current value is noise",
      ],
      [
        { features: ["return", "signal"] },
        "column 2 must be noise: current value is missing",
      ],
      [
        { features: ["return", "signal", "noise", "more"] },
        "windows must have 3 columns: current number is 4",
      ],
    ] as const
  ) {
    assertThrows(
      () => model.validateInputs(like(change)),
      TypeError,
      `Cannot predict by plain as ${message}`,
    );
  }
  model.validateInputs(like({}));
});

Deno.test("a model is three files, its features and facts legible", () => {
  const files = lastSignal().save();
  assertEquals(Object.keys(files), [
    "model.onnx",
    "feature_names.json",
    "model.json",
  ]);
  const read = (name: string) =>
    JSON.parse(new TextDecoder().decode(files[name]));
  assertEquals(read("feature_names.json"), ["return", "signal", "noise"]);
  assertEquals(read("model.json"), FACTS);
});

Deno.test("a saved model that is cut, empty or another's is an ArtifactError", () => {
  const files = lastSignal().save();
  const facts = new TextDecoder().decode(files["model.json"]);
  const text = (change: string) => new TextEncoder().encode(change);
  for (
    const [name, bytes, message] of [
      ["model.onnx", undefined, "it holds feature_names.json, model.json"],
      ["model.json", undefined, "it holds model.onnx, feature_names.json"],
      ["model.json", text(facts.slice(0, 99)), "model.json cannot be read"],
      ["model.json", text("null"), "config must be an object"],
      ["model.json", text("{}"), "current value is missing"],
      [
        "model.json",
        text(facts.replace('"number"', '"table"')),
        'target must be number, class or path: current value is "table"',
      ],
      [
        "model.json",
        text(facts.replace('"patience"', '"patients"')),
        "the nearest is patience",
      ],
    ] as const
  ) {
    const changed = new Map(Object.entries(files));
    if (bytes === undefined) changed.delete(name);
    else changed.set(name, bytes);
    const error = assertThrows(
      () => BaseModel.load(changed, "models/plain"),
      ArtifactError,
      message,
    );
    assertEquals(error.path, "models/plain");
  }
});

Deno.test("a graph whose bytes are broken is an ArtifactError when it is asked", async () => {
  const files = new Map(Object.entries(lastSignal().save()));
  files.set("model.onnx", Uint8Array.of(1, 2, 3));
  const model = BaseModel.load(files, "here");
  await assertRejects(() => model.predict(test), ArtifactError);
});

Deno.test("a released model answers again", async () => {
  const model = lastSignal();
  const first = await model.predict(test);
  await model.release();
  assertEquals(await model.predict(test), first);
  await model.release();
  await model.release();
});

Deno.test("fitModel() refuses what it cannot fit", async () => {
  const none = train.take([]);
  const short = { ...naive, family: "short", targets: ["path"] as const };
  const others = new ModelRegistry().register(short as ModelFamily)
    .register(naive);
  const values = train.values.slice();
  values[31] = Infinity;
  const broken = new Windows({ ...train, values });
  for (
    const [given, of, message] of [
      [train, { validation: none }, "current numbers are 200 and 0"],
      [none, {}, "current numbers are 0 and 60"],
      [broken, {}, "ONE at 1970-01-11T00:00:00.000Z as all of its values"],
    ] as const
  ) {
    await assertRejects(
      () => fitModel(config, given, { ...context, ...of }),
      RangeError,
      message,
    );
  }
  await assertRejects(
    () =>
      fitModel(readModelConfig({ family: "short" }), train, {
        ...context,
        registry: others,
      }),
    RangeError,
    "short must be given a target of kind path: current value is number",
  );
});
