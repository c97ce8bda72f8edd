import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { styledBoosting } from "lib/models/boosting/styled_boosting.ts";
import { levelWise } from "lib/models/boosting/level_wise.ts";
import { type BoostedModel, boosting } from "lib/models/boosting.ts";
import type { TreeEnsemble } from "lib/models/trees/tree_ensemble.ts";
import { tableOfKind } from "./table_models.ts";

Deno.test("xgboost: a tree splits every leaf of a level before one of the next", async () => {
  const { x, y } = tableOfKind(600, "number");
  const model = await styledBoosting(levelWise, {
    rounds: 20,
    maxDepth: 3,
    minChildWeight: 1,
    subsample: 1,
  }, { isClass: false, earlyStopping: 0, minDelta: 0 })
    .fit(x, y, { rng: makeRng(1) }) as BoostedModel;
  for (let t = 0; t + 1 < model.trees.roots.length; ++t) {
    const depths = splitDepths(model.trees, t);
    assertEquals(depths, depths.toSorted((a, b) => a - b));
    assert(depths.every((depth) => depth < 3));
  }
  // Not so where the leaf of largest gain is split first.
  const best = await boosting.make({ rounds: 20, leaves: 8 })
    .fit(x, y, { rng: makeRng(1) }) as BoostedModel;
  const isByLevel = Array.from({ length: 20 }, (_, t) => {
    const depths = splitDepths(best.trees, t);
    return depths.every((depth, k) => k === 0 || depth >= depths[k - 1]);
  });
  assert(isByLevel.includes(false));
});

Deno.test("xgboost: where no leaf is too small a tree has all leaves at its depth", async () => {
  const { x, y } = tableOfKind(4000, "number");
  const model = await styledBoosting(levelWise, {
    rounds: 3,
    maxDepth: 3,
    minChildWeight: 1,
  }, { isClass: false, earlyStopping: 0, minDelta: 0 })
    .fit(x, y, { rng: makeRng(1) }) as BoostedModel;
  for (let t = 0; t < 3; ++t) {
    assertEquals(splitDepths(model.trees, t), [0, 1, 1, 2, 2, 2, 2]);
  }
});

Deno.test("xgboost: gamma is the loss that a split must save", async () => {
  // A step of height 1 in 80 rows saves ½·Σ(y − ȳ)² = ½·80·¼ = 10.
  const x = {
    data: Float64Array.from({ length: 80 }, (_, i) => i),
    rows: 80,
    cols: 1,
  };
  const y = x.data.map((v) => v < 40 ? 0 : 1);
  const roots = async (gamma: number) => {
    const model = await styledBoosting(levelWise, {
      rounds: 1,
      gamma,
      l2: 0,
      subsample: 1,
      featureShare: 1,
    }, { isClass: false, earlyStopping: 0, minDelta: 0 })
      .fit(x, y, { rng: makeRng(1) }) as BoostedModel;
    return model.trees.roots.length - 1;
  };
  assertEquals(await roots(9.99), 1);
  assertEquals(await roots(10.01), 0);
});

Deno.test("xgboost: the values of leaves are −η·G/(H + λ)", async () => {
  const x = {
    data: Float64Array.from({ length: 80 }, (_, i) => i),
    rows: 80,
    cols: 1,
  };
  const y = x.data.map((v) => v < 40 ? 0 : 1);
  const model = await styledBoosting(levelWise, {
    rounds: 1,
    maxDepth: 1,
    l2: 10,
    learningRate: 0.5,
    subsample: 1,
    featureShare: 1,
  }, { isClass: false, earlyStopping: 0, minDelta: 0 })
    .fit(x, y, { rng: makeRng(1) });
  // G = ±20, H = 40 on each side of the start ½.
  const asked = { data: Float64Array.of(0, 79), rows: 2, cols: 1 };
  const [low, high] = model.predict(asked);
  assertAlmostEquals(low, 0.5 - 0.5 * 20 / 50, 1e-9);
  assertAlmostEquals(high, 0.5 + 0.5 * 20 / 50, 1e-9);
});

/** Depth of each split of a tree, in the order in which they were made. */
function splitDepths({ roots, feature, left }: TreeEnsemble, t: number) {
  const depth = new Map([[roots[t], 0]]);
  // Children are numbered as they are made.
  const splits: [number, number][] = [];
  for (let i = roots[t]; i < roots[t + 1]; ++i) {
    if (feature[i] < 0) continue;
    const own = depth.get(i)!;
    depth.set(left[i], own + 1).set(left[i] + 1, own + 1);
    splits.push([left[i], own]);
  }
  return splits.sort((a, b) => a[0] - b[0]).map(([, own]) => own);
}
