import "../graph/wasm_ready.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  type EstimatorType,
  type FitContext,
  GRAPH_INPUT,
  GRAPH_OUTPUT,
  type Model,
} from "lib/models/estimator.ts";
import type { Hyperparameter } from "lib/models/hyperparameters.ts";

/** One way in which a learner is used, and what it promises then. */
export interface EstimatorCase {
  /** The learner. */
  readonly type: EstimatorType;
  /** What to set. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the target is. */
  readonly target: "number" | "class";
  /** Whether NaN is taken as a missing value. */
  readonly missing: boolean;
  /** Whether it looks at the features at all. */
  readonly learns: boolean;
  /**
   * Largest change of a prediction when rows are shuffled, a target's standard
   * deviation being about 2; null where the order may matter.
   */
  readonly shuffled: number | null;
  /** The same when a weight of 3 takes the place of three equal rows. */
  readonly repeated: number | null;
}

const [ROWS, COLUMNS] = [90, 4];
const SIGNAL = [2, -1, 0, 0.5];

interface Table {
  readonly x: Matrix;
  readonly y: Float64Array;
}

function tableOf(target: "number" | "class", seed: number): Table {
  const rng = makeRng(seed);
  const data = Float64Array.from(
    { length: ROWS * COLUMNS },
    () => rng.normal(),
  );
  const y = Float64Array.from({ length: ROWS }, (_, i) => {
    const sum = SIGNAL.reduce((s, b, j) => s + b * data[i * COLUMNS + j], 0);
    const noisy = sum + 0.5 * rng.normal();
    return target === "class" ? Number(noisy > 0) : noisy;
  });
  return { x: { data, rows: ROWS, cols: COLUMNS }, y };
}

/** The rows at these places, in this order. */
function take({ x, y }: Table, places: readonly number[]): Table {
  const data = places.flatMap((i) =>
    Array.from(x.data.subarray(i * x.cols, (i + 1) * x.cols))
  );
  return {
    x: { data: Float64Array.from(data), rows: places.length, cols: x.cols },
    y: Float64Array.from(places, (i) => y[i]),
  };
}

/** The table with one column replaced. */
function withColumn(
  x: Matrix,
  column: number,
  value: (row: number) => number,
): Matrix {
  const data = x.data.slice();
  for (let i = 0; i < x.rows; ++i) data[i * x.cols + column] = value(i);
  return { ...x, data };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  assertEquals(a.length, b.length);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
}

/** The model's graph run by the session. */
async function runGraph(model: Model, x: Matrix): Promise<Float32Array> {
  const session = await openSession(writeModel(model.toGraph()));
  try {
    const feed = tensor(Float32Array.from(x.data), [x.rows, x.cols]);
    const result = (await session.run({ [GRAPH_INPUT]: feed }))[GRAPH_OUTPUT];
    assertEquals(result.dims, [x.rows, 1]);
    return float32(result, GRAPH_OUTPUT);
  } finally {
    await session.release();
  }
}

/** Equal to float32's rounding, infinite together where float32 ends. */
function assertSame(actual: Float32Array, expected: Float64Array): void {
  for (let i = 0; i < expected.length; ++i) {
    const wanted = Math.fround(expected[i]);
    const close = actual[i] === wanted ||
      Math.abs(actual[i] - wanted) <= 2e-6 * Math.max(1, Math.abs(wanted));
    assert(close, `row ${i}: the graph gives ${actual[i]}, predict ${wanted}`);
  }
}

