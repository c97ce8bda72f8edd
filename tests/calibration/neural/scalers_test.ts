import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  fitSurfaceScaler,
  fromParameters,
  scaledLogVols,
  scaledParameters,
  type SurfaceScaler,
  toModes,
  toParameters,
  toVols,
  toWhiteSurface,
  unscaledParameters,
} from "lib/calibration/neural/scalers.ts";
import {
  splitSet,
  type SurfaceSet,
} from "lib/calibration/neural/surface_set.ts";
import { makeRng } from "lib/core/rng.ts";
import { Graph, type Value } from "lib/graph/graph.ts";
import { runOnce } from "../../graph/run_once.ts";

const GRID = {
  maturities: Float64Array.of(0.5, 1),
  moneyness: Float64Array.of(0.9, 1, 1.1),
};

/** Surfaces of three modes of deviations .3, .1 and .03. */
function sampleSet(count: number, seed: number): SurfaceSet {
  const rng = makeRng(seed);
  const vols = new Float32Array(count * 6);
  for (let s = 0; s < count; ++s) {
    const scores = [0.3, 0.1, 0.03].map((d) => d * rng.normal());
    for (let i = 0; i < 6; ++i) {
      const log = Math.log(0.2) + scores[0] + scores[1] * Math.cos(i) +
        scores[2] * Math.sin(3 * i);
      vols[s * 6 + i] = Math.exp(log);
    }
  }
  const parameters = Float64Array.from({ length: count }, () => rng.uniform());
  return { law: "any", grid: GRID, names: ["a"], parameters, vols, count };
}

const SET = sampleSet(300, 1);
const SCALER = fitSurfaceScaler(SET, makeRng(2));

/** What a graph makes of rows. */
async function run(
  rows: Float32Array,
  width: number,
  work: (x: Value) => Value,
): Promise<Float32Array> {
  const graph = new Graph({ mode: "inference" });
  const x = graph.input("x", ["N", width]);
  return await runOnce(work(x), { x: rows }, {
    x: [rows.length / width, width],
  });
}

Deno.test("Modes of the surfaces a scaler was fitted to have mean 0, variance 1 and no correlation", async () => {
  const modes = await run(SET.vols, 6, (x) => toModes(x, SCALER));
  const width = SCALER.deviations.length;
  assertEquals(width, 3);
  for (let a = 0; a < width; ++a) {
    for (let b = 0; b <= a; ++b) {
      let [mean, product] = [0, 0];
      for (let s = 0; s < SET.count; ++s) {
        mean += modes[s * width + a] / SET.count;
        product += modes[s * width + a] * modes[s * width + b] /
          (SET.count - 1);
      }
      assertAlmostEquals(mean, 0, 1e-4);
      assertAlmostEquals(product, a === b ? 1 : 0, 1e-3);
    }
  }
});

Deno.test("A whitened surface is that of the modes, of variance about 1", async () => {
  const white = await run(SET.vols, 6, (x) => toWhiteSurface(x, SCALER));
  const mean = white.reduce((sum, v) => sum + v, 0) / white.length;
  const square = white.reduce((sum, v) => sum + v * v, 0) / white.length;
  assertAlmostEquals(mean, 0, 1e-3);
  assertAlmostEquals(square, 1, 0.01);
});

Deno.test("Log volatilities are scaled and brought back, in numbers and in the graph", async () => {
  const scaled = scaledLogVols(SET.vols, SCALER);
  const square = scaled.reduce((sum, v) => sum + v * v, 0) / scaled.length;
  assertAlmostEquals(square, 1, 1e-4);
  const vols = await run(scaled, 6, (x) => toVols(x, SCALER));
  vols.forEach((v, i) => assertAlmostEquals(v / SET.vols[i], 1, 1e-5));
});

const NAMES = ["plain", "wide", "negative"];
const REGION = {
  plain: [0.1, 0.6],
  wide: [0.01, 0.5],
  negative: [-2, 30],
} as const;

Deno.test("Parameters stand at −1 and 1 at the ends of their box, by logarithm where it spans a decade", () => {
  const low = Float64Array.of(0.1, 0.01, -2);
  const high = Float64Array.of(0.6, 0.5, 30);
  const middle = Float64Array.of(0.35, Math.sqrt(0.01 * 0.5), 14);
  for (
    const [parameters, place] of [[low, -1], [high, 1], [middle, 0]] as const
  ) {
    const places = scaledParameters(parameters, NAMES, REGION);
    places.forEach((x) => assertAlmostEquals(x, place, 1e-6));
    const back = unscaledParameters(places, NAMES, REGION);
    back.forEach((x, j) => assertAlmostEquals(x, parameters[j], 1e-5));
  }
});

Deno.test("Parameters come back from their places, in numbers and in the graph, which clamps to the box", async () => {
  const rng = makeRng(3);
  const places = Float32Array.from(
    { length: 60 },
    () => 2 * rng.uniform() - 1,
  );
  const parameters = unscaledParameters(places, NAMES, REGION);
  const again = scaledParameters(
    Float64Array.from(parameters),
    NAMES,
    REGION,
  );
  again.forEach((x, i) => assertAlmostEquals(x, places[i], 2e-6));
  const byGraph = await run(places, 3, (x) => toParameters(x, NAMES, REGION));
  byGraph.forEach((x, i) =>
    assertAlmostEquals(x, parameters[i], 1e-5 * Math.max(1, Math.abs(x)))
  );
  const back = await run(
    parameters,
    3,
    (x) => fromParameters(x, NAMES, REGION),
  );
  back.forEach((x, i) => assertAlmostEquals(x, places[i], 1e-5));
  const outside = await run(
    Float32Array.of(-7, 1.5, 40, 3, -3, -1.01),
    3,
    (x) => toParameters(x, NAMES, REGION),
  );
  [0.1, 0.5, 30, 0.6, 0.01, -2].forEach((x, i) =>
    assertAlmostEquals(outside[i], x, 2e-6 * Math.max(1, Math.abs(x)))
  );
});

Deno.test("A scaler knows the training part alone", () => {
  const parts = splitSet(SET);
  assertEquals(
    [parts.training.count, parts.validation.count, parts.test.count],
    [240, 30, 30],
  );
  const fit = (set: SurfaceSet): SurfaceScaler =>
    fitSurfaceScaler(splitSet(set).training, makeRng(2));
  // Validation and test surfaces that are all the same wild volatility.
  const vols = SET.vols.slice();
  vols.fill(3, 240 * 6);
  assertEquals(fit({ ...SET, vols }), fit(SET));
  assert(
    fitSurfaceScaler({ ...SET, vols }, makeRng(2)).deviation >
      1.5 * SCALER.deviation,
  );
});

Deno.test("A split shares no surface and keeps each beside its parameters", () => {
  const { training, validation, test } = splitSet(SET, {
    validation: 0.2,
    test: 0.05,
  });
  assertEquals([training.count, validation.count, test.count], [225, 60, 15]);
  const parts = [training, validation, test];
  assertEquals(parts.flatMap((p) => [...p.vols]), [...SET.vols]);
  assertEquals(parts.flatMap((p) => [...p.parameters]), [...SET.parameters]);
});
