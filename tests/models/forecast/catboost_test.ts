import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  symmetricBoosting,
  type SymmetricModel,
} from "lib/models/boosting/symmetric/symmetric_boosting.ts";
import type { SymmetricParams } from "lib/models/boosting/symmetric/symmetric_params.ts";
import { lossOf } from "lib/models/boosting/losses.ts";
import {
  newtonValues,
  OrderedModels,
} from "lib/models/boosting/symmetric/ordered_models.ts";
import {
  categoryTable,
  orderedStatistics,
} from "lib/models/boosting/symmetric/target_statistics.ts";
import { drawOrder } from "lib/models/boosting/symmetric/encoded_table.ts";
import { fitFamily, tableOfKind, tableWindows } from "./table_models.ts";

async function fit(
  params: Partial<SymmetricParams>,
  { x, y }: { readonly x: Matrix; readonly y: Float64Array },
  options: { readonly isClass?: boolean; readonly categorical?: number[] } = {},
): Promise<SymmetricModel> {
  const { isClass = false, categorical = [] } = options;
  const task = { isClass, categorical, earlyStopping: 0, minDelta: 0 };
  return await symmetricBoosting(params, task)
    .fit(x, y, { rng: makeRng(1) }) as SymmetricModel;
}

Deno.test("catboost: all nodes of a level share one split", async () => {
  const { trees } = await fit(
    { rounds: 30, depth: 4 },
    tableOfKind(800, "number"),
  );
  assertEquals(trees.roots.length, 31);
  for (let t = 0; t < 30; ++t) {
    for (let d = 0; d < 4; ++d) {
      const first = trees.roots[t] + 2 ** d - 1;
      for (let i = first; i < first + 2 ** d; ++i) {
        assert(trees.feature[i] >= 0);
        assertEquals(
          [trees.feature[i], trees.threshold[i], trees.missingLeft[i]],
          [
            trees.feature[first],
            trees.threshold[first],
            trees.missingLeft[first],
          ],
        );
      }
    }
  }
});

Deno.test("catboost: the first question is the best of all cuts, counted by hand", async () => {
  const { x, y } = tableOfKind(300, "number");
  const { trees } = await fit({
    rounds: 1,
    depth: 1,
    l2: 2,
    bins: 255,
    ordered: false,
  }, { x, y });
  const mean = y.reduce((a, b) => a + b) / y.length;
  let best = { gain: 0, feature: -1, value: 0 };
  for (let feature = 0; feature < x.cols; ++feature) {
    for (let i = 0; i < x.rows; ++i) {
      const value = x.data[i * x.cols + feature];
      let [left, count] = [0, 0];
      y.forEach((v, k) => {
        if (x.data[k * x.cols + feature] > value) return;
        left += mean - v;
        count++;
      });
      const gain = left ** 2 / (count + 2) +
        left ** 2 / (y.length - count + 2);
      if (gain > best.gain) best = { gain, feature, value };
    }
  }
  assertEquals(trees.feature[0], best.feature);
  // 255 bins of 300 values: a cut may be a value or two off the best.
  const between = Array.from(
    { length: x.rows },
    (_, i) => x.data[i * x.cols + best.feature],
  ).filter((v) => (v > best.value) !== (v > trees.threshold[0]));
  assert(between.length <= 2);
});

Deno.test("catboost: a row's ordered statistic knows neither its own target nor those of rows after it", () => {
  const rng = makeRng(3);
  const n = 200;
  const values = Float32Array.from(
    { length: n },
    () => Math.floor(rng.uniform() * 20),
  );
  const y = Float64Array.from({ length: n }, () => rng.uniform() < 0.5 ? 1 : 0);
  const order = drawOrder(n, rng);
  const column = { values, weights: undefined, prior: 0.5, strength: 1 };
  const before = orderedStatistics({ ...column, y }, order);
  for (const place of [0, 57, 120, 199]) {
    const own = y.slice();
    own[order[place]] = 1 - y[order[place]];
    const told = orderedStatistics({ ...column, y: own }, order);
    const later = own.slice();
    for (let k = place + 1; k < n; ++k) later[order[k]] = 1 - y[order[k]];
    const after = orderedStatistics({ ...column, y: later }, order);
    order.forEach((row, k) => {
      const isTold = k > place && values[row] === values[order[place]];
      assertEquals(told[row] !== before[row], isTold);
      if (k <= place) assertEquals(after[row], before[row]);
    });
  }
  // With targets of 0 and 1 in equal parts no statistic leaves (0, 1).
  const table = categoryTable({ ...column, y });
  assert(table.statistics.every((s) => s > 0 && s < 1));
});

