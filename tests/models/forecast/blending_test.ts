import "../../graph/wasm_ready.ts";
import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  leastSquaresWeights,
  likeliestWeights,
} from "lib/models/forecast/ensemble/weights.ts";
import { assertMixture, laggedParts, QUICK, saidAlone } from "./ensembles.ts";
import { fitFamily } from "./table_models.ts";

const CASES = {
  number: "nlinear,lightgbm,gru",
  class: "logistic,catboost,tcn",
  path: "nlinear,tcn",
} as const;

for (const [kind, members] of Object.entries(CASES)) {
  Deno.test(`blending of a ${kind} is one graph that gives the weighted sum of its members`, async () => {
    const parts = laggedParts(kind as keyof typeof CASES);
    const model = await fitFamily("blending", [parts.train, parts.validation], {
      params: { members, settings: QUICK },
    });
    const said = await saidAlone("blending", members, parts);
    const weights = await assertMixture(model, said, parts.test);
    assert(weights.every((w) => w >= 0));
    if (kind === "class") {
      assertAlmostEquals(weights.reduce((a, b) => a + b), 1, 1e-9);
    } else {
      // The label is linear in the window: nlinear finds it, two epochs do not.
      assert(weights[0] > 0.5, String(weights));
    }
    await model.release();
  });
}

Deno.test("leastSquaresWeights() meets the conditions of the least sum under w ≥ 0", () => {
  const rng = makeRng(1);
  const n = 300;
  const column = () => Float64Array.from({ length: n }, () => rng.normal());
  const base = column();
  const y = base.map((v) => 0.7 * v + rng.normal());
  // Members that are much alike, one that says the contrary, one of noise.
  const members = [
    base.map((v) => v + 0.1 * rng.normal()),
    base.map((v) => v + 0.2 * rng.normal()),
    y.map((v) => -v + rng.normal()),
    column(),
  ];
  const weights = leastSquaresWeights(members, y);
  const residual = y.map((v, i) =>
    v - members.reduce((sum, f, k) => sum + weights[k] * f[i], 0)
  );
  members.forEach((f, k) => {
    const slope = f.reduce((sum, v, i) => sum + v * residual[i], 0);
    // Karush, Kuhn and Tucker: no slope where w > 0, none upwards where w = 0.
    if (weights[k] > 0) assertAlmostEquals(slope, 0, 1e-5);
    else assert(slope <= 1e-5);
  });
  assert(weights.some((w) => w === 0) && weights.some((w) => w > 0));
});

Deno.test("likeliestWeights() finds the mixture that draws came from", () => {
  const rng = makeRng(2);
  const n = 20_000;
  // Each row comes from the first member's law with probability .7.
  const members = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; ++i) {
    const laws = [0.1 + 0.8 * rng.uniform(), 0.1 + 0.8 * rng.uniform()];
    const p = laws[rng.uniform() < 0.7 ? 0 : 1];
    const seen = rng.uniform() < p;
    laws.forEach((q, k) => members[k][i] = seen ? q : 1 - q);
  }
  const [first, second] = likeliestWeights(members);
  // About three standard errors of the weight at 20,000 rows.
  assertAlmostEquals(first, 0.7, 0.05);
  assertAlmostEquals(first + second, 1, 1e-12);
  const slopes = members.map((p) =>
    p.reduce((sum, v, i) => {
      const mixed = first * members[0][i] + second * members[1][i];
      return sum + v / mixed;
    }, 0) / n
  );
  // At the maximum all members with a weight have mean ratio 1.
  slopes.forEach((slope) => assertAlmostEquals(slope, 1, 1e-6));
});