/** Registers the tests that every learner must pass, used in this way. */
export function testEstimator(what: EstimatorCase): void {
  const { type, params, target } = what;
  const table = tableOf(target, 1);
  const estimator = type.make(params as never);
  const fit = (
    { x, y }: Table,
    context: Partial<FitContext> = {},
  ): Promise<Model> => estimator.fit(x, y, { rng: makeRng(5), ...context });
  let kept: Promise<Model> | undefined;
  const fitted = () => kept ??= fit(table);
  const test = (name: string, run: () => Promise<void> | void) =>
    Deno.test(
      `${type.kind} of a ${target} ${JSON.stringify(params)} ${name}`,
      run,
    );

  test("says what it is", async () => {
    assertEquals(estimator.kind, type.kind);
    assert(Object.isFrozen(estimator.params));
    assert(["either", target].includes(type.target));
    const model = await fitted();
    assertEquals([model.kind, model.features], [type.kind, COLUMNS]);
  });

  test("predicts better than the mean, if it looks at the features", async () => {
    const fresh = tableOf(target, 2);
    const predictions = (await fitted()).predict(fresh.x);
    const mean = fresh.y.reduce((a, b) => a + b) / ROWS;
    const loss = (p: (i: number) => number) =>
      fresh.y.reduce((sum, y, i) => sum + (y - p(i)) ** 2, 0);
    const ratio = loss((i) => predictions[i]) / loss(() => mean);
    assert(what.learns ? ratio < 0.6 : ratio < 1.1, `ratio ${ratio}`);
  });

  test("gives the same bits for the same seed, whatever the threads", async () => {
    const first = (await fitted()).predict(table.x);
    for (const context of [{}, { threads: 2 }]) {
      assertEquals((await fit(table, context)).predict(table.x), first);
    }
  });

  test("sees features as float32", async () => {
    const x = { ...table.x, data: table.x.data.map(Math.fround) };
    const rounded = await fit({ x, y: table.y });
    const expected = (await fitted()).predict(table.x);
    assertEquals(rounded.predict(table.x), expected);
    assertEquals((await fitted()).predict(x), expected);
  });

  test("changes nothing that it is given and keeps no hold of it", async () => {
    const x = { ...table.x, data: table.x.data.slice() };
    const [y, weights] = [table.y.slice(), new Float64Array(ROWS).fill(2)];
    const model = await fit({ x, y }, { weights });
    const before = model.predict(x);
    assertEquals(x.data, table.x.data);
    assertEquals(y, table.y);
    assertEquals(weights, new Float64Array(ROWS).fill(2));
    x.data.fill(7);
    y.fill(1);
    assertEquals(model.predict(table.x), before);
    model.importance().fill(9);
    assert(model.importance().every((share) => share <= 1));
  });

  if (what.shuffled !== null) {
    const tolerance = what.shuffled;
    test("does not mind the order of rows", async () => {
      const places = Array.from({ length: ROWS }, (_, i) => (i * 37) % ROWS);
      const other = await fit(take(table, places));
      const change = largestDifference(
        other.predict(table.x),
        (await fitted()).predict(table.x),
      );
      assert(change <= tolerance, `changes by ${change}`);
    });
  }

  if (what.repeated !== null) {
    const tolerance = what.repeated;
    test("takes a weight of 3 for three equal rows", async () => {
      const weights = Float64Array.from(table.y, (_, i) => i % 3 === 0 ? 3 : 1);
      const places = Array.from(weights).flatMap((w, i) => Array(w).fill(i));
      const change = largestDifference(
        (await fit(take(table, places))).predict(table.x),
        (await fit(table, { weights })).predict(table.x),
      );
      assert(change <= tolerance, `changes by ${change}`);
    });
  }

  test("takes a row of weight 0 as absent", async () => {
    const kept = Array.from({ length: ROWS }, (_, i) => i)
      .filter((i) => i % 4 !== 1);
    const weights = Float64Array.from(table.y, (_, i) => Number(i % 4 !== 1));
    const y = table.y.map((v, i) => i % 4 === 1 ? 1 - v : v);
    const x = withColumn(
      table.x,
      2,
      (i) => i % 4 === 1 ? 50 + i : table.x.data[i * COLUMNS + 2],
    );
    const change = largestDifference(
      (await fit(take(table, kept))).predict(table.x),
      (await fit({ x, y }, { weights })).predict(table.x),
    );
    assert(change <= 1e-9, `changes by ${change}`);
  });

  if (target === "class" && what.learns) {
    test("refuses classes of which only one is seen", async () => {
      for (const seen of [0, 1]) {
        const y = new Float64Array(ROWS).fill(seen);
        const { message } = await assertRejects(
          () => fit({ x: table.x, y }),
          RangeError,
        );
        assertStringIncludes(message, `all ${seen}`);
      }
    });
  } else {
    test("fits one row", async () => {
      const one = take(table, [0]);
      const [value] = (await fit(one)).predict(one.x);
      assert(Math.abs(value - one.y[0]) <= 1e-6, `${value} for ${one.y[0]}`);
    });

    test("predicts a target that is constant", async () => {
      for (const constant of [0, 1, -3.25]) {
        const y = new Float64Array(ROWS).fill(constant);
        const model = await fit({ x: table.x, y });
        const worst = largestDifference(
          model.predict(tableOf(target, 3).x),
          y,
        );
        assert(worst <= 1e-6, `off by ${worst}`);
        assertEquals(model.importance(), new Float64Array(COLUMNS));
        assertSame(await runGraph(model, table.x), model.predict(table.x));
      }
    });
  }

  test("gives a constant feature no share, and needs none that varies", async () => {
    const x = withColumn(table.x, 1, () => 0.1);
    const model = await fit({ x, y: table.y });
    assertEquals(model.importance()[1], 0);
    assert(model.predict(x).every(Number.isFinite));
    const flat = await fit({
      x: { ...x, data: new Float64Array(x.data.length).fill(0.3) },
      y: table.y,
    });
    const mean = table.y.reduce((a, b) => a + b) / ROWS;
    assertEquals(flat.importance(), new Float64Array(COLUMNS));
    const first = flat.predict(x)[0];
    assert(Math.abs(first - mean) < 0.5, `${first} for a mean of ${mean}`);
  });

  test("shares importance among the features", async () => {
    const shares = (await fitted()).importance();
    assertEquals(shares.length, COLUMNS);
    assert(shares.every((share) => share >= 0));
    const sum = shares.reduce((a, b) => a + b);
    assert(what.learns ? Math.abs(sum - 1) < 1e-9 : sum === 0, `sum ${sum}`);
    if (what.learns) assert(shares[0] > shares[2], `${shares}`);
  });

  test("is the same function as its graph, at extremes too", async () => {
    const model = await fitted();
    const rng = makeRng(8);
    const extremes = [3.4e38, -3.4e38, 1e-45, -1e-45, 0, -0, 1e6, -1e6, 1e20];
    const data = Float64Array.from(
      { length: 300 * COLUMNS },
      (_, i) => i % 7 === 0 ? extremes[i % extremes.length] : 3 * rng.normal(),
    );
    const x = { data, rows: 300, cols: COLUMNS };
    assertSame(await runGraph(model, x), model.predict(x));
    assertSame(await runGraph(model, table.x), model.predict(table.x));
    assertEquals(
      model.predict({ data: new Float64Array(), rows: 0, cols: 4 }),
      new Float64Array(),
    );
  });

  if (target === "class") {
    test("predicts probabilities", async () => {
      const far = { ...table.x, data: table.x.data.map((v) => 1e3 * v) };
      for (const x of [table.x, far]) {
        const predictions = (await fitted()).predict(x);
        assert(predictions.every((q) => q >= 0 && q <= 1));
      }
    });
  }

  test("stops when asked, before and in between", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    assertEquals(await assertRejects(() => fit(table, { signal })), reason);
    const controller = new AbortController();
    let calls = 0;
    const stopping = fit(table, {
      signal: controller.signal,
      onProgress: () => {
        ++calls;
        controller.abort(reason);
      },
    });
    // A fit that has nothing to tell is over before it could be stopped.
    const error = await stopping.then(() => null, (e) => e);
    assertEquals(error, calls > 0 ? reason : null);
  });

  test("tells its progress in order and not too often", async () => {
    const told: number[] = [];
    await fit(table, {
      onProgress: ({ done, total }) => {
        assert(done >= 0 && done <= total, `${done} of ${total}`);
        told.push(done / total);
      },
    });
    assert(told.length <= 1000);
    assert(told.every((share, i) => i === 0 || share >= told[i - 1]));
  });

  testRefusals(what, table, fit, fitted);
}