Deno.test("catboost: supporting models predict a row without its own target", () => {
  const rng = makeRng(4);
  const n = 100;
  const y = Float64Array.from({ length: n }, () => rng.normal());
  const order = drawOrder(n, rng);
  const leafOf = Int32Array.from({ length: n }, (_, i) => i % 3);
  const rule = { leaves: 3, rate: 0.3, penalty: 1 };
  const predictions = (targets: Float64Array) => {
    const loss = lossOf("squared", 0.5);
    const models = new OrderedModels(
      order,
      loss,
      { y: targets, weights: undefined },
      0,
    );
    for (let round = 0; round < 5; ++round) models.step(leafOf, rule);
    const out = new Float64Array(n);
    models.rawInto(out);
    return out;
  };
  const before = predictions(y);
  for (const place of [0, 1, 5, 64, 99]) {
    const changed = y.slice();
    changed[order[place]] += 10;
    assertEquals(predictions(changed)[order[place]], before[order[place]]);
  }
  // The last row's model has learnt from the first 64: five steps of .3.
  const last = order[99];
  const known = Array.from(order.subarray(0, 64))
    .filter((row) => leafOf[row] === leafOf[last]);
  let expected = 0;
  for (let round = 0; round < 5; ++round) {
    const sum = known.reduce((a, row) => a + expected - y[row], 0);
    expected -= 0.3 * sum / (known.length + 1);
  }
  assertAlmostEquals(before[last], expected, 1e-12);
});

Deno.test("catboost: leaf values are Newton steps, 0 where a leaf is empty", () => {
  const values = newtonValues(
    Int32Array.of(0, 0, 2),
    Float64Array.of(1, 2, -4),
    Float64Array.of(1, 1, 1),
    { leaves: 4, rate: 0.5, penalty: 1 },
  );
  assertEquals([...values], [-0.5, 0, 1, 0]);
});

/** Classes that one number tells a little of, and a category nothing. */
function noiseCategory(rows: number, seed: number) {
  const rng = makeRng(seed);
  const data = new Float64Array(rows * 2);
  const y = Float64Array.from({ length: rows }, (_, i) => {
    data[2 * i] = Math.fround(rng.normal());
    data[2 * i + 1] = Math.floor(rng.uniform() * rows / 5);
    return rng.uniform() < 1 / (1 + Math.exp(-data[2 * i])) ? 1 : 0;
  });
  return { x: { data, rows, cols: 2 }, y };
}

/** The category's column as its mean target in the training rows. */
function greedy(
  training: ReturnType<typeof noiseCategory>,
  x: Matrix,
): Matrix {
  const [sum, count] = [new Map<number, number>(), new Map<number, number>()];
  training.y.forEach((y, i) => {
    const c = training.x.data[2 * i + 1];
    sum.set(c, (sum.get(c) ?? 0) + y);
    count.set(c, (count.get(c) ?? 0) + 1);
  });
  const data = x.data.map((v, at) =>
    at % 2 === 0 ? v : ((sum.get(v) ?? 0) + 0.5) / ((count.get(v) ?? 0) + 1)
  );
  return { ...x, data };
}

