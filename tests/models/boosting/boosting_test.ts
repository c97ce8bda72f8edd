import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  type BoostedModel,
  boosting,
  type BoostingParams,
} from "lib/models/boosting.ts";
import { fitBoosting } from "lib/models/boosting/fit_boosting.ts";
import { makePlainKernel } from "lib/models/boosting/kernels/plain_kernel.ts";
import { makeWasmKernel } from "lib/models/boosting/kernels/wasm_kernel.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { matrixOf, MIXED_CATEGORICAL, mixedTable } from "../trees/one_table.ts";

async function fit(
  params: Partial<BoostingParams>,
  x: Matrix,
  y: Float64Array,
  context: Partial<FitContext> = {},
): Promise<BoostedModel> {
  return await boosting.make(params).fit(x, y, {
    rng: makeRng(1),
    ...context,
  }) as BoostedModel;
}

function column(n: number, of: (i: number) => number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => of(i));
}

function oneFeature(data: Float64Array): Matrix {
  return { data, rows: data.length, cols: 1 };
}

const mixed = mixedTable(2000);

for (
  const params of [
    { loss: "squared" },
    { loss: "logistic", subsample: 0.6, featureShare: 0.5 },
    { loss: "absolute", monotone: [1, 0, -1, 0] },
  ] as const
) {
  Deno.test(`the plain kernel, the WebAssembly one and three threads grow the same trees, ${params.loss}`, async () => {
    const { x } = mixed;
    const y = params.loss === "logistic"
      ? mixed.y.map((v) => v > 1 ? 1 : 0)
      : mixed.y;
    const table = { x, y, weights: undefined };
    const full = boosting.make({
      ...params,
      rounds: 12,
      categorical: MIXED_CATEGORICAL,
    }).params;
    const [plain, compiled, threaded] = await Promise.all([
      makePlainKernel,
      makeWasmKernel,
      (shape: Parameters<typeof makeWasmKernel>[0]) => makeWasmKernel(shape, 3),
    ].map((make) =>
      fitBoosting(full, table, undefined, { rng: makeRng(1) }, make)
    ));
    assert(plain.feature.length > 100);
    assertEquals(compiled, plain);
    assertEquals(threaded, plain);
  });
}

Deno.test("a missing value goes the way that was learnt, also where nothing else tells rows apart", async () => {
  const x = oneFeature(column(200, (i) => i % 2 === 0 ? NaN : 1));
  const y = column(200, (i) => i % 2 === 0 ? 5 : 1);
  const model = await fit({ rounds: 200 }, x, y);
  const [gap, known, other] = model.predict(matrixOf([[NaN], [1], [-9]]));
  assertAlmostEquals(gap, 5, 1e-6);
  assertAlmostEquals(known, 1, 1e-6);
  assertEquals(other, known);
});

Deno.test("a value that was never missing in training goes with the larger part", async () => {
  for (const border of [60, 240]) {
    const x = oneFeature(column(300, (i) => i));
    const y = column(300, (i) => i < border ? 0 : 1);
    const model = await fit({ rounds: 1, leaves: 2 }, x, y);
    const [gap, low, high] = model.predict(matrixOf([[NaN], [0], [299]]));
    assert(low < high);
    assertEquals(gap, border < 150 ? high : low);
  }
});

Deno.test("one split separates categories that no threshold does", async () => {
  const x = oneFeature(column(600, (i) => i % 6));
  const y = x.data.map((c) => [0, 9, 0, 9, 9, 0][c]);
  const params = { rounds: 1, leaves: 2, learningRate: 1 };
  const model = await fit({ ...params, categorical: [0] }, x, y);
  assertEquals(model.predict(x), y);
  const asNumber = await fit(params, x, y);
  assert(asNumber.predict(x).some((v, i) => Math.abs(v - y[i]) > 1));
});

