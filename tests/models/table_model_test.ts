import "../graph/wasm_ready.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { openSession } from "lib/graph/session/session.ts";
import { float32, tensor } from "lib/graph/tensor.ts";
import { boosting } from "lib/models/boosting.ts";
import { GRAPH_INPUT, GRAPH_OUTPUT } from "lib/models/estimator.ts";
import { logistic } from "lib/models/logistic.ts";
import { ridge } from "lib/models/ridge.ts";
import {
  tableFiles,
  tableTask,
  type TrainingColumns,
} from "lib/models/table_model.ts";
import { columnOf, placeOf } from "./table/columns.ts";

/** Sixty rows of a sector, a size with gaps and a rating. */
function columns(rows = 60): TrainingColumns {
  const all = Array.from({ length: rows }, (_, i) => i);
  return {
    place: placeOf(rows),
    features: [
      columnOf(
        "sector",
        all.map((i) => i === 5 ? "" : ["oil", "tech", "banks"][i % 3]),
      ),
      columnOf("size", all.map((i) => i % 7 === 0 ? "" : i % 11)),
      columnOf("rating", all.map((i) => 1 + i % 5)),
    ],
    target: columnOf("y", all.map((i) => i % 3 + (i % 5) / 4)),
  };
}

Deno.test("tableTask() gives boosting its categories and gaps as they are", () => {
  const { schema, estimator, x } = tableTask(boosting, columns(), {
    settings: { rounds: "7" },
    categorical: ["rating"],
  });
  const params = estimator.params as Record<string, unknown>;
  assertEquals([params.rounds, params.categorical], [7, [0, 2]]);
  assertEquals(schema.missing, true);
  assertEquals(schema.features[2].categories, ["1", "2", "3", "4", "5"]);
  assertEquals([...x.data.subarray(0, 6)], [1, NaN, 0, 2, 1, 1]);
});

Deno.test("tableTask() keeps the categories that were set by index", () => {
  const { estimator, schema } = tableTask(boosting, columns(), {
    settings: { categorical: "2" },
  });
  const { categorical } = estimator.params as { categorical: number[] };
  assertEquals(categorical, [0, 2]);
  assertEquals(schema.features[2], { name: "rating" });
});

Deno.test("tableTask() fills numbers with their mean, and no category, for boosting too", async () => {
  const { estimator, x, y } = tableTask(boosting, columns(), {
    settings: { minLeaf: 1 },
    impute: true,
  });
  const model = await estimator.fit(x, y, { rng: makeRng(1) });
  let sum = 0;
  for (let i = 0; i < 60; ++i) if (i % 7 > 0) sum += i % 11;
  const asked = [NaN, Math.fround(sum / 51)].flatMap((size) => [0, size, 3]);
  const [gap, mean] = model.predict({
    data: Float64Array.from(asked),
    rows: 2,
    cols: 3,
  });
  assertEquals(gap, mean);
});

Deno.test("tableTask() refuses gaps for a linear model, or fills them", () => {
  assertThrows(
    () => tableTask(ridge, columns()),
    DataQualityError,
    't.csv, row 7, column "sector": A value is missing',
  );
  assertEquals(
    tableTask(ridge, columns(), { impute: true }).schema.missing,
    true,
  );
});

Deno.test("tableTask() checks settings, weights, groups and that there are rows", () => {
  const spoilt = (
    change: Partial<TrainingColumns>,
    message: string,
    settings = {},
  ) =>
    assertThrows(
      () => tableTask(boosting, { ...columns(3), ...change }, { settings }),
      Error,
      message,
    );
  spoilt({}, "The nearest is leaves", { leavs: 1 });
  const weights = (fields: unknown[]) => ({ weights: columnOf("w", fields) });
  spoilt(weights([1, -1, 2]), 't.csv, row 3, column "w": The weight');
  spoilt(weights([1, 1, ""]), "at least 0: current value is missing");
  spoilt(weights([1, "x", 2]), 'row 3, column "w": The value must be a number');
  spoilt({ groups: columnOf("g", ["a", "b", ""]) }, "row 4, column");
  spoilt(columns(0), "a header but no rows");
  const { groups, weights: w } = tableTask(boosting, {
    ...columns(3),
    ...weights([0, 1, 2]),
    groups: columnOf("g", ["a", 1, "1.0"]),
  });
  assertEquals([groups, [...w!]], [["a", "1", "1"], [0, 1, 2]]);
});

Deno.test("tableFiles() holds a graph that predicts like the model, of rows as they are", async () => {
  const classes = columnOf(
    "up",
    Array.from({ length: 60 }, (_, i) => i % 3 === 1 ? "yes" : "no"),
  );
  const cases = [
    [ridge, columns()],
    [boosting, columns()],
    [logistic, { ...columns(), target: classes }],
  ] as const;
  for (const [type, table] of cases) {
    const { schema, estimator, x, y } = tableTask(type, table, {
      impute: true,
    });
    const model = await estimator.fit(x, y, { rng: makeRng(1) });
    const files = tableFiles(schema, model);
    const names = JSON.parse(
      new TextDecoder().decode(files["feature_names.json"]),
    );
    assertEquals(names, ["sector", "size", "rating"]);
    const session = await openSession(files["model.onnx"]);
    const out = await session.run({
      [GRAPH_INPUT]: tensor(Float32Array.from(x.data), [x.rows, x.cols]),
    });
    await session.release();
    const got = float32(out[GRAPH_OUTPUT], GRAPH_OUTPUT);
    model.predict(x).forEach((value, i) =>
      assertAlmostEquals(got[i], value, 1e-6, `${type.kind}, row ${i}`)
    );
  }
});