/** What a learner must refuse, and the place that it must name. */
function testRefusals(
  { type, params, target, missing }: EstimatorCase,
  table: Table,
  fit: (table: Table, context?: Partial<FitContext>) => Promise<Model>,
  fitted: () => Promise<Model>,
): void {
  const test = (name: string, run: () => Promise<void> | void) =>
    Deno.test(
      `${type.kind} of a ${target} ${JSON.stringify(params)} ${name}`,
      run,
    );
  const { x, y } = table;

  test("refuses shapes that do not fit", async () => {
    const model = await fitted();
    const narrow = { data: new Float64Array(6), rows: 2, cols: 3 };
    assertStringIncludes(
      assertThrows(() => model.predict(narrow), TypeError).message,
      "3",
    );
    await assertRejects(() => fit({ x, y: y.subarray(1) }), TypeError);
    await assertRejects(
      () => fit(table, { weights: new Float64Array(3) }),
      TypeError,
    );
    await assertRejects(() => fit({ x: { ...x, rows: 5 }, y }), TypeError);
    const empty = { data: new Float64Array(), rows: 0, cols: COLUMNS };
    await assertRejects(
      () => fit({ x: empty, y: new Float64Array() }),
      RangeError,
    );
  });

  test("refuses targets and weights that are no numbers, naming the row", async () => {
    const wrongClasses = target === "class" && type.target !== "either"
      ? [2, 0.5, -1]
      : [];
    for (const bad of [NaN, Infinity, -Infinity, ...wrongClasses]) {
      const { message } = await assertRejects(
        () => fit({ x, y: y.map((v, i) => i === 17 ? bad : v) }),
        RangeError,
      );
      assertStringIncludes(message, "row 17");
      assertStringIncludes(message, String(bad));
    }
    for (const bad of [NaN, Infinity, -1]) {
      const weights = new Float64Array(ROWS).fill(1);
      weights[23] = bad;
      const { message } = await assertRejects(
        () => fit(table, { weights }),
        RangeError,
      );
      assertStringIncludes(message, "row 23");
    }
    const none = new Float64Array(ROWS);
    await assertRejects(() => fit(table, { weights: none }), RangeError);
  });

  const holes = withColumn(
    x,
    2,
    (i) => i === 11 ? NaN : x.data[i * COLUMNS + 2],
  );
  if (missing) {
    test("takes missing values, and so does its graph", async () => {
      const model = await fit({ x: holes, y });
      for (const one of [model, await fitted()]) {
        const predictions = one.predict(holes);
        assert(predictions.every(Number.isFinite));
        assertSame(await runGraph(one, holes), predictions);
      }
    });
  } else {
    test("refuses missing values, naming row, column and remedy", async () => {
      const model = await fitted();
      const errors = [
        await assertRejects(() => fit({ x: holes, y }), RangeError),
        assertThrows(() => model.predict(holes), RangeError),
      ];
      for (const { message } of errors) {
        assertStringIncludes(message, "row 11, column 2");
        assertStringIncludes(message, "boosting");
      }
    });
  }

  test("refuses hyperparameters that are unknown or out of bounds", () => {
    const make = (given: object) => type.make(given as never);
    assertThrows(() => make({ nosuchthing: 1 }), RangeError, "nosuchthing");
    const known = Object.entries(type.hyperparameters) as [
      string,
      Hyperparameter<unknown>,
    ][];
    const defaults: Readonly<Record<string, unknown>> = { ...make({}).params };
    assertEquals(Object.keys(defaults), known.map(([name]) => name));
    for (const [name, what] of known) {
      assertEquals(defaults[name], what.default);
      assert(what.doc.length > 0);
      const bad: unknown[] = ["nonsense"];
      if (what.type === "number" || what.type === "integer") {
        bad.push(NaN, Infinity);
        if (what.min !== undefined) bad.push(what.min - 1);
        if (what.max !== undefined) bad.push(what.max + 1);
        if (what.openMin) bad.push(what.min);
      }
      for (const value of bad) {
        assertThrows(() => make({ [name]: value }), RangeError, name);
      }
    }
  });
}