Deno.test("catboost: a category of pure noise is left alone, where its plain mean target is learnt by heart", async () => {
  const training = noiseCategory(2000, 5);
  const test = noiseCategory(2000, 6);
  const params = { rounds: 150, depth: 4 };
  const ordered = await fit(params, training, {
    isClass: true,
    categorical: [1],
  });
  const plain = await fit({ ...params, ordered: false }, {
    x: greedy(training, training.x),
    y: training.y,
  }, { isClass: true });
  const own = auc(ordered.predict(test.x), test.y);
  const leaking = auc(plain.predict(greedy(training, test.x)), test.y);
  const best = auc(test.x.data.filter((_, at) => at % 2 === 0), test.y);
  // The deviation of an AUC of 2,000 rows is about .012.
  assert(own > best - 0.025, `${own} of ${best}`);
  assert(leaking < own - 0.04, `${leaking} against ${own}`);
  assert(ordered.importance()[1] < 0.2, String(ordered.importance()));
  assert(plain.importance()[1] > 0.4, String(plain.importance()));
});

Deno.test("catboost: nothing is found in a noise category alone", async () => {
  const [training, test] = [7, 8].map((seed) => {
    const { x, y } = noiseCategory(2000, seed);
    const rng = makeRng(seed);
    return { x, y: y.map(() => rng.uniform() < 0.5 ? 1 : 0) };
  });
  const model = await fit({ rounds: 100 }, training, {
    isClass: true,
    categorical: [1],
  });
  const found = auc(model.predict(test.x), test.y);
  assert(Math.abs(found - 0.5) < 0.04, `AUC ${found}`);
});

Deno.test("catboost: a category that tells is learnt, in the graph as in the model", async () => {
  const rng = makeRng(9);
  const rows = 1500;
  const worth = Float64Array.from({ length: 40 }, () => rng.normal());
  const data = new Float64Array(rows * 3);
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const c = Math.floor(rng.uniform() * 40);
    data.set([rng.normal(), c, i % 11 === 0 ? NaN : rng.normal()], 3 * i);
    return worth[c] + data[3 * i] + 0.3 * rng.normal();
  });
  const x = { data: data.map(Math.fround), rows, cols: 3 };
  const model = await fit({ rounds: 200 }, { x, y }, { categorical: [1] });
  const predicted = model.predict(x);
  const mean = y.reduce((a, b) => a + b) / rows;
  let [errors, spread] = [0, 0];
  y.forEach((v, i) => {
    errors += (v - predicted[i]) ** 2;
    spread += (v - mean) ** 2;
  });
  assert(1 - errors / spread > 0.9);
  // Categories not seen and missing ones too.
  const asked = x.data.slice();
  asked[1] = 77;
  asked[4] = NaN;
  const expected = model.predict({ ...x, data: asked });
  const session = await openSession(writeModel(model.toGraph()));
  const { prediction } = await session.run({
    features: tensor(Float32Array.from(asked), [rows, 3]),
  });
  await session.release();
  float32(prediction, "prediction").forEach((v, i) =>
    assertAlmostEquals(v, expected[i], 2e-5)
  );
});

Deno.test("catboost: columns of categories are named, and an unknown one is refused", async () => {
  const windows = [1, 2].map((seed) =>
    tableWindows(300, "number", { seed })
  ) as [
    ReturnType<typeof tableWindows>,
    ReturnType<typeof tableWindows>,
  ];
  const params = { rounds: 5, categorical: "noise, 2", view: "flat" };
  const model = await fitFamily("catboost", windows, { params });
  assertEquals(model.facts.features.length, 4);
  await model.release();
  await assertRejects(
    () => fitFamily("catboost", windows, { params: { categorical: "nois" } }),
    RangeError,
    "nearest is noise",
  );
});

/** Probability that a row of class 1 is ranked above one of class 0. */
function auc(scores: Float64Array, y: Float64Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  let [below, pairs, ones] = [0, 0, 0];
  // Ties count half, by groups of equal scores.
  for (let from = 0; from < order.length;) {
    let to = from;
    let [zeros, own] = [0, 0];
    while (to < order.length && scores[order[to]] === scores[order[from]]) {
      if (y[order[to++]] === 1) own++;
      else zeros++;
    }
    pairs += own * (below + zeros / 2);
    below += zeros;
    ones += own;
    from = to;
  }
  return pairs / (below * ones);
}
