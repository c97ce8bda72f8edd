import { assert, assertEquals, assertRejects } from "@std/assert";
import { LeakageError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { ridge } from "lib/models/ridge.ts";
import { crossValidate } from "lib/validation/cross_validate.ts";
import { shuffledLabels } from "lib/validation/leakage/shuffled_labels.ts";
import { regressionScores } from "lib/validation/metrics/regression.ts";
import { kFold } from "lib/validation/splitters/k_fold.ts";

const draws = makeRng(21);
const rows = 120;
const x = {
  data: Float64Array.from({ length: rows * 3 }, () => draws.normal()),
  rows,
  cols: 3,
};
const y = Float64Array.from(
  { length: rows },
  (_, i) => x.data[3 * i] + 0.5 * draws.normal(),
);

/** Correlation of held-out predictions with labels. */
async function heldOut(
  features: typeof x,
  labels: Float64Array,
): Promise<number> {
  const { predicted, actual } = await crossValidate(ridge.make(), {
    x: features,
    y: labels,
  }, { splitter: kFold(), score: regressionScores, rng: makeRng(1) });
  return correlation(predicted, actual);
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((s, e) => s + e, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  const dot = (u: Float64Array, mu: number, v: Float64Array, mv: number) =>
    u.reduce((s, e, i) => s + (e - mu) * (v[i] - mv), 0);
  return dot(a, ma, b, mb) / Math.sqrt(dot(a, ma, a, ma) * dot(b, mb, b, mb));
}

Deno.test("shuffledLabels() lets an honest procedure pass and finds its skill", async () => {
  const report = await shuffledLabels((labels) => heldOut(x, labels), y, {
    rng: makeRng(5),
  });
  assert(report.score > 0.8, `${report.score}`);
  assert(report.excess < 4, `${report.excess}`);
  assertEquals(report.pValue, 1 / 21);
  assertEquals(report.shuffled.length, 20);
});

Deno.test("shuffledLabels() refuses features that hold the label", async () => {
  const leaking = (labels: Float64Array) => {
    const data = x.data.slice();
    for (let i = 0; i < rows; ++i) {
      data[3 * i + 2] = labels[i] + data[3 * i + 2];
    }
    return heldOut({ ...x, data }, labels);
  };
  const error = await assertRejects(
    () => shuffledLabels(leaking, y, { rng: makeRng(5) }),
    LeakageError,
    "no skill on shuffled labels",
  );
  assertEquals([error.search, error.row], ["shuffled labels", undefined]);
});

Deno.test("shuffledLabels() gives no p-value below what its runs can tell", async () => {
  // A score that is noise: the true one ranks like any other.
  const noise = makeRng(9);
  const { pValue, shuffled } = await shuffledLabels(
    () => noise.normal(),
    y,
    { rng: makeRng(1), runs: 50, threshold: 6 },
  );
  assertEquals(shuffled.length, 50);
  assert(pValue >= 1 / 51 && pValue <= 1);
  await assertRejects(
    () => shuffledLabels(() => NaN, y, { rng: makeRng(1) }),
    RangeError,
    "the true labels must be finite",
  );
  await assertRejects(
    () => shuffledLabels(() => 1, y, { rng: makeRng(1), runs: 2 }),
    RangeError,
    "runs",
  );
});