Deno.test("a category never seen goes the way of a missing one", async () => {
  const x = oneFeature(column(700, (i) => i % 7 === 6 ? NaN : 10 * (i % 7)));
  const y = x.data.map((c) => Number.isNaN(c) ? 4 : c / 10);
  const model = await fit({ rounds: 50, categorical: [0] }, x, y);
  const [gap, unseen, odd] = model.predict(matrixOf([[NaN], [70], [10.5]]));
  assertAlmostEquals(gap, 4, 0.1);
  assertEquals(unseen, gap);
  assertEquals(odd, gap);
});

Deno.test("a row of weight 3 counts as three rows", async () => {
  const { x, y } = mixedTable(200, 4);
  const times = column(200, (i) => 1 + i % 3);
  const places = Array.from(times).flatMap((t, i) => Array(t).fill(i));
  const copies: Matrix = {
    data: Float64Array.from(
      places.flatMap((i) => [...x.data.subarray(i * 4, i * 4 + 4)]),
    ),
    rows: places.length,
    cols: 4,
  };
  const params = { rounds: 10, minLeaf: 1, leaves: 6 };
  const weighted = await fit(params, x, y, { weights: times });
  const copied = await fit(
    params,
    copies,
    Float64Array.from(places, (i) => y[i]),
  );
  const theirs = copied.predict(x);
  weighted.predict(x).forEach((v, i) => assertAlmostEquals(v, theirs[i], 1e-9));
});

Deno.test("a row of weight 0 has no say in any leaf", async () => {
  const { x, y } = mixedTable(400, 5);
  const weights = column(400, (i) => i % 4 === 0 ? 0 : 1);
  const wild = y.map((v, i) => i % 4 === 0 ? 1e6 : v);
  const a = await fit({ rounds: 10 }, x, y, { weights });
  const b = await fit({ rounds: 10 }, x, wild, { weights });
  assertEquals(a.predict(x), b.predict(x));
});

Deno.test("no leaf has fewer rows than minLeaf, and no tree more leaves or depth than asked", async () => {
  const params = { rounds: 5, minLeaf: 40, leaves: 9, maxDepth: 4 };
  const { trees } = await fit(params, mixed.x, mixed.y);
  const { roots, feature, left } = trees;
  const depth = new Int32Array(feature.length);
  for (let t = 0; t + 1 < roots.length; ++t) {
    let leaves = 0;
    for (let i = roots[t]; i < roots[t + 1]; ++i) {
      if (feature[i] < 0) leaves++;
      else depth[left[i]] = depth[left[i] + 1] = depth[i] + 1;
    }
    assert(leaves > 2 && leaves <= 9);
  }
  assert(Math.max(...depth) <= 4);
  const alone = await fit({ rounds: 1, minLeaf: 40 }, mixed.x, mixed.y);
  const groups = Map.groupBy(alone.predict(mixed.x), (v) => v);
  for (const rows of groups.values()) assert(rows.length >= 40);
});

Deno.test("predictions rise and fall on a grid as the constraints say, whatever the noise", async () => {
  for (const loss of ["squared", "quantile", "logistic"] as const) {
    const rng = makeRng(9);
    const rows = 1500;
    const data = column(3 * rows, () => rng.uniform());
    const y = column(rows, (i) => {
      const [a, b, c] = data.subarray(3 * i, 3 * i + 3);
      return Math.sin(9 * a) + a - b + c * c + rng.normal();
    });
    const target = loss === "logistic" ? y.map((v) => v > 0.5 ? 1 : 0) : y;
    const model = await fit(
      { loss, quantile: 0.7, rounds: 60, minLeaf: 5, monotone: [1, -1, 0] },
      { data, rows, cols: 3 },
      target,
    );
    const steps = 60;
    const line = (of: (u: number) => number[]) =>
      model.predict(
        matrixOf(Array.from({ length: steps }, (_, k) => of(k / steps))),
      );
    for (let k = 0; k < 40; ++k) {
      const [p, q] = [rng.uniform(), rng.uniform()];
      const rising = line((u) => [u, p, q]);
      const falling = line((u) => [p, u, q]);
      for (let i = 1; i < steps; ++i) {
        assert(rising[i] >= rising[i - 1]);
        assert(falling[i] <= falling[i - 1]);
      }
    }
    const free = line((u) => [0.5, 0.5, u]);
    assert(new Set(free).size > 3);
  }
});

