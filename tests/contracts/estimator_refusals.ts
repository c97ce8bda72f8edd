import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { Model } from "lib/models/estimator.ts";
import type { Hyperparameter } from "lib/core/hyperparameters.ts";
import {
  assertSame,
  COLUMNS,
  type EstimatorCase,
  type Fit,
  ROWS,
  runGraph,
  type Table,
  type Test,
  withColumn,
} from "./estimator_case.ts";

/** What a learner must refuse, and the place that it must name. */
export function testRefusals(
  { type, target, missing, learns }: EstimatorCase,
  { table, fit, fitted, test }: {
    readonly table: Table;
    readonly fit: Fit;
    readonly fitted: () => Promise<Model>;
    readonly test: Test;
  },
): void {
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
    const wrongClasses = target === "class" && learns ? [2, 0.5, -1] : [];
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
