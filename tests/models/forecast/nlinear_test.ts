import "../../graph/wasm_ready.ts";
import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { smallParts } from "../../contracts/model_family_windows.ts";
import { fitAndPredict, type FitParts, meanSquaredError } from "./fit_small.ts";
import { laggedWindows } from "./lagged_windows.ts";

const lagged = (kind: "number" | "class" | "path"): FitParts => ({
  train: laggedWindows(1000, 1, kind),
  validation: laggedWindows(300, 2, kind),
  test: laggedWindows(300, 3, kind),
});

Deno.test("nlinear finds a number that stands in the window, without noise", async () => {
  const parts = lagged("number");
  const { output, model } = await fitAndPredict("nlinear", parts);
  assert(meanSquaredError(output, parts.test) < 1e-9);
  const [signal] = model.importance();
  assert(signal > 0.99, `share ${signal}`);
});

Deno.test("nlinear's error on a path is nearly that of the noise alone", async () => {
  const parts = lagged("path");
  const { output } = await fitAndPredict("nlinear", parts);
  const error = meanSquaredError(output, parts.test);
  // Two steps of 300 windows of noise of variance 0.0975: deviation 0.0056.
  assertAlmostEquals(error, 0.0975, 0.015);
});

Deno.test("nlinear tells classes apart that the window does", async () => {
  const parts = lagged("class");
  const { output } = await fitAndPredict("nlinear", parts);
  const labels = parts.test.labels();
  const right = labels.filter((y, i) => y === output.predictions[i]).length;
  assert(right / labels.length > 0.95, `share ${right / labels.length}`);
});

Deno.test("nlinear of noise is the mean of the labels and shares of the classes", async () => {
  const rng = makeRng(9);
  const noisy = (windows: Windows) => {
    const values = Float32Array.from(
      { length: windows.count },
      () => 5 + rng.normal(),
    );
    return new Windows({ ...windows, target: { kind: "number", values } });
  };
  const parts = lagged("number");
  const noise = {
    train: noisy(parts.train),
    validation: noisy(parts.validation),
    test: noisy(parts.test),
  };
  const { output, model } = await fitAndPredict("nlinear", noise);
  const labels = noise.train.labels();
  const mean = labels.reduce((a, b) => a + b) / labels.length;
  for (const y of output.predictions) assertAlmostEquals(y, mean, 0.1);
  assert(Number(model.facts.notes["lambda"]) > 100);
});

Deno.test("nlinear follows a path that is moved or stretched", async () => {
  const parts = smallParts("path", 1);
  const { output } = await fitAndPredict("nlinear", parts);
  const [scale, shift] = [4, 64];
  const moved = (windows: Windows) =>
    new Windows({
      ...windows,
      values: windows.values.map((v) => shift + scale * v),
    });
  const other = await fitAndPredict("nlinear", {
    train: moved(parts.train),
    validation: moved(parts.validation),
    test: moved(parts.test),
  });
  output.predictions.forEach((y, k) =>
    assertAlmostEquals(other.output.predictions[k], shift + scale * y, 1e-3)
  );
});

Deno.test("nlinear reads windows of one row and wide ones", async () => {
  const one = (windows: Windows) => new Windows({ ...windows, length: 1 });
  for (const target of ["number", "2 classes", "path"] as const) {
    const { train, validation, test } = smallParts(target, 1);
    const { output } = await fitAndPredict("nlinear", {
      train: one(train),
      validation: one(validation),
      test: one(test),
    });
    assert(output.predictions.every(Number.isFinite));
  }
  // 8 rows of 40 columns are above 256 values: spans of 1, 4 and 2 rows.
  const rng = makeRng(5);
  const p = 40;
  const wide = (windows: Windows) =>
    new Windows({
      ...windows,
      features: Array.from({ length: p }, (_, j) => `f${j}`),
      values: Float32Array.from(
        { length: windows.values.length / windows.features.length * p },
        () => rng.normal(),
      ),
      target: { kind: "number", values: new Float32Array(windows.count) },
    });
  const labelled = (windows: Windows) => {
    // The mean of column 7 over the span of four rows.
    const values = windows.labels().map((_, i) => {
      let sum = 0;
      for (let t = 2; t < 6; ++t) {
        sum += windows.values[(windows.ends[i] - 8 + t) * p + 7];
      }
      return sum / 4;
    });
    return new Windows({ ...windows, target: { kind: "number", values } });
  };
  const { train, validation, test } = smallParts("number", 1);
  const parts = {
    train: labelled(wide(train)),
    validation: labelled(wide(validation)),
    test: labelled(wide(test)),
  };
  const { output } = await fitAndPredict("nlinear", parts);
  assert(meanSquaredError(output, parts.test) < 1e-8);
});
