import "../../graph/wasm_ready.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Value } from "lib/graph/graph.ts";
import { sigmoid } from "lib/graph/ops/activation.ts";
import { add, multiply } from "lib/graph/ops/arithmetic.ts";
import { concat } from "lib/graph/ops/layout.ts";
import { BaseModel } from "lib/models/forecast/base_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { permutationShares } from "lib/models/forecast/permutation_shares.ts";
import {
  columnRows,
  constantOutput,
  windowGraph,
} from "lib/models/forecast/window_graph.ts";
import { Windows, type WindowTarget } from "lib/models/windows/windows.ts";

const [LENGTH, P, COUNT] = [4, 3, 240];

/** Windows of white noise that do not overlap. */
function noiseWindows(target: (last: Float64Array) => WindowTarget): Windows {
  const rng = makeRng(3);
  const base = new Windows({
    values: Float32Array.from(
      { length: (COUNT * LENGTH + 2) * P },
      () => rng.normal(),
    ),
    features: ["a", "b", "c"],
    length: LENGTH,
    ends: Int32Array.from({ length: COUNT }, (_, i) => (i + 1) * LENGTH),
    target: { kind: "number", values: new Float32Array(COUNT) },
    horizon: 1,
    symbols: ["ONE"],
    symbolOf: new Int32Array(COUNT),
    time: new Float64Array(COUNT),
    labelEnd: new Float64Array(COUNT),
  });
  return new Windows({ ...base, target: target(base.lastRows().data) });
}

/** A model given by a graph. */
function modelOf(
  windows: Windows,
  outputsOf: (x: Value) => Record<string, Value>,
): BaseModel {
  const { target, outputs } = windows;
  return new BaseModel(windowGraph(windows, outputsOf), {
    config: readModelConfig({ family: "naive" }),
    features: windows.features,
    length: LENGTH,
    target: target.kind,
    classes: target.kind === "class" ? target.classes : 0,
    horizons: Array.from({ length: outputs }, (_, h) => h + 1),
    levels: [],
    residuals: Array(outputs).fill(1),
    importance: [],
    history: [],
    parameters: 0,
    notes: {},
  });
}

const lastOf = (x: Value, column: number) =>
  columnRows(x, column, LENGTH - 1, LENGTH);

async function sharesOf(model: BaseModel, windows: Windows, seed = 1) {
  try {
    return await permutationShares(model, windows, { rng: makeRng(seed) });
  } finally {
    await model.release();
  }
}

/** y = 2a + b, of which an exchange of a costs 2²·2σ² and of b 2σ². */
const sums = noiseWindows((last) => ({
  kind: "number",
  values: Float32Array.from(
    { length: COUNT },
    (_, i) => 2 * last[i * P] + last[i * P + 1],
  ),
}));

Deno.test("permutationShares() are those of the squared weights", async () => {
  const model = modelOf(sums, (x) => ({
    prediction: add(multiply(lastOf(x, 0), 2), lastOf(x, 1)),
  }));
  const shares = await sharesOf(model, sums);
  // The variances of 240 draws: standard error about 0.03.
  assertAlmostEquals(shares[0], 0.8, 0.08);
  assertAlmostEquals(shares[1], 0.2, 0.08);
  assertEquals(shares[2], 0);
  assertAlmostEquals(shares.reduce((s, v) => s + v), 1, 1e-12);
});

Deno.test("permutationShares() are the same for the same seed", async () => {
  const of = (seed: number) =>
    sharesOf(
      modelOf(sums, (x) => ({
        prediction: add(multiply(lastOf(x, 0), 2), lastOf(x, 1)),
      })),
      sums,
      seed,
    );
  assertEquals(await of(7), await of(7));
});

Deno.test("permutationShares() of a model that looks at nothing are all 0", async () => {
  const model = modelOf(sums, (x) => ({
    prediction: constantOutput(x, Float32Array.of(1)),
  }));
  assertEquals(Array.from(await sharesOf(model, sums)), [0, 0, 0]);
});

Deno.test("permutationShares() of a model that is misled by a feature give it none", async () => {
  const model = modelOf(sums, (x) => ({
    prediction: multiply(add(multiply(lastOf(x, 0), 2), lastOf(x, 1)), -1),
  }));
  assertEquals(Array.from(await sharesOf(model, sums)), [0, 0, 0]);
});

Deno.test("permutationShares() of classes are by the log loss", async () => {
  const windows = noiseWindows((last) => ({
    kind: "class",
    values: Float32Array.from(
      { length: COUNT },
      (_, i) => Number(last[i * P + 2] > 0),
    ),
    classes: 2,
  }));
  const model = modelOf(windows, (x) => {
    const up = sigmoid(multiply(lastOf(x, 2), 3));
    return { probabilities: concat([add(multiply(up, -1), 1), up], 1) };
  });
  assertEquals(Array.from(await sharesOf(model, windows)), [0, 0, 1]);
});

Deno.test("permutationShares() of paths see every step", async () => {
  const windows = noiseWindows(() => ({ kind: "path", column: 1, steps: 2 }));
  // The path's own label is noise; what a model makes of column 0 only harms.
  const model = modelOf(windows, (x) => ({
    prediction: concat([
      multiply(lastOf(x, 1), 0),
      lastOf(x, 0),
    ], 1),
  }));
  const shares = await sharesOf(model, windows);
  assertEquals(shares.length, P);
  assertEquals([shares[1], shares[2]], [0, 0]);
});

Deno.test("permutationShares() of a single window or column do without others", async () => {
  const model = modelOf(sums, (x) => ({ prediction: lastOf(x, 0) }));
  const one = await sharesOf(model, sums.take([0]));
  assertEquals(Array.from(one), [0, 0, 0]);
  const single = new Windows({
    ...sums.take([0]),
    features: ["a"],
    values: sums.values,
  });
  const alone = modelOf(single, (x) => ({ prediction: lastOf(x, 0) }));
  const shares = await sharesOf(alone, single);
  assertEquals(Array.from(shares), [1]);
});
