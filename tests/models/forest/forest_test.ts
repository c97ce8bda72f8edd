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
import type { Matrix } from "lib/math/matrix.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import type { FitContext } from "lib/models/estimator.ts";
import {
  forest,
  type ForestModel,
  type ForestParams,
} from "lib/models/forest.ts";
import { treeGraph } from "lib/models/trees/tree_graph.ts";
import { encodeRowInto, leafOf } from "lib/models/trees/walk.ts";
import { diabetes, r2 } from "../../reference/diabetes.ts";
import { matrixOf, mixedTable } from "../trees/one_table.ts";

async function fit(
  params: Partial<ForestParams>,
  x: Matrix,
  y: Float64Array,
  context: Partial<FitContext> = {},
): Promise<ForestModel> {
  return await forest.make(params).fit(x, y, {
    rng: makeRng(1),
    ...context,
  }) as ForestModel;
}

const SEEDS = 10;

/** Mean over seeds. */
async function meanOver(score: (seed: number) => Promise<number>) {
  let sum = 0;
  for (let seed = 0; seed < SEEDS; ++seed) sum += await score(seed);
  return sum / SEEDS;
}

// Means and standard deviations over 30 seeds of scikit-learn 1.2.1's
// RandomForestRegressor and …Classifier of 100 trees on the diabetes data.
for (
  const { params, mean, deviation } of [
    { params: { tried: 10 }, mean: 0.43207, deviation: 0.01442 },
    { params: { tried: 3 }, mean: 0.46716, deviation: 0.01237 },
    { params: { tried: 3, minLeaf: 5 }, mean: 0.48417, deviation: 0.00985 },
  ]
) {
  Deno.test(`a forest explains as much of the diabetes data as scikit-learn's, ${JSON.stringify(params)}, within 4 standard errors`, async () => {
    const { training, heldOut } = diabetes();
    const score = await meanOver(async (seed) => {
      const rng = makeRng(seed);
      const model = await fit(params, training.x, training.y, { rng });
      return r2(model.predict(heldOut.x), heldOut.y);
    });
    const error = deviation * Math.sqrt(1 / SEEDS + 1 / 30);
    assert(Math.abs(score - mean) < 4 * error, `R² ${score} for ${mean}`);
  });
}

Deno.test("a forest of classes has scikit-learn's Brier score on the diabetes data, within 4 standard errors", async () => {
  const { training, heldOut } = diabetes();
  const high = (y: Float64Array) => y.map((v) => v > 140 ? 1 : 0);
  const truth = high(heldOut.y);
  const score = await meanOver(async (seed) => {
    const model = await fit({ target: "class" }, training.x, high(training.y), {
      rng: makeRng(seed),
    });
    return model.predict(heldOut.x).reduce(
      (sum, p, i) => sum + (p - truth[i]) ** 2,
      0,
    ) / truth.length;
  });
  const error = 0.00453 * Math.sqrt(1 / SEEDS + 1 / 30);
  assert(Math.abs(score - 0.20094) < 4 * error, `score ${score}`);
});

Deno.test("two threads grow the same trees as one", async () => {
  const { x, y } = mixedTable(4000);
  const params = { trees: 130, minLeaf: 50 };
  const weights = y.map((_, i) => 1 + i % 2);
  const one = await fit(params, x, y, { weights });
  const told: number[] = [];
  const two = await fit(params, x, y, {
    weights,
    threads: 2,
    onProgress: ({ done }) => told.push(done),
  });
  assertEquals(two.trees, one.trees);
  assert(told.length > 3 && told.at(-1) === 130);
});

Deno.test("without constraints a tree grows until its leaves are pure", async () => {
  const x = matrixOf(Array.from({ length: 200 }, (_, i) => [i]));
  const y = Float64Array.from(x.data, (v) => v * 37 % 200);
  const { trees } = await fit({ trees: 1 }, x, y);
  const leaves = trees.value.filter((_, i) => trees.feature[i] < 0);
  // A bootstrap sample of 200 holds 126 distinct rows on average.
  assert(leaves.length > 100 && leaves.length < 150, `${leaves.length} leaves`);
  assert(leaves.every(Number.isInteger));
});

Deno.test("minLeaf and maxDepth are kept", async () => {
  const { x, y } = mixedTable(1000);
  const { trees } = await fit({ trees: 5, minLeaf: 60, maxDepth: 3 }, x, y);
  const depth = new Int32Array(trees.feature.length);
  trees.feature.forEach((f, i) => {
    if (f < 0) return;
    depth[trees.left[i]] = depth[trees.left[i] + 1] = depth[i] + 1;
  });
  assertEquals(Math.max(...depth), 3);
  const row = new Float32Array(4);
  const inLeaf = new Int32Array(depth.length);
  for (let i = 0; i < x.rows; ++i) {
    encodeRowInto(trees, x.data, 4 * i, row);
    inLeaf[leafOf(trees, trees.roots[0], row)]++;
  }
  const counts = inLeaf.filter((n) => n > 0);
  // Every leaf holds 60 rows of its sample, and those are rows of the table.
  assert(counts.length > 2 && counts.every((n) => n >= 60));
});

Deno.test("missing values go the way that was learnt", async () => {
  const x = matrixOf(
    Array.from({ length: 300 }, (_, i) => [i % 3 === 0 ? NaN : i % 3]),
  );
  const y = Float64Array.from(x.data, (v) => Number.isNaN(v) ? 8 : v);
  const model = await fit({}, x, y);
  const [gap, one, two] = model.predict(matrixOf([[NaN], [1], [2]]));
  assertAlmostEquals(gap, 8, 1e-9);
  assertAlmostEquals(one, 1, 1e-9);
  assertAlmostEquals(two, 2, 1e-9);
});

Deno.test("a forest's graph reaches the same leaves and gives the same predictions", async () => {
  const { x, y } = mixedTable(800);
  const model = await fit({ trees: 20 }, x, y);
  const run = async (graph: ReturnType<typeof treeGraph>) => {
    const session = await openSession(writeModel(graph));
    const { [GRAPH_OUTPUT]: out } = await session.run({
      [GRAPH_INPUT]: { data: Float32Array.from(x.data), dims: [x.rows, 4] },
    });
    await session.release();
    return out.data as Float32Array;
  };
  const leaves = await run(treeGraph(model.trees, { output: "leaves" }));
  const row = new Float32Array(4);
  for (let i = 0; i < x.rows; ++i) {
    encodeRowInto(model.trees, x.data, 4 * i, row);
    for (let t = 0; t < 20; ++t) {
      const root = model.trees.roots[t];
      assertEquals(leaves[20 * i + t], leafOf(model.trees, root, row) - root);
    }
  }
  const theirs = await run(model.toGraph());
  model.predict(x).forEach((v, i) => assertAlmostEquals(theirs[i], v, 1e-5));
});

Deno.test("a forest that is aborted stops with the reason, on threads too", async () => {
  const { x, y } = mixedTable(5000);
  for (const threads of [1, 2]) {
    const stop = new AbortController();
    const running = fit({ trees: 2000 }, x, y, {
      threads,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done > 0 || threads === 2) stop.abort(new Error("enough"));
      },
    });
    await assertRejects(() => running, Error, "enough");
  }
});
