import { assertEquals, assertThrows } from "@std/assert";
import { DataQualityError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { encodeColumns } from "lib/market/parquet_columns.ts";
import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";
import {
  decodePredictions,
  encodePredictions,
} from "pipelines/factory/predictions_parquet.ts";

/** Forecasts of two symbols: a path with quantiles, or classes. */
function someOutput(kind: "path" | "class", n = 40): PredictionOutput {
  const rng = makeRng(7);
  const normals = (count: number) =>
    Float64Array.from({ length: count }, () => rng.normal());
  const outputs = kind === "path" ? 3 : 1;
  return new PredictionOutput({
    predictions: kind === "path"
      ? normals(n * outputs)
      : Float64Array.from({ length: n }, (_, i) => i % 3),
    probabilities: kind === "class" ? normals(3 * n) : null,
    timestamps: Float64Array.from(
      { length: n },
      (_, i) => Date.UTC(2020, 0, 1) + 86_400_000 * (i % (n / 2)),
    ),
    symbols: Array.from({ length: n }, (_, i) => i < n / 2 ? "ABC" : "XYZ"),
    horizons: Int32Array.from({ length: outputs }, (_, h) => h + 1),
    uncertainty: normals(n * outputs),
    quantiles: kind === "path" ? normals(n * outputs * 2) : null,
    levels: kind === "path" ? [0.1, 0.95] : [],
  });
}

for (const kind of ["path", "class"] as const) {
  Deno.test(`encodePredictions() of a ${kind} is read back as it was, and gives the same bytes twice`, () => {
    const output = someOutput(kind);
    const actual = output.predictions.map((p) => p + 1);
    const bytes = encodePredictions(output, actual);
    assertEquals(encodePredictions(someOutput(kind), actual), bytes);
    assertEquals(decodePredictions(bytes, "p.parquet"), { output, actual });
    const bare = decodePredictions(encodePredictions(output), "p.parquet");
    assertEquals(bare, { output, actual: null });
  });
}

Deno.test("encodePredictions() writes the columns of toFrame(), times as dates that other tools read", async () => {
  const { default: pl } = await import("nodejs-polars");
  const { Buffer } = await import("node:buffer");
  const frame = pl.readParquet(
    Buffer.from(encodePredictions(someOutput("path"))),
  );
  const columns = someOutput("path").toFrame();
  assertEquals(frame.columns, Object.keys(columns));
  for (const name of ["symbol", "horizon", "prediction", "q0.95"]) {
    assertEquals(frame.getColumn(name).toArray() as unknown, columns[name]);
  }
  const first = frame.getColumn("timestamp").toArray()[0];
  assertEquals(first as unknown, new Date("2020-01-01T00:00:00.000Z"));
});

Deno.test("decodePredictions() refuses a file of other columns", () => {
  const bytes = encodeColumns({ close: Float64Array.of(1, 2) });
  assertThrows(
    () => decodePredictions(bytes, "bars.parquet"),
    DataQualityError,
    "bars.parquet",
  );
});

Deno.test("decodePredictions() refuses a damaged file and one of another kind, naming it", () => {
  const bytes = encodePredictions(someOutput("class"));
  assertThrows(
    () => decodePredictions(bytes.subarray(0, 100), "cut.parquet"),
    DataQualityError,
    "cut.parquet",
  );
  assertThrows(
    () => encodePredictions(someOutput("class"), [1]),
    TypeError,
    "one outcome for each of 40: current number is 1",
  );
});
