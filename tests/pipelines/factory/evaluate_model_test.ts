import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { type Bars, DAY_MS, makeBars } from "lib/market/bars/bars.ts";
import type { BaseModel } from "lib/models/forecast/base_model.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import type { Windows } from "lib/models/windows/windows.ts";
import { evaluateModel } from "pipelines/factory/evaluate_model.ts";
import { decodePredictions } from "pipelines/factory/predictions_parquet.ts";
import {
  FEATURES,
  type Kind,
  LAG,
  laggedWindows,
} from "../../models/forecast/lagged_windows.ts";
import { checkWellFormed } from "../../report/well_formed.ts";
import "../../graph/wasm_ready.ts";

async function fitted(
  family: string,
  kind: Kind,
  params: Readonly<Record<string, unknown>> = {},
): Promise<BaseModel> {
  return await fitModel(
    readModelConfig({ family, params, horizon: kind === "path" ? 2 : 1 }),
    laggedWindows(600, 1, kind),
    {
      rng: makeRng(1),
      registry: modelRegistry(),
      validation: laggedWindows(200, 2, kind),
    },
  );
}

/** Bars whose returns of the day are what the windows' labels are about. */
function barsOf({ values, count, ends }: Windows): Bars {
  const rows = ends[count - 1] + 2;
  const p = FEATURES.length;
  const close = new Float64Array(rows);
  const open = new Float64Array(rows);
  for (let k = 0; k < rows; ++k) {
    open[k] = k === 0 ? 100 : close[k - 1];
    const move = k < LAG ? 0 : 0.01 * values[(k - LAG) * p];
    close[k] = open[k] * (1 + move);
  }
  return makeBars("ONE", {
    time: Float64Array.from({ length: rows }, (_, k) => (k - 1) * DAY_MS),
    knownTime: Float64Array.from({ length: rows }, (_, k) => k * DAY_MS),
    open,
    close,
    high: open.map((o, k) => Math.max(o, close[k])),
    low: open.map((o, k) => Math.min(o, close[k])),
  });
}

Deno.test("evaluateModel() of classes gives metrics, a signal that earns, charts and a file", async () => {
  const model = await fitted("logistic", "class", { view: "flat" });
  const windows = laggedWindows(300, 3, "class");
  const bars = [barsOf(windows)];
  const evaluation = await evaluateModel(model, windows, { bars });
  assert(evaluation.metrics.kind === "class");
  assert(evaluation.metrics.overall.accuracy > 0.9);
  assertAlmostEquals(
    evaluation.losses.mean,
    evaluation.metrics.overall.logLoss,
    // float32 probabilities of two classes sum to 1 to 1e-7.
    1e-7,
  );
  assert(evaluation.signal!.figures.sharpe! > 5);
  const names = Object.keys(evaluation.charts);
  assertEquals(names.sort(), [
    "calibration.svg",
    "importance.svg",
    "periods.svg",
    "signal.svg",
  ]);
  for (const svg of Object.values(evaluation.charts)) {
    assertEquals(checkWellFormed(svg), "svg");
  }
  const { output, actual } = decodePredictions(evaluation.predictions, "p");
  assertEquals(output, evaluation.output);
  assertEquals(actual, Float64Array.from(windows.labels()));
  const again = await evaluateModel(model, windows, { bars });
  assertEquals(again, evaluation);
  await model.release();
});

Deno.test("evaluateModel() of numbers draws its losses, and leaves charts and signal out where not asked for", async () => {
  const model = await fitted("xgboost", "number", { view: "flat" });
  const windows = laggedWindows(300, 3, "number");
  const { metrics, charts, signal } = await evaluateModel(model, windows);
  assert(metrics.kind === "number" && metrics.overall.r2 > 0.5);
  assertEquals(signal, null);
  assertEquals(Object.keys(charts).sort(), [
    "importance.svg",
    "learning_curve.svg",
    "periods.svg",
    "predicted_actual.svg",
  ]);
  const bare = await evaluateModel(model, windows, { charts: false });
  assertEquals(bare.charts, {});
  await model.release();
});

Deno.test("evaluateModel() of paths draws them, trades nothing and scores every step", async () => {
  const model = await fitted("nlinear", "path");
  const windows = laggedWindows(300, 3, "path");
  const bars = [barsOf(windows)];
  const evaluation = await evaluateModel(model, windows, { bars, periods: 3 });
  assert(evaluation.metrics.kind === "path");
  assertEquals(evaluation.metrics.byStep.length, 2);
  assertEquals(evaluation.metrics.byPeriod.length, 3);
  assert(evaluation.metrics.overall.mse < 0.2);
  assertEquals(evaluation.signal, null);
  assert("paths.svg" in evaluation.charts);
  checkWellFormed(evaluation.charts["paths.svg"]);
  await model.release();
});
