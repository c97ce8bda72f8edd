import { gridQuotes } from "lib/calibration/neural/grid_quotes.ts";
import {
  type CalibratorSource,
  loadCalibrator,
} from "lib/calibration/neural/load_calibrator.ts";
import type { NeuralCalibrator } from "lib/calibration/neural/net_fit.ts";
import {
  STANDARD_GRID,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { ArtifactError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { writeModel } from "lib/graph/onnx/write.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { sourceOf, trainTiny } from "./tiny_calibrator.ts";

const INVERSE = sourceOf(await trainTiny());
const SURROGATE = sourceOf(await trainTiny({ route: "surrogate" }));
const ROUTES = { inverse: INVERSE, surrogate: SURROGATE };

async function withCalibrator(
  source: CalibratorSource,
  work: (calibrator: NeuralCalibrator) => Promise<void>,
): Promise<void> {
  const calibrator = await loadCalibrator(source);
  try {
    await work(calibrator);
  } finally {
    await calibrator.release();
  }
}

/** A surface that is flat, or whatever `vol` says. */
function surface(
  vol: number | ((k: number, tau: number) => number),
  grid: SurfaceGrid = STANDARD_GRID,
): CalibrationQuotes {
  const at = typeof vol === "number" ? () => vol : vol;
  const vols = [...grid.maturities].flatMap((tau) =>
    [...grid.moneyness].map((k) => at(k, tau))
  );
  return gridQuotes(vols, grid, "a test");
}

/** Some grid that is not the standard one. */
function otherGrid(seed: number): SurfaceGrid {
  const rng = makeRng(seed);
  const some = (count: number, low: number, high: number) =>
    Float64Array.from(
      { length: count },
      () => low + (high - low) * rng.uniform(),
    ).sort();
  return {
    maturities: some(2 + seed % 3, 0.05, 2.1),
    moneyness: some(3 + seed % 4, 0.72, 1.25),
  };
}

for (const [route, source] of Object.entries(ROUTES)) {
  Deno.test(`A calibrator of the ${route} route finds the volatility of flat surfaces, on its grid and off it`, () =>
    withCalibrator(source, async (calibrator) => {
      assertEquals(calibrator.law.name, "black-scholes");
      assertEquals(calibrator.identity.version, "1.0.0");
      for (const sigma of [0.1, 0.2, 0.33, 0.55]) {
        for (const grid of [STANDARD_GRID, otherGrid(1), otherGrid(6)]) {
          const [fit] = await calibrator.fit([surface(sigma, grid)]);
          assertAlmostEquals(fit.params["sigma"] / sigma, 1, 0.03);
          assertAlmostEquals(fit.rmseImpliedVol, 0, 0.02 * sigma);
          assertEquals(fit.reasons, []);
          assert(fit.insideRegion);
          assertEquals(
            fit.quotesUsed,
            grid.maturities.length * grid.moneyness.length,
          );
        }
      }
    }));

  Deno.test(`A calibrator of the ${route} route says of surfaces outside its region that they are`, () =>
    withCalibrator(source, async (calibrator) => {
      const outside = {
        "far too volatile": surface(3),
        "far too calm": surface(0.005),
        "beyond the end of the region": surface(0.9),
        "a smile": surface((k) => 0.2 + 3 * (k - 1) ** 2),
        "a term structure": surface((_, tau) => 0.15 + 0.1 * tau),
        "a skew off the grid": surface(
          (k) => 0.3 - 0.4 * (k - 1),
          otherGrid(2),
        ),
      };
      for (const [what, quotes] of Object.entries(outside)) {
        const [fit] = await calibrator.fit([quotes]);
        assert(!fit.insideRegion, what);
        assert(fit.reasons.length > 0, what);
        assert(Number.isFinite(fit.params["sigma"]), what);
        assert(calibrator.law.space.violation(fit.params) === null, what);
      }
    }));

  Deno.test(`A hundred surfaces in one call of the ${route} route each get the answer they get alone`, () =>
    withCalibrator(source, async (calibrator) => {
      const surfaces = Array.from({ length: 100 }, (_, i) => {
        const sigma = 0.09 + 0.005 * i;
        const grid = i % 3 === 0 ? STANDARD_GRID : otherGrid(i % 7);
        return surface(i % 10 === 9 ? () => 2.5 : sigma, grid);
      });
      const together = await calibrator.fit(surfaces);
      assertEquals(together.length, 100);
      const apart = await Promise.all(
        surfaces.map(async (one) => (await calibrator.fit([one]))[0]),
      );
      together.forEach((fit, i) => {
        assertAlmostEquals(fit.params["sigma"], apart[i].params["sigma"], 1e-5);
        assertEquals(fit.insideRegion, apart[i].insideRegion);
        assertEquals(fit.insideRegion, i % 10 !== 9, `${i} ${fit.reasons}`);
        assertEquals(fit.quotesUsed, surfaces[i].size);
        if (i % 10 === 9) return;
        assertAlmostEquals(fit.params["sigma"] / (0.09 + 0.005 * i), 1, 0.03);
      });
    }));
}

Deno.test("Quotes without a volatility are passed over, and the rest give the same answer", () =>
  withCalibrator(INVERSE, async (calibrator) => {
    const whole = surface(0.25);
    const impliedVol = whole.impliedVol.map((v, i) => i % 3 === 0 ? NaN : v);
    const [holed] = await calibrator.fit([{ ...whole, impliedVol }]);
    assertEquals(holed.quotesUsed, 133);
    assertAlmostEquals(holed.params["sigma"], 0.25, 0.01);
    const none = whole.impliedVol.map(() => NaN);
    await assertRejects(
      () => calibrator.fit([{ ...whole, impliedVol: none }]),
      RangeError,
      "a quote with an implied volatility must stand within",
    );
    assertEquals(await calibrator.fit([]), []);
  }));

async function refused(source: CalibratorSource): Promise<string> {
  const { message } = await assertRejects(
    () => loadCalibrator(source),
    ArtifactError,
  );
  assertStringIncludes(message, "models/tiny");
  return message;
}

/** The source with some files in place of its own; null leaves one out. */
function withFiles(
  source: CalibratorSource,
  files: Record<string, Uint8Array | null>,
): CalibratorSource {
  const all = new Map(source.files);
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes === null) all.delete(name);
    else all.set(name, bytes);
  }
  return { ...source, files: all };
}