Deno.test("a monotone quantile is learnt as well as a free one where the target is monotone", async () => {
  const rng = makeRng(4);
  const x = oneFeature(column(2000, () => rng.uniform()));
  const y = x.data.map((v) => 500 * v * v + 20 * rng.normal());
  const params = { loss: "quantile", quantile: 0.8, rounds: 80 } as const;
  const lossOf = async (monotone: number[]) => {
    const predicted = (await fit({ ...params, monotone }, x, y)).predict(x);
    return y.reduce((sum, value, i) => {
      const miss = value - predicted[i];
      return sum + Math.max(0.8 * miss, -0.2 * miss);
    }, 0) / y.length;
  };
  const [free, bound] = [await lossOf([]), await lossOf([1])];
  // The quantile of the noise itself loses 5.6.
  assert(free < 5.6 && bound < 5.9, `${free} ${bound}`);
});

Deno.test("weights that sum to 1 fit what equal weights fit", async () => {
  const { x, y } = mixedTable(500, 6);
  const weights = column(500, () => 1 / 500);
  const a = (await fit({ rounds: 20 }, x, y)).predict(x);
  const b = (await fit({ rounds: 20 }, x, y, { weights })).predict(x);
  a.forEach((v, i) => assertAlmostEquals(v, b[i], 1e-9));
});

Deno.test("a feature that is not drawn is not split on, categories included", async () => {
  const { trees } = await fit(
    { rounds: 30, featureShare: 0.25, categorical: MIXED_CATEGORICAL },
    mixed.x,
    mixed.y,
  );
  for (let t = 0; t < 30; ++t) {
    const own = trees.feature.subarray(trees.roots[t], trees.roots[t + 1]);
    assertEquals(new Set(own.filter((f) => f >= 0)).size, 1);
  }
});

Deno.test("early stopping keeps the trees that were best on rows held out", async () => {
  const train = mixedTable(400, 2);
  const validation = mixedTable(400, 3);
  const loss = (model: BoostedModel) =>
    model.predict(validation.x).reduce(
      (sum, v, i) => sum + (v - validation.y[i]) ** 2,
      0,
    );
  const params = { rounds: 400, minLeaf: 5, learningRate: 0.5 };
  const stopped = await fit(
    { ...params, earlyStopping: 10 },
    train.x,
    train.y,
    { validation },
  );
  const count = stopped.trees.roots.length - 1;
  assert(count > 5 && count < 390, `${count} trees`);
  const best = loss(stopped);
  for (const rounds of [count - 1, count + 1, count + 5]) {
    const other = await fit({ ...params, rounds }, train.x, train.y);
    assert(loss(other) >= best);
  }
});

Deno.test("early stopping without held-out rows holds out some of its own", async () => {
  const { x, y } = mixedTable(300, 2);
  const model = await fit(
    { rounds: 500, minLeaf: 5, earlyStopping: 5 },
    x,
    y,
  );
  assert(model.trees.roots.length < 400);
});

Deno.test("importance is the share of the gain, and an idle feature has none", async () => {
  const rng = makeRng(3);
  const x: Matrix = {
    data: column(2000, (i) => i % 2 === 0 ? rng.uniform() : 7),
    rows: 1000,
    cols: 2,
  };
  const y = column(1000, (i) => x.data[2 * i]);
  const importance = (await fit({ rounds: 20 }, x, y)).importance();
  assertEquals([...importance], [1, 0]);
  const all = (await fit({ rounds: 20 }, mixed.x, mixed.y)).importance();
  assertAlmostEquals(all.reduce((a, b) => a + b), 1, 1e-12);
});

