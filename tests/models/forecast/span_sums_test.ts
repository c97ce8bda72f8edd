import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  rowWeights,
  spansOf,
  spanSums,
} from "lib/models/forecast/span_sums.ts";
import {
  type Parts,
  smallParts,
} from "../../contracts/model_family_windows.ts";

Deno.test("spansOf() takes the rows of small windows one by one", () => {
  assertEquals(spansOf(4, 3), [[0, 1], [1, 2], [2, 3]]);
  assertEquals(spansOf(1, 9), []);
});

Deno.test("spansOf() of large windows grow fourfold and leave no row out", () => {
  assertEquals(spansOf(60, 107), [[0, 38], [38, 54], [54, 58], [58, 59]]);
  for (const length of [2, 7, 300]) {
    const spans = spansOf(length, 500);
    assertEquals(spans[0][0], 0);
    assertEquals(spans.at(-1)![1], length - 1);
    spans.slice(1).forEach(([from], s) => assertEquals(from, spans[s][1]));
  }
});

const spans = [[0, 3], [3, 6], [6, 7]] as const;
const watch = {};

/** Inputs of a window: means of spans less the last row, then that row. */
function inputsOf({ test }: Parts, i: number): number[] {
  const p = test.features.length;
  const x = new Float32Array(test.length * p);
  test.gatherWindowsInto(x, [i]);
  const last = Array.from(x.slice(-p));
  const means = spans.flatMap(([from, to]) =>
    last.map((now, j) => {
      let sum = 0;
      for (let t = from; t < to; ++t) sum += x[t * p + j];
      return sum / (to - from) - now;
    })
  );
  return [...means, ...last];
}

Deno.test("spanSums() are the sums over single windows", async () => {
  for (const target of ["number", "3 classes"] as const) {
    const parts = smallParts(target, 2);
    const { test } = parts;
    const sums = await spanSums(test, spans, watch);
    const inputs = Array.from(
      { length: test.count },
      (_, i) => inputsOf(parts, i),
    );
    const outputs = Array.from(
      test.labels(),
      (y) => target === "number" ? [y] : [0, 1, 2].map((c) => c === y ? 1 : 0),
    );
    const m = inputs[0].length;
    const over = (of: (i: number) => number) =>
      inputs.reduce((sum, _, i) => sum + of(i), 0);
    assertEquals(sums.count, test.count);
    assertAlmostEquals(
      sums.yy,
      over((i) => outputs[i].reduce((s, y) => s + y * y, 0)),
      1e-10,
    );
    for (let a = 0; a < m; ++a) {
      assertAlmostEquals(sums.x[a], over((i) => inputs[i][a]), 1e-10);
      for (let b = 0; b < m; ++b) {
        assertAlmostEquals(
          sums.xx[a * m + b],
          over((i) => inputs[i][a] * inputs[i][b]),
          1e-10,
        );
      }
      outputs[0].forEach((_, h) =>
        assertAlmostEquals(
          sums.yx[h * m + a],
          over((i) => inputs[i][a] * outputs[i][h]),
          1e-10,
        )
      );
    }
    outputs[0].forEach((_, h) =>
      assertAlmostEquals(sums.y[h], over((i) => outputs[i][h]), 1e-10)
    );
  }
});

Deno.test("rowWeights() say of the rows what the weights say of their spans", () => {
  const parts = smallParts("number", 2);
  const { test } = parts;
  const outputs = 2;
  const m = inputsOf(parts, 0).length;
  const weights = Float64Array.from(
    { length: m * outputs },
    (_, k) => Math.sin(k),
  );
  const rows = rowWeights(weights, spans, test.features.length, outputs);
  const x = new Float32Array(rows.length / outputs);
  assertEquals(x.length, test.length * test.features.length);
  for (const i of [0, 11]) {
    test.gatherWindowsInto(x, [i]);
    const inputs = inputsOf(parts, i);
    for (let h = 0; h < outputs; ++h) {
      const bySpan = inputs.reduce(
        (s, v, k) => s + v * weights[k * outputs + h],
        0,
      );
      const byRow = x.reduce((s, v, k) => s + v * rows[k * outputs + h], 0);
      assertAlmostEquals(byRow, bySpan, 1e-5);
    }
  }
});

Deno.test("spanSums() stop when asked to", async () => {
  const { train } = smallParts("number", 2);
  const many = train.take(
    Int32Array.from({ length: 5000 }, (_, i) => i % train.count),
  );
  const stop = new AbortController();
  const told: number[] = [];
  const onProgress = ({ done }: { done: number }) => {
    told.push(done);
    stop.abort(new Error("enough"));
  };
  let reason = "";
  try {
    await spanSums(many, spans, { onProgress, signal: stop.signal });
  } catch (error) {
    reason = (error as Error).message;
  }
  assertEquals(reason, "enough");
  assert(told.length === 1 && told[0] < 5000);
});
