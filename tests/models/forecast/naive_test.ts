import "../../graph/wasm_ready.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { smallParts } from "../../contracts/model_family_windows.ts";
import { fitAndPredict } from "./fit_small.ts";

Deno.test("naive repeats the last value of a path", async () => {
  const parts = smallParts("path", 1);
  const { output, model } = await fitAndPredict("naive", parts);
  const last = parts.test.lastRows();
  output.predictions.forEach((y, k) => {
    const i = Math.floor(k / parts.test.outputs);
    assertEquals(y, last.data[i * last.cols + 1]);
  });
  assertEquals(Array.from(model.importance()), [0, 1, 0]);
});

Deno.test("naive takes a return for 0, or with drift for the mean in training", async () => {
  const parts = smallParts("number", 1);
  const { output } = await fitAndPredict("naive", parts);
  assertEquals(output.predictions, new Float64Array(parts.test.count));
  const drifting = await fitAndPredict("naive", parts, { drift: true });
  const labels = parts.train.labels();
  const mean = labels.reduce((a, b) => a + b) / labels.length;
  for (const y of drifting.output.predictions) {
    assertAlmostEquals(y, mean, 1e-9);
  }
});

Deno.test("naive is as uncertain of a return as returns vary about 0", async () => {
  const parts = smallParts("number", 1);
  const { output } = await fitAndPredict("naive", parts);
  const labels = parts.validation.labels();
  const root = Math.sqrt(labels.reduce((s, y) => s + y * y, 0) / labels.length);
  for (const u of output.uncertainty) assertAlmostEquals(u, root, 1e-9);
});

Deno.test("naive gives classes their shares in training, by Laplace's rule", async () => {
  const parts = smallParts("3 classes", 1);
  const { output } = await fitAndPredict("naive", parts);
  const labels = parts.train.labels();
  for (const c of [0, 1, 2]) {
    const count = labels.filter((y) => y === c).length;
    const share = (count + 1) / (labels.length + 3);
    for (let i = 0; i < output.count; ++i) {
      assertAlmostEquals(output.probabilities![i * 3 + c], share, 1e-7);
    }
  }
});
