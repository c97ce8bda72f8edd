import { assert, assertAlmostEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import type { FitContext } from "lib/models/estimator.ts";
import { LinearModel } from "lib/models/linear_model.ts";
import { ridge, type RidgeParams } from "lib/models/ridge.ts";
import {
  LONG,
  LONG_WEIGHTS,
  RIDGE,
  WIDE,
} from "../reference/scikit_learn_models.ts";
import { assertLinear } from "./linear_check.ts";

const fit = async (
  params: Partial<RidgeParams>,
  { x, y }: { readonly x: Matrix; readonly y: Float64Array } = LONG,
  context: Partial<FitContext> = {},
) => await ridge.make(params).fit(x, y, { rng: makeRng(1), ...context });

/** The table with columns put after its own. */
function widened(
  { x, y }: typeof LONG,
  more: readonly ((row: Float64Array) => number)[],
) {
  const rows = Array.from(y, (_, i) => {
    const row = x.data.subarray(i * x.cols, (i + 1) * x.cols);
    return [...row, ...more.map((column) => column(row))];
  });
  const cols = x.cols + more.length;
  return { x: { data: Float64Array.from(rows.flat()), rows: x.rows, cols }, y };
}

Deno.test("ridge is scikit-learn's Ridge", async () => {
  assertLinear(await fit({}), RIDGE.alpha1, 1e-13);
  const weights = LONG_WEIGHTS;
  const weighted = await fit({ alpha: 10 }, LONG, { weights });
  assertLinear(weighted, RIDGE.weighted10, 1e-13);
});

Deno.test("ridge without a penalty is least squares", async () => {
  assertLinear(await fit({ alpha: 0 }), RIDGE.leastSquares, 1e-13);
});

Deno.test("ridge of standardised features is scikit-learn's behind a StandardScaler", async () => {
  const model = await fit({ alpha: 7, standardize: true });
  assertLinear(model, RIDGE.standardized7, 1e-13);
});

Deno.test("ridge takes the shortest coefficients where columns depend on each other", async () => {
  const dependent = widened(LONG, [(row) => row[0], (row) => row[0] + row[1]]);
  // The rounding of scikit-learn's own answer: its columns are not centred exactly.
  assertLinear(await fit({ alpha: 0 }, dependent), RIDGE.collinear, 1e-11);
});

Deno.test("ridge fits more columns than rows, with and without a penalty", async () => {
  assertLinear(await fit({ alpha: 0 }, WIDE), RIDGE.wideLeastSquares, 1e-12);
  assertLinear(await fit({ alpha: 0.1 }, WIDE), RIDGE.wideTenth, 1e-12);
});

Deno.test("ridge is the same by rows and by columns", async () => {
  // One row more than columns goes the long way, the table cut by one the wide.
  const cut = (rows: number) => ({
    x: { data: LONG.x.data.slice(0, rows * 4), rows, cols: 4 },
    y: LONG.y.slice(0, rows),
  });
  for (const alpha of [0.01, 3]) {
    const long = await fit({ alpha }, cut(4));
    // A row twice at half the weight changes nothing but the way.
    const { x, y } = cut(3);
    const twice = {
      x: {
        data: Float64Array.from([...x.data, ...x.data.subarray(8)]),
        rows: 4,
        cols: 4,
      },
      y: Float64Array.from([...y, y[2]]),
    };
    const weights = Float64Array.of(1, 1, 0.5, 0.5);
    const a = await fit({ alpha }, twice, { weights });
    const b = await fit({ alpha }, cut(3));
    const [p, q] = [a, b].map((model) => model.predict(LONG.x));
    p.forEach((v, i) => assertAlmostEquals(v, q[i], 1e-10));
    assert(long.predict(LONG.x).every(Number.isFinite));
  }
});

Deno.test("ridge keeps its digits where the normal equations lose them", async () => {
  // Läuchli's matrix: columns that differ by 1e-9, whose square is below rounding.
  const e = 2 ** -30;
  const data = Float64Array.of(1, 1, e, 0, 0, e, -1, -1, -e, 0, 0, -e);
  const x = { data, rows: 6, cols: 2 };
  const y = Float64Array.of(3, e, 2 * e, -3, -e, -2 * e);
  const model = await fit({ alpha: 0 }, { x, y });
  assert(model instanceof LinearModel);
  // 3 = a + b, 1 = a and 2 = b: exact.
  assertAlmostEquals(model.coefficients[0], 1, 1e-6);
  assertAlmostEquals(model.coefficients[1], 2, 1e-6);
});

Deno.test("ridge does not mind where features lie", async () => {
  const far = {
    x: {
      ...LONG.x,
      data: LONG.x.data.map((v, k) => k % 4 === 2 ? v : v + 1024),
    },
    y: LONG.y,
  };
  const [near, away] = [await fit({}), await fit({}, far)];
  const [a, b] = [near.predict(LONG.x), away.predict(far.x)];
  // 1024 costs the float32 features 10 of their 24 bits, of which 16 are used.
  a.forEach((v, i) => assertAlmostEquals(v, b[i], 1e-2));
});