Deno.test("A calibrator without one of its files is an ArtifactError that names it", async () => {
  for (const name of ["model.onnx", "surrogate.onnx", "surface_basis.bin"]) {
    const message = await refused(withFiles(INVERSE, { [name]: null }));
    assertStringIncludes(message, name);
  }
});

Deno.test("Files that are cut off, foreign or in each other's place are an ArtifactError", async () => {
  const model = INVERSE.files.get("model.onnx")!;
  const surrogate = INVERSE.files.get("surrogate.onnx")!;
  const basis = INVERSE.files.get("surface_basis.bin")!;
  const foreign = writeModel({
    nodes: [{ op: "Neg", inputs: ["vols"], outputs: ["parameters"] }],
    initializers: [],
    inputs: [{ name: "vols", shape: ["N", 200] }],
    outputs: [{ name: "parameters", shape: ["N", 200] }],
  });
  const text = new TextEncoder().encode("not a model");
  const broken: Record<string, Uint8Array>[] = [
    { "model.onnx": model.subarray(0, model.length >> 1) },
    { "model.onnx": model.subarray(0, model.length - 1) },
    { "model.onnx": new Uint8Array() },
    { "model.onnx": text },
    { "model.onnx": foreign },
    { "model.onnx": surrogate },
    { "surrogate.onnx": model },
    { "surrogate.onnx": surrogate.subarray(0, 5000) },
    { "surface_basis.bin": basis.subarray(0, 5000) },
    { "surface_basis.bin": text },
  ];
  for (const files of broken) await refused(withFiles(INVERSE, files));
});

Deno.test("Metadata of another law, another kind or of nothing is an ArtifactError", async () => {
  const { details } = INVERSE;
  const others: Partial<CalibratorSource>[] = [
    { kind: "forecaster" },
    { details: {} },
    { details: { ...details, law: "heston" } },
    { details: { ...details, law: "no-such-law" } },
    { details: { ...details, law: 7 } },
    { details: { ...details, names: ["nu"] } },
    { details: { ...details, region: null } },
    { details: { ...details, region: { nu: [0, 1] } } },
    { details: { ...details, region: { sigma: [0.8, 0.05] } } },
    { details: { ...details, maturities: [1, 2] } },
    { details: { ...details, moneyness: "all" } },
    { details: { ...details, largestScores: [1] } },
    { details: { ...details, route: "scenic" } },
  ];
  for (const other of others) await refused({ ...INVERSE, ...other });
});

Deno.test("A net that was trained on another law than its metadata names is an ArtifactError", async () => {
  const metadata = { law: "merton" };
  const trained = await trainTiny({ epochs: 1, metadata });
  const message = await refused(sourceOf(trained));
  assertStringIncludes(message, "merton");
});
