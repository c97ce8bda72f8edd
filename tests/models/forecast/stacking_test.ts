import "../../graph/wasm_ready.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { purgedFolds } from "lib/models/forecast/ensemble/purged_folds.ts";
import { memberConfigs } from "lib/models/forecast/ensemble/members.ts";
import { readModelConfig } from "lib/models/forecast/model_config.ts";
import { outOfFold } from "lib/models/forecast/stacking.ts";
import { logistic } from "lib/models/logistic.ts";
import { ridge } from "lib/models/ridge.ts";
import { Windows } from "lib/models/windows/windows.ts";
import {
  contextOf,
  laggedParts,
  QUICK,
  saidAlone,
  weightsOf,
} from "./ensembles.ts";
import { fitFamily } from "./table_models.ts";

const MEMBERS = {
  number: "nlinear,xgboost",
  class: "logistic,tcn",
  path: "nlinear,tcn",
} as const;

async function parts(kind: keyof typeof MEMBERS) {
  const members = MEMBERS[kind];
  const windows = laggedParts(kind);
  const { train, validation, test } = windows;
  const model = await fitFamily("stacking", [train, validation], {
    params: { members, settings: QUICK, folds: 2 },
  });
  const context = contextOf(validation);
  const configs = memberConfigs(
    { members, settings: QUICK },
    readModelConfig({ family: "stacking" }),
    context.registry,
    kind,
  );
  const held = await outOfFold(configs, train, context, {
    folds: 2,
    embargo: 0,
  });
  const said = await saidAlone("stacking", members, windows);
  const output = await model.predict(test);
  await model.release();
  return { model, train, held, said, output };
}

/** Columns side by side, changed by a function. */
function columns(of: readonly Float64Array[], f = (v: number) => v): Matrix {
  const [rows, cols] = [of[0].length, of.length];
  const data = new Float64Array(rows * cols);
  of.forEach((own, k) => own.forEach((v, i) => data[i * cols + k] = f(v)));
  return { data, rows, cols };
}

for (const kind of ["number", "path"] as const) {
  Deno.test(`stacking of a ${kind} is one graph: a ridge of out-of-fold predictions on the members`, async () => {
    const { model, train, held, said, output } = await parts(kind);
    const meta = await ridge.make({ alpha: 1, standardize: true })
      .fit(columns(held), Float64Array.from(train.labels()), {
        rng: makeRng(1),
      });
    const expected = meta.predict(columns(said));
    assertEquals(output.predictions.length, expected.length);
    expected.forEach((v, i) =>
      assertAlmostEquals(output.predictions[i], v, 1e-5)
    );
    assert(weightsOf(model)[0] > 0.5, "nlinear finds the label");
  });
}

Deno.test("stacking of classes is one graph: a logistic regression of out-of-fold log probabilities", async () => {
  const { train, held, said, output } = await parts("class");
  const logs = (of: readonly Float64Array[]) =>
    columns(
      of.flatMap((p) => [0, 1].map((c) => p.filter((_, at) => at % 2 === c))),
      (p) => Math.log(Math.max(p, 1e-6)),
    );
  const meta = await logistic.make({ c: 1, standardize: true })
    .fit(logs(held), Float64Array.from(train.labels()), { rng: makeRng(1) });
  meta.predict(logs(said)).forEach((p, i) => {
    assertAlmostEquals(output.probabilities![2 * i + 1], p, 1e-5);
    assertAlmostEquals(output.probabilities![2 * i], 1 - p, 1e-5);
  });
});

Deno.test("folds are purged: no label learnt from reaches into what is tested, no row learnt from before its last label is known", () => {
  const rng = makeRng(5);
  const symbols = 3;
  const length = 4;
  for (let trial = 0; trial < 20; ++trial) {
    const each = 80 + Math.floor(rng.uniform() * 60);
    const horizon = 1 + Math.floor(rng.uniform() * 6);
    const embargo = Math.floor(rng.uniform() * 5);
    const folds = 2 + Math.floor(rng.uniform() * 3);
    const windows = panel(symbols, each, length, horizon);
    const seen = new Int32Array(windows.count);
    for (const { train, test } of purgedFolds(windows, folds, embargo)) {
      for (const i of test) seen[i]++;
      const times = Array.from(test, (i) => windows.time[i]);
      const first = Math.min(...times);
      const known = Math.max(...Array.from(test, (i) => windows.labelEnd[i]));
      for (const i of train) {
        const isBefore = windows.labelEnd[i] <= first;
        const isAfter = windows.time[i] - (length - 1) > known + embargo;
        assert(isBefore || isAfter, `window ${i} of horizon ${horizon}`);
      }
      // No more is left out than must be.
      const out = windows.count - train.length - test.length;
      const gap = horizon - 1 + horizon + length - 1 + embargo;
      assert(out <= symbols * gap, `${out} of ${gap}`);
    }
    assert(seen.every((times) => times === 1));
  }
});

Deno.test("folds that leave nothing to learn from are refused", () => {
  assertThrows(
    () => purgedFolds(panel(1, 10, 4, 6), 2, 0),
    RangeError,
    "fewer folds",
  );
});

/** Windows of some symbols at moments 0, 1, 2, …; labels known `horizon` later. */
function panel(
  symbols: number,
  each: number,
  length: number,
  horizon: number,
): Windows {
  const count = symbols * each;
  const rows = each + length;
  const at = (i: number) => i % each;
  const ends = Int32Array.from(
    { length: count },
    (_, i) => Math.floor(i / each) * rows + length + at(i),
  );
  return new Windows({
    values: new Float32Array(symbols * rows),
    features: ["x"],
    length,
    ends,
    target: { kind: "number", values: new Float32Array(count) },
    horizon,
    symbols: Array.from({ length: symbols }, (_, s) => `S${s}`),
    symbolOf: Int32Array.from(
      { length: count },
      (_, i) => Math.floor(i / each),
    ),
    time: Float64Array.from({ length: count }, (_, i) => at(i)),
    labelEnd: Float64Array.from({ length: count }, (_, i) => at(i) + horizon),
  });
}
