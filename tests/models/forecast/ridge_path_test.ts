import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  chooseRidge,
  type RegressionSums,
} from "lib/models/forecast/ridge_path.ts";
import { ridge } from "lib/models/ridge.ts";

/** Rows with m inputs and k outputs that follow them but for noise. */
function rowsOf(seed: number, n: number, m: number, k: number) {
  const rng = makeRng(seed);
  const x: Matrix = {
    data: Float64Array.from(
      { length: n * m },
      () => Math.fround(3 + rng.normal()),
    ),
    rows: n,
    cols: m,
  };
  const y = Array.from(
    { length: k },
    (_, h) =>
      Float64Array.from({ length: n }, (_, i) => {
        let sum = 1 + h;
        for (let j = 0; j < m; ++j) {
          sum += x.data[i * m + j] * Math.cos(j * (h + 1));
        }
        return sum + 2 * rng.normal();
      }),
  );
  return { x, y };
}

function sumsOf({ x, y }: ReturnType<typeof rowsOf>): RegressionSums {
  const [n, m] = [x.rows, x.cols];
  const column = (j: number) =>
    Float64Array.from({ length: n }, (_, i) => x.data[i * m + j]);
  const columns = Array.from({ length: m }, (_, j) => column(j));
  const total = (a: Float64Array) => a.reduce((s, v) => s + v, 0);
  const inner = (a: Float64Array, b: Float64Array) =>
    a.reduce((s, v, i) => s + v * b[i], 0);
  return {
    count: n,
    x: Float64Array.from(columns, total),
    y: Float64Array.from(y, total),
    xx: Float64Array.from(
      columns.flatMap((a) => columns.map((b) => inner(a, b))),
    ),
    yx: Float64Array.from(y.flatMap((a) => columns.map((b) => inner(a, b)))),
    yy: y.reduce((s, a) => s + inner(a, a), 0),
  };
}

Deno.test("chooseRidge() has the weights of ridge regression at its penalty", async () => {
  const [m, k] = [6, 3];
  const train = rowsOf(1, 25, m, k);
  const other = rowsOf(2, 40, m, k);
  const { weights, intercepts, lambda } = chooseRidge(
    sumsOf(train),
    sumsOf(other),
  );
  for (let h = 0; h < k; ++h) {
    const model = await ridge.make({ alpha: lambda })
      .fit(train.x, train.y[h], { rng: makeRng(1) });
    const at = (cells: number[]) =>
      model.predict({ data: Float64Array.from(cells), rows: 1, cols: m })[0];
    const zero = at(Array(m).fill(0));
    assertAlmostEquals(intercepts[h], zero, 1e-10);
    for (let j = 0; j < m; ++j) {
      const one = at(Array.from({ length: m }, (_, i) => i === j ? 1 : 0));
      assertAlmostEquals(weights[j * k + h], one - zero, 1e-10);
    }
  }
});

Deno.test("chooseRidge() errs as it says, and less than half a decade off", async () => {
  const [m, k] = [6, 3];
  const train = rowsOf(1, 25, m, k);
  const other = rowsOf(2, 40, m, k);
  const { lambda, validationError } = chooseRidge(sumsOf(train), sumsOf(other));
  const error = async (alpha: number) => {
    let sum = 0;
    for (let h = 0; h < k; ++h) {
      const model = await ridge.make({ alpha })
        .fit(train.x, train.y[h], { rng: makeRng(1) });
      model.predict(other.x).forEach((p, i) => sum += (p - other.y[h][i]) ** 2);
    }
    return sum / (other.x.rows * k);
  };
  assertAlmostEquals(validationError, await error(lambda), 1e-10);
  for (const factor of [Math.sqrt(0.1), Math.sqrt(10)]) {
    assert(await error(lambda * factor) >= validationError);
  }
});

Deno.test("chooseRidge() of inputs that never vary is the mean of the outputs", () => {
  const y = [Float64Array.of(1, 2, 6)];
  const x = { data: Float64Array.of(5, 5, 5), rows: 3, cols: 1 };
  const { weights, intercepts } = chooseRidge(
    sumsOf({ x, y }),
    sumsOf({ x, y }),
  );
  assertEquals(weights, Float64Array.of(0));
  assertAlmostEquals(intercepts[0], 3, 1e-14);
});
