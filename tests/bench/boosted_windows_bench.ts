/**
 * Boosting on windows: 3,500 windows of 60 bars × 20 features learnt from their
 * last bar, 300 trees, and one window through the fitted graph.
 */

import { makeRng } from "lib/core/rng.ts";
import { openSession } from "lib/graph/session/session.ts";
import { tensor } from "lib/graph/tensor.ts";
import { modelRegistry } from "lib/models/forecast/families.ts";
import { fitModel } from "lib/models/forecast/fit_model.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { printRow } from "./bench_row.ts";

const [LENGTH, FEATURES] = [60, 20];
const [WARM_UP, RUNS] = [500, 5000];

/** Windows on noise whose class is about three numbers of the last bar. */
function windows(count: number, seed: number): Windows {
  const rng = makeRng(seed);
  const values = Float32Array.from(
    { length: (count + LENGTH) * FEATURES },
    () => rng.normal(),
  );
  const ends = Int32Array.from({ length: count }, (_, i) => LENGTH + i);
  const labels = Float32Array.from(ends, (end) => {
    const [a, b, c] = values.subarray((end - 1) * FEATURES);
    return a + b * c + 2 * rng.normal() > 0 ? 1 : 0;
  });
  return new Windows({
    values,
    features: Array.from({ length: FEATURES }, (_, j) => `x${j}`),
    length: LENGTH,
    ends,
    target: { kind: "class", classes: 2, values: labels },
    horizon: 1,
    symbols: ["ONE"],
    symbolOf: new Int32Array(count),
    time: Float64Array.from(ends, (end) => end - 1),
    labelEnd: Float64Array.from(ends),
  });
}

const registry = modelRegistry();
const [train, validation] = [windows(3500, 1), windows(750, 2)];
for (const family of ["xgboost", "lightgbm", "catboost"]) {
  const start = performance.now();
  const model = await fitModel(
    readModelConfig({ family, earlyStopping: false }),
    train,
    { rng: makeRng(1), validation, registry },
  );
  printRow({
    name: `${family}: 300 trees on 3,500 windows × 20 features`,
    median: performance.now() - start,
    unit: "ms",
  });
  const session = await openSession(model.graph);
  const feed = {
    windows: tensor(
      train.values.slice(0, LENGTH * FEATURES),
      [1, LENGTH, FEATURES],
    ),
  };
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + RUNS; ++i) {
    const from = performance.now();
    await session.run(feed);
    if (i >= WARM_UP) times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  printRow({
    name: `${family}: one window through the graph, 99 in 100 within`,
    median: times[Math.floor(RUNS * 0.99)],
    unit: "ms",
    target: 1,
  });
  await session.release();
  await model.release();
}
