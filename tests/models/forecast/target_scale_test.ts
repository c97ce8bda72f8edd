import { assertAlmostEquals, assertEquals } from "@std/assert";
import { scaledRows, targetScale } from "lib/models/forecast/target_scale.ts";
import { Windows } from "lib/models/windows/windows.ts";
import { smallParts } from "../../contracts/model_family_windows.ts";

Deno.test("labels are scaled to mean 0 and deviation 1, windows not at all", () => {
  const { train } = smallParts("number", 1);
  const scale = targetScale(train);
  const rows = Uint32Array.of(0, 3, 5);
  const size = train.length * train.features.length;
  const [x, same] = [new Float32Array(3 * size), new Float32Array(3 * size)];
  const y = new Float32Array(3);
  scaledRows(train, scale).gatherInto(x, y, rows);
  train.gatherWindowsInto(same, rows);
  assertEquals(x, same);
  const labels = train.labels();
  rows.forEach((i, k) =>
    assertAlmostEquals(y[k] * scale.deviation + scale.mean, labels[i], 1e-8)
  );
  const all = new Float32Array(train.count);
  scaledRows(train, scale).gatherInto(
    new Float32Array(train.count * size),
    all,
    Uint32Array.from(all, (_, i) => i),
  );
  const mean = all.reduce((a, b) => a + b) / all.length;
  assertAlmostEquals(mean, 0, 1e-6);
  assertAlmostEquals(all.reduce((s, v) => s + v * v, 0) / all.length, 1, 1e-6);
});

Deno.test("labels that are all alike are divided by 1", () => {
  const { train } = smallParts("number", 1);
  const values = new Float32Array(train.count).fill(3);
  const alike = new Windows({ ...train, target: { kind: "number", values } });
  assertEquals(targetScale(alike), { mean: 3, deviation: 1 });
});

Deno.test("classes become indicators and paths stay as they are", () => {
  const classes = smallParts("3 classes", 1).train;
  assertEquals(targetScale(classes), { mean: 0, deviation: 1 });
  const size = classes.length * classes.features.length;
  const y = new Float32Array(6).fill(7);
  scaledRows(classes, targetScale(classes))
    .gatherInto(new Float32Array(2 * size), y, Uint32Array.of(4, 9));
  const labels = classes.labels();
  assertEquals(
    Array.from(y),
    [labels[4], labels[9]].flatMap((c) => [0, 1, 2].map((k) => +(k === c))),
  );
  const path = smallParts("path", 1).train;
  assertEquals(targetScale(path), { mean: 0, deviation: 1 });
  const steps = new Float32Array(path.outputs);
  scaledRows(path, targetScale(path))
    .gatherInto(new Float32Array(size), steps, Uint32Array.of(2));
  assertEquals(steps, path.labels().slice(2 * path.outputs, 3 * path.outputs));
});
