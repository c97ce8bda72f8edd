import { assert, assertAlmostEquals, assertInstanceOf } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { LinearModel } from "lib/models/linear_model.ts";
import { logistic, type LogisticParams } from "lib/models/logistic.ts";
import {
  LOGISTIC,
  LONG,
  LONG_CLASSES,
  LONG_WEIGHTS,
} from "../reference/scikit_learn_models.ts";
import { assertLinear } from "./linear_check.ts";

const fit = async (
  params: Partial<LogisticParams>,
  context: Partial<FitContext> = {},
) =>
  await logistic.make(params).fit(LONG.x, LONG_CLASSES, {
    rng: makeRng(1),
    ...context,
  });

Deno.test("logistic is scikit-learn's LogisticRegression", async () => {
  // Where the reference's own solvers differ: 1e-10 of the largest.
  assertLinear(await fit({}), LOGISTIC.c1, 1e-9);
  assertLinear(await fit({ c: 100 }), LOGISTIC.c100, 1e-9);
  const weights = LONG_WEIGHTS;
  assertLinear(await fit({}, { weights }), LOGISTIC.weighted, 1e-9);
});

Deno.test("logistic takes a weight for a part of c", async () => {
  const weights = new Float64Array(60).fill(1e-3);
  assertLinear(await fit({ c: 1e5 }, { weights }), LOGISTIC.c100, 1e-9);
});

Deno.test("logistic standardised is the same for features in other units", async () => {
  const x = {
    ...LONG.x,
    data: LONG.x.data.map((v, k) => k % 4 === 1 ? 1024 * v : v),
  };
  const estimator = logistic.make({ standardize: true });
  const context = { rng: makeRng(1) };
  const a = (await estimator.fit(LONG.x, LONG_CLASSES, context))
    .predict(LONG.x);
  const b = (await estimator.fit(x, LONG_CLASSES, context)).predict(x);
  a.forEach((v, i) => assertAlmostEquals(v, b[i], 1e-9));
});

Deno.test("logistic converges where a plane separates the classes, at any c", async () => {
  const x = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 6, cols: 1 };
  const y = Float64Array.of(0, 0, 0, 1, 1, 1);
  for (const c of [1e-9, 1, 1e6, 1e15]) {
    const model = await logistic.make({ c }).fit(x, y, { rng: makeRng(1) });
    const p = model.predict(x);
    for (let i = 0; i < 3; ++i) assertAlmostEquals(p[i], 1 - p[5 - i], 1e-6);
    assert(c > 1 ? p[2] < 1e-3 && p[3] > 0.999 : p[2] < 0.5 && p[3] > 0.5);
  }
});

Deno.test("logistic starts long tables from a part of them and ends where all of them do", async () => {
  const rng = makeRng(3);
  const [n, p] = [16_000, 3];
  const data = Float64Array.from({ length: n * p }, () => rng.normal());
  const x = { data, rows: n, cols: p };
  const odds = (i: number) => data[i * p] - data[i * p + 1];
  const mixed = Float64Array.from(
    { length: n },
    (_, i) => Number(odds(i) + rng.normal() > 0),
  );
  // Every eighth block of 256 rows is of one class: the part says nothing.
  const misleading = mixed.map((v, i) => i % 2048 < 256 ? 1 : v);
  for (const y of [mixed, misleading]) {
    const model = await logistic.make().fit(x, y, { rng });
    assertInstanceOf(model, LinearModel);
    // At the optimum the slope vanishes: Σ(probability − y)·x = −beta.
    const residual = model.predict(x).map((v, i) => v - y[i]);
    assertAlmostEquals(residual.reduce((s, r) => s + r, 0), 0, 1e-5);
    model.coefficients.forEach((beta, j) => {
      const slope = residual.reduce(
        (s, r, i) => s + r * Math.fround(data[i * p + j]),
        0,
      );
      assertAlmostEquals(slope, -beta, 1e-5);
    });
  }
});
