import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Model } from "lib/models/estimator.ts";
import {
  assertSame,
  COLUMNS,
  type EstimatorCase,
  type Fit,
  largestDifference,
  ROWS,
  runGraph,
  tableOf,
  take,
  type Test,
  withColumn,
} from "./estimator_case.ts";
import { testRefusals } from "./estimator_refusals.ts";

export type { EstimatorCase } from "./estimator_case.ts";

/** Registers the tests that every learner must pass, used in this way. */
export function testEstimator(what: EstimatorCase): void {
  const { type, params, target } = what;
  const table = tableOf(target, 1);
  const estimator = type.make(params as never);
  const fit: Fit = ({ x, y }, context = {}) =>
    estimator.fit(x, y, { rng: makeRng(5), ...context });
  let kept: Promise<Model> | undefined;
  const fitted = () => kept ??= fit(table);
  const test: Test = (name, run) =>
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

  testRefusals(what, { table, fit, fitted, test });
}
