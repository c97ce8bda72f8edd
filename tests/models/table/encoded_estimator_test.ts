import "../../graph/wasm_ready.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT, type Model } from "lib/models/estimator.ts";
import { forest } from "lib/models/forest.ts";
import { ridge } from "lib/models/ridge.ts";
import { svm } from "lib/models/svm.ts";
import { encodedEstimator } from "lib/models/table/encoded_estimator.ts";
import { encodeRows, presentMeans } from "lib/models/table/one_hot.ts";

const CATEGORIES = [3, 0, 2, 0];

/** Rows of two categories and two numbers, one value in seven missing. */
function table(rows: number, seed: number): { x: Matrix; y: Float64Array } {
  const rng = makeRng(seed);
  const x = Float64Array.from({ length: rows * 4 }, (_, i) => {
    const count = CATEGORIES[i % 4];
    if (rng.uniform() < 1 / 7) return NaN;
    return count > 0 ? Math.floor(rng.uniform() * count) : rng.normal();
  });
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c] = x.subarray(4 * i, 4 * i + 3);
    return (a === 1 ? 2 : 0) + (b || 0) - (c === 0 ? 1 : 0) + rng.normal() / 5;
  });
  return { x: { data: x, rows, cols: 4 }, y };
}

async function throughGraph(model: Model, x: Matrix): Promise<Float32Array> {
  const session = await openSession(writeModel(model.toGraph()));
  const features = tensor(Float32Array.from(x.data), [x.rows, x.cols]);
  const out = await session.run({ [GRAPH_INPUT]: features });
  await session.release();
  return float32(out[GRAPH_OUTPUT], GRAPH_OUTPUT);
}

Deno.test("presentMeans() is the weighted mean of what is there, 0 where nothing is", () => {
  const x = {
    data: Float64Array.of(1, NaN, NaN, NaN, 4, NaN),
    rows: 3,
    cols: 2,
  };
  assertEquals([...presentMeans(x)], [2.5, 0]);
  assertEquals([...presentMeans(x, Float64Array.of(1, 9, 2))], [3, 0]);
});

Deno.test("encodeRows() gives a missing category no column and keeps a gap it may not fill", () => {
  const encoding = { categories: [2, 0], means: Float64Array.of(NaN, NaN) };
  const x = { data: Float64Array.of(NaN, NaN, 1, 3), rows: 2, cols: 2 };
  assertEquals([...encodeRows(encoding, x).data], [NaN, 0, 0, 3, 0, 1]);
});

Deno.test("encodedEstimator() predicts the same in TypeScript and in its graph", async () => {
  const { x, y } = table(120, 1);
  const fresh = table(50, 2).x;
  // Categories that training did not see, as prediction gives them.
  fresh.data[0] = 7;
  for (const learner of [ridge.make(), svm.make(), forest.make()]) {
    const model = await encodedEstimator(learner, {
      categories: CATEGORIES,
      impute: CATEGORIES.map(() => learner.kind !== "forest"),
    }).fit(x, y, { rng: makeRng(3) });
    assertEquals(model.features, 4);
    const expected = model.predict(fresh);
    const got = await throughGraph(model, fresh);
    expected.forEach((value, i) =>
      assertAlmostEquals(got[i], value, 2e-5, `${learner.kind}, row ${i}`)
    );
    const importance = model.importance();
    assertEquals(importance.length, 4);
    assertAlmostEquals(importance.reduce((a, b) => a + b), 1, 1e-12);
    // The last number is noise; the first category is not.
    assert(importance[0] > importance[3], learner.kind);
  }
});

Deno.test("encodedEstimator() learns means from the rows of fit alone", async () => {
  const learner = encodedEstimator(ridge.make({ alpha: 0 }), {
    categories: [0],
    impute: [true],
  });
  const x = { data: Float64Array.of(1, 3, NaN), rows: 3, cols: 1 };
  const model = await learner.fit(x, Float64Array.of(10, 30, 20), {
    rng: makeRng(1),
  });
  const asked = { data: Float64Array.of(NaN, 5), rows: 2, cols: 1 };
  assertAlmostEquals(model.predict(asked)[0], 20, 1e-12);
  assertAlmostEquals(model.predict(asked)[1], 50, 1e-12);
});

Deno.test("encodedEstimator() is the learner itself where there is nothing to encode", () => {
  const learner = ridge.make();
  const options = { categories: [0, 0], impute: [false, false] };
  assertEquals(encodedEstimator(learner, options), learner);
});
