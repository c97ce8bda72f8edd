import { assertEquals } from "@std/assert";
import { PredictionOutput } from "lib/models/forecast/prediction_output.ts";

Deno.test("toFrame() has a row for each window and horizon", () => {
  const output = new PredictionOutput({
    predictions: Float64Array.of(1, 2, 3, 4),
    probabilities: null,
    timestamps: Float64Array.of(100, 200),
    symbols: ["A", "B"],
    horizons: Int32Array.of(1, 5),
    uncertainty: Float64Array.of(0.1, 0.2, 0.3, 0.4),
    quantiles: Float64Array.of(0, 9, 1, 8, 2, 7, 3, 6),
    levels: [0.1, 0.9],
  });
  assertEquals([output.count, output.classes], [2, 0]);
  assertEquals(output.toFrame(), {
    timestamp: [100, 100, 200, 200],
    symbol: ["A", "A", "B", "B"],
    horizon: [1, 5, 1, 5],
    prediction: [1, 2, 3, 4],
    uncertainty: [0.1, 0.2, 0.3, 0.4],
    "q0.1": [0, 1, 2, 3],
    "q0.9": [9, 8, 7, 6],
  });
});

Deno.test("toFrame() has a column for each class", () => {
  const output = new PredictionOutput({
    predictions: Float64Array.of(2, 0),
    probabilities: Float64Array.of(0.1, 0.2, 0.7, 0.5, 0.25, 0.25),
    timestamps: Float64Array.of(100, 200),
    symbols: ["A", "A"],
    horizons: Int32Array.of(3),
    uncertainty: Float64Array.of(0.4, 0.5),
    quantiles: null,
    levels: [],
  });
  assertEquals(output.classes, 3);
  assertEquals(output.toFrame(), {
    timestamp: [100, 200],
    symbol: ["A", "A"],
    horizon: [3, 3],
    prediction: [2, 0],
    uncertainty: [0.4, 0.5],
    p0: [0.1, 0.5],
    p1: [0.2, 0.25],
    p2: [0.7, 0.25],
  });
});

Deno.test("toFrame() of no windows has columns without rows", () => {
  const none = new Float64Array();
  const frame = new PredictionOutput({
    predictions: none,
    probabilities: null,
    timestamps: none,
    symbols: [],
    horizons: Int32Array.of(1),
    uncertainty: none,
    quantiles: null,
    levels: [],
  }).toFrame();
  assertEquals(Object.keys(frame), [
    "timestamp",
    "symbol",
    "horizon",
    "prediction",
    "uncertainty",
  ]);
  assertEquals(Object.values(frame), [[], [], [], [], []]);
});