Deno.test("drawing rows and features gives another model for another seed and the same for the same", async () => {
  const params = { rounds: 10, subsample: 0.5, featureShare: 0.5 };
  const a = await fit(params, mixed.x, mixed.y, { rng: makeRng(1) });
  const b = await fit(params, mixed.x, mixed.y, { rng: makeRng(1) });
  const c = await fit(params, mixed.x, mixed.y, { rng: makeRng(2) });
  assertEquals(a.trees, b.trees);
  assert(a.predict(mixed.x).some((v, i) => v !== c.predict(mixed.x)[i]));
});

Deno.test("a fit that is aborted stops with the reason, its threads too", async () => {
  const rng = makeRng(1);
  const rows = 20_000;
  const x: Matrix = {
    data: column(rows * 20, () => rng.uniform()),
    rows,
    cols: 20,
  };
  const stop = new AbortController();
  const seen: number[] = [];
  const running = fit({ rounds: 10_000 }, x, x.data.slice(0, rows), {
    threads: 2,
    signal: stop.signal,
    onProgress: ({ done }) => {
      seen.push(done);
      if (seen.length === 3) stop.abort(new Error("enough"));
    },
  });
  await assertRejects(() => running, Error, "enough");
  assert(seen.length < 6);
});

Deno.test("what cannot be learnt from is refused, with its place", async () => {
  const x = matrixOf([[1, 2], [3, 4], [5, 6]]);
  const y = Float64Array.of(1, 2, 3);
  const refusals: [Promise<unknown>, ErrorConstructor, string][] = [
    [fit({}, x, Float64Array.of(1, NaN, 3)), RangeError, "target of row 1"],
    [fit({}, x, Float64Array.of(1, 2, Infinity)), RangeError, "row 2"],
    [fit({}, x, y.slice(1)), TypeError, "there must be 3 targets"],
    [fit({ loss: "logistic" }, x, y), RangeError, "must be 0 or 1"],
    [
      fit({ loss: "logistic" }, x, Float64Array.of(1, 1, 1)),
      RangeError,
      "both classes: current value is all 1",
    ],
    [
      fit({}, { data: new Float64Array(), rows: 0, cols: 2 }, y.slice(3)),
      RangeError,
      "there must be rows",
    ],
    [
      fit({}, matrixOf([[1, 2], [3, 1e39], [5, 6]]), y),
      RangeError,
      "row 1, column 1",
    ],
    [
      fit({}, matrixOf([[1, 2], [3, 4], [-Infinity, 6]]), y),
      RangeError,
      "row 2, column 0",
    ],
    [
      fit({ categorical: [1] }, matrixOf([[1, 2], [3, 0.5], [5, 6]]), y),
      RangeError,
      "column 1 as a category must be an integer",
    ],
    [fit({ categorical: [2] }, x, y), RangeError, "indices of features"],
    [fit({ monotone: [1] }, x, y), RangeError, "one integer for each of 2"],
    [fit({ monotone: [1, 2] }, x, y), RangeError, "1, 0 or -1"],
    [
      fit({}, x, y, { weights: Float64Array.of(1, -1, 1) }),
      RangeError,
      "weight of row 1",
    ],
  ];
  for (const [refused, type, text] of refusals) {
    await assertRejects(() => refused, type, text);
  }
  assertThrows(
    () => boosting.make({ leafs: 3 } as Partial<BoostingParams>),
    RangeError,
    "nearest is leaves",
  );
});

Deno.test("more than 255 categories are refused", async () => {
  const x = oneFeature(column(600, (i) => i % 300));
  await assertRejects(
    () => fit({ categorical: [0] }, x, x.data),
    RangeError,
    "at most 255 categories: current value is 300",
  );
});

Deno.test("a table with constant features, or one row, is worth its mean", async () => {
  const flat = await fit(
    {},
    oneFeature(column(50, () => 3)),
    column(50, (i) => i),
  );
  assertEquals([...flat.predict(matrixOf([[3], [4], [NaN]]))], [
    24.5,
    24.5,
    24.5,
  ]);
  const one = await fit({}, matrixOf([[1]]), Float64Array.of(7));
  assertEquals([...one.predict(matrixOf([[1]]))], [7]);
});
