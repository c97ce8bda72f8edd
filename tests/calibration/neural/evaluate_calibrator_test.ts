import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  errorMap,
  evaluateCalibrator,
  largest,
} from "lib/calibration/neural/evaluate_calibrator.ts";
import { loadCalibrator } from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import type { Progress } from "lib/core/progress.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import { flatSet, sourceOf, trainTiny } from "./tiny_calibrator.ts";

/** A calibrator that is off by one per cent, flags each fourth surface. */
function offByOnePerCent(): NeuralCalibrator {
  let asked = 0;
  return {
    law: lawByName("black-scholes"),
    identity: { name: "off", version: "1.0.0", runId: "" },
    fit: (surfaces) =>
      Promise.resolve(surfaces.map(({ impliedVol, size }) => ({
        params: { sigma: 1.01 * impliedVol[0] },
        rmseImpliedVol: 0,
        insideRegion: asked++ % 4 !== 0,
        reasons: [],
        quotesUsed: size,
      }))),
    release: () => Promise.resolve(),
  };
}

Deno.test("evaluateCalibrator() measures errors of volatilities and parameters", async () => {
  const test = flatSet(100, 9);
  const progress: Progress[] = [];
  const evaluation = await evaluateCalibrator(offByOnePerCent(), test, {
    onProgress: (p) => progress.push(p),
  });
  assertEquals(evaluation.surfaces, 100);
  assertEquals(evaluation.flagged, 0.25);
  const { mean, q99, worst } = evaluation.calibration;
  // The sets' own noise is one in a million.
  for (const map of [mean, q99, worst]) {
    assertEquals(map.length, 200);
    map.forEach((e) => assertAlmostEquals(e, 0.01, 2e-5));
  }
  const truth = test.parameters;
  const average = truth.reduce((sum, x) => sum + x, 0) / 100;
  const square = truth.reduce((sum, x) => sum + x * x, 0) / 100;
  const spread = square - average * average;
  const [{ name, mae, rmse, r2 }] = evaluation.parameters;
  assertEquals(name, "sigma");
  assertAlmostEquals(mae, 0.01 * average, 1e-5);
  assertAlmostEquals(rmse, 0.01 * Math.sqrt(square), 1e-5);
  assertAlmostEquals(r2, 1 - 1e-4 * square / spread, 1e-6);
  assertAlmostEquals(evaluation.rmseImpliedVol, rmse, 1e-5);
  assertEquals(progress.map(({ done }) => done), [64, 100]);
});

Deno.test("errorMap() takes the R-7 quantile of each node", () => {
  const row = Float64Array.from({ length: 11 }, (_, i) => 10 - i);
  const { mean, q99, worst } = errorMap([row, Float64Array.of(3)]);
  assertEquals([...mean], [5, 3]);
  assertAlmostEquals(q99[0], 9.9, 1e-12);
  assertEquals(q99[1], 3);
  assertEquals([...worst], [10, 3]);
  assertEquals(largest(worst), 10);
});

Deno.test("A trained net is measured on surfaces that it has not seen", async () => {
  const calibrator = await loadCalibrator(
    sourceOf(await trainTiny({ route: "surrogate" })),
  );
  try {
    const { parameters, calibration, flagged } = await evaluateCalibrator(
      calibrator,
      flatSet(40, 10),
    );
    assert(parameters[0].r2 > 0.995, `${parameters[0].r2}`);
    assert(largest(calibration.mean) < 0.02);
    assertEquals(flagged, 0);
  } finally {
    await calibrator.release();
  }
});
