/**
 * Predictions of scikit-learn 1.2.1 (Pedregosa et al. 2011, JMLR 12,
 * 2825–2830) on the diabetes data: HistGradientBoostingRegressor and
 * …Classifier, early_stopping=False, the first three held-out patients.
 *
 * Its gradients and histograms are float32 sums, ours exact ones: predictions
 * may differ by some 1e-6 of themselves.
 */

import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { boosting, type BoostingParams } from "lib/models/boosting.ts";
import { diabetes, r2 } from "../../reference/diabetes.ts";

const { training, heldOut } = diabetes();

/** Where the rows of training stand among all. */
const places = Float64Array.from(training.y, (_, k) => k + (k >> 2) + 1);
const heldPlaces = Float64Array.from(heldOut.y, (_, k) => 5 * k);

/** The table with holes: every fourth index, every seventh serum value. */
function withGaps(x: Matrix, places: Float64Array): Matrix {
  const data = x.data.slice();
  places.forEach((place, k) => {
    if (place % 4 === 1) data[10 * k + 2] = NaN;
    if (place % 7 === 3) data[10 * k + 8] = NaN;
  });
  return { ...x, data };
}

/** Categories 0 … 5, body mass index and ltg. */
function withCategory(x: Matrix, places: Float64Array): Matrix {
  const data = Float64Array.from(
    { length: 3 * x.rows },
    (_, at) => {
      const k = Math.floor(at / 3);
      const own = [places[k] * 7 % 6, x.data[10 * k + 2], x.data[10 * k + 8]];
      return own[at % 3];
    },
  );
  return { data, rows: x.rows, cols: 3 };
}

interface Case {
  readonly params: Partial<BoostingParams>;
  readonly context?: Partial<FitContext>;
  readonly y?: Float64Array;
  readonly change?: (x: Matrix, places: Float64Array) => Matrix;
  readonly predictions: readonly number[];
}

const CASES: Record<string, Case> = {
  "squared loss": {
    params: { rounds: 100 },
    predictions: [215.86416233089957, 129.87960042116876, 89.68771346411734],
  },
  "an L2 penalty of 5": {
    params: { rounds: 100, l2: 5 },
    predictions: [223.79040442325513, 117.15952878431656, 95.07617287624697],
  },
  "eight leaves of ten rows": {
    params: { rounds: 100, leaves: 8, minLeaf: 10 },
    predictions: [199.71972114692613, 128.56314126300228, 101.11633657467745],
  },
  "three splits deep": {
    params: { rounds: 100, maxDepth: 3 },
    predictions: [215.13931401924273, 120.86707900629617, 101.51987751171391],
  },
  "row weights 1, 2, 3": {
    params: { rounds: 20 },
    context: { weights: places.map((i) => 1 + i % 3) },
    predictions: [203.56241746810733, 109.43072258769331, 114.17015734743613],
  },
  // Its derivatives are ±1: soon splits are equally good, and who comes first
  // is a matter of rounding.
  "absolute loss": {
    params: { rounds: 2, loss: "absolute" },
    predictions: [157.42999999999998, 126.09750000000001, 134.675],
  },
  "missing values": {
    params: { rounds: 20 },
    change: withGaps,
    predictions: [218.19732440877613, 104.49976004380571, 136.61680409351493],
  },
  // At the fourth tree we find a better set of categories in a small node.
  "a categorical feature": {
    params: { rounds: 3, categorical: [0] },
    change: withCategory,
    y: training.y.map((v, k) => v + 30 * [0, 3, 1, 5, 2, 4][places[k] * 7 % 6]),
    predictions: [244.6689554596655, 226.66960798783595, 199.8217369579659],
  },
  "logistic loss": {
    params: { rounds: 20, loss: "logistic" },
    y: training.y.map((value) => value > 140 ? 1 : 0),
    predictions: [0.910289717099445, 0.19622420351754888, 0.317929317415115],
  },
};

for (const [name, one] of Object.entries(CASES)) {
  const { params, context, y, predictions, change = (x) => x } = one;
  Deno.test(`boosting predicts what scikit-learn does with ${name}`, async () => {
    const model = await boosting.make(params).fit(
      change(training.x, places),
      y ?? training.y,
      { rng: makeRng(1), ...context },
    );
    const mine = model.predict(change(heldOut.x, heldPlaces));
    predictions.forEach((value, i) =>
      assertAlmostEquals(mine[i], value, 1e-5 * value)
    );
  });
}

Deno.test("boosting explains at least as much of the diabetes data as scikit-learn, R² .41371", async () => {
  const model = await boosting.make({}).fit(training.x, training.y, {
    rng: makeRng(1),
  });
  const score = r2(model.predict(heldOut.x), heldOut.y);
  assert(score > 0.41371, `R² ${score}`);
});

Deno.test("the quantile .8 loses no more on held-out patients than scikit-learn's, 17.90", async () => {
  const model = await boosting.make({ loss: "quantile", quantile: 0.8 }).fit(
    training.x,
    training.y,
    { rng: makeRng(1) },
  );
  const predicted = model.predict(heldOut.x);
  const loss = heldOut.y.reduce((sum, value, i) => {
    const miss = value - predicted[i];
    return sum + Math.max(0.8 * miss, -0.2 * miss);
  }, 0) / heldOut.y.length;
  assert(loss < 17.90, `loss ${loss}`);
});
