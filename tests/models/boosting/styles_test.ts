/**
 * The three styles of boosting beside scikit-learn 1.2.1 (Pedregosa et al. 2011,
 * JMLR 12, 2825–2830) on Friedman's first function (Friedman 1991,
 * doi:10.1214/aos/1176347963), 2,000 rows to learn from and 2,000 to
 * predict.
 */

import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { leafWiseGoss } from "lib/models/boosting/leaf_wise_goss.ts";
import { levelWise } from "lib/models/boosting/level_wise.ts";
import {
  styledBoosting,
  type StyleTask,
} from "lib/models/boosting/styled_boosting.ts";
import { symmetricBoosting } from "lib/models/boosting/symmetric/symmetric_boosting.ts";
import type { Estimator } from "lib/models/estimator.ts";

const ROWS = 2000;
const COLS = 10;
/** Classes are above and below this, about the mean. */
const MIDDLE = 14.4;

/** Friedman's table, drawn by a congruential generator that Python repeats. */
function friedman(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const data = new Float64Array(ROWS * COLS);
  const y = Float64Array.from({ length: ROWS }, (_, i) => {
    const x = data.subarray(i * COLS, (i + 1) * COLS);
    for (let j = 0; j < COLS; ++j) x[j] = Math.fround(uniform());
    let noise = -6;
    for (let k = 0; k < 12; ++k) noise += uniform();
    return 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 +
      10 * x[3] + 5 * x[4] + noise;
  });
  return { x: { data, rows: ROWS, cols: COLS }, y };
}

const training = friedman(1);
const test = friedman(2);
const classOf = (y: Float64Array) => y.map((v) => v > MIDDLE ? 1 : 0);

interface Case {
  readonly make: (task: StyleTask) => Estimator;
  /** R² and log loss of scikit-learn's settings that are nearest. */
  readonly r2: number;
  readonly logLoss: number;
}

// learning_rate=.05, max_iter=300, l2_regularization=1, early_stopping=False.
const LEAF_WISE = { r2: 0.93601, logLoss: 0.19691 }; // max_leaf_nodes=15
const LEVEL_WISE = { r2: 0.93275, logLoss: 0.20703 }; // max_depth=4, min_samples_leaf=5

const CASES: Readonly<Record<string, Case>> = {
  xgboost: {
    make: (task) => styledBoosting(levelWise, {}, task),
    ...LEVEL_WISE,
  },
  lightgbm: {
    make: (task) => styledBoosting(leafWiseGoss, {}, task),
    ...LEAF_WISE,
  },
  "lightgbm without sampling": {
    make: (task) => styledBoosting(leafWiseGoss, { otherShare: 0 }, task),
    ...LEAF_WISE,
  },
  catboost: {
    make: (task) => symmetricBoosting({}, task),
    ...LEVEL_WISE,
  },
};

Deno.test("the table is that of the reference", () => {
  assertAlmostEquals(
    test.y.reduce((a, b) => a + b) / ROWS,
    14.426770264612758,
    1e-9,
  );
});

for (const [name, { make, ...reference }] of Object.entries(CASES)) {
  Deno.test(`${name} predicts Friedman's function about as well as scikit-learn`, async () => {
    const rng = makeRng(1);
    const task = { isClass: false, earlyStopping: 0, minDelta: 0 };
    const model = await make(task).fit(training.x, training.y, { rng });
    const predicted = model.predict(test.x);
    const mean = test.y.reduce((a, b) => a + b) / ROWS;
    let [errors, spread] = [0, 0];
    test.y.forEach((v, i) => {
      errors += (v - predicted[i]) ** 2;
      spread += (v - mean) ** 2;
    });
    const r2 = 1 - errors / spread;
    assert(r2 > reference.r2 - 0.01, `${r2} beside ${reference.r2}`);
  });

  Deno.test(`${name} tells classes about as well as scikit-learn`, async () => {
    const rng = makeRng(1);
    const task = { isClass: true, earlyStopping: 0, minDelta: 0 };
    const y = classOf(training.y);
    const model = await make(task).fit(training.x, y, { rng });
    const p = model.predict(test.x);
    const loss = classOf(test.y).reduce(
      (sum, c, i) => sum - Math.log(c === 1 ? p[i] : 1 - p[i]) / ROWS,
      0,
    );
    assert(
      loss < reference.logLoss + 0.02,
      `${loss} beside ${reference.logLoss}`,
    );
  });
}
