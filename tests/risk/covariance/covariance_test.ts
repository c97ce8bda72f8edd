import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { ConvergenceError } from "lib/core/errors.ts";
import { makeRng } from "lib/core/rng.ts";
import { symmetricEigen } from "lib/math/linear_solve.ts";
import type { Matrix } from "lib/math/matrix.ts";
import {
  correlationOf,
  covarianceOf,
} from "lib/risk/covariance/correlation.ts";
import { ewmaCovariance, ewmaMemory } from "lib/risk/covariance/ewma.ts";
import { ledoitWolfCorrelation } from "lib/risk/covariance/ledoit_wolf_correlation.ts";
import { ledoitWolfIdentity } from "lib/risk/covariance/ledoit_wolf_identity.ts";
import {
  clipEigenvalues,
  nearestCorrelation,
  repairCovariance,
} from "lib/risk/covariance/nearest_psd.ts";
import { sampleCovariance } from "lib/risk/covariance/sample.ts";
import {
  CONSTANT_CORRELATION,
  INDICES,
  NAG_NEAREST_CORRELATION,
  SCIKIT_LEARN,
} from "../../reference/covariance_shrinkage.ts";
import { randomPanel, randomSymmetric } from "../random_panel.ts";

const PANEL: Matrix = {
  data: Float64Array.from(INDICES.flat()),
  rows: INDICES.length,
  cols: 3,
};
const ESTIMATORS: Readonly<Record<string, (panel: Matrix) => Matrix>> = {
  sample: sampleCovariance,
  ewma: ewmaCovariance,
  identity: (panel) => ledoitWolfIdentity(panel).covariance,
  correlation: (panel) => ledoitWolfCorrelation(panel).covariance,
};

function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
) {
  for (let i = 0; i < expected.length; ++i) {
    assertAlmostEquals(actual[i], expected[i], tolerance, `at ${i}`);
  }
}

Deno.test("ledoitWolfIdentity() is scikit-learn's LedoitWolf", () => {
  const { covariance, shrinkage } = ledoitWolfIdentity(PANEL);
  assertAlmostEquals(shrinkage, SCIKIT_LEARN.shrinkage, 1e-14);
  assertClose(covariance.data, SCIKIT_LEARN.covariance, 1e-18);
});

Deno.test("ledoitWolfCorrelation() is the paper's formulas term by term", () => {
  const shrunk = ledoitWolfCorrelation(PANEL);
  assertAlmostEquals(shrunk.shrinkage, CONSTANT_CORRELATION.shrinkage, 1e-13);
  assertAlmostEquals(
    shrunk.averageCorrelation,
    CONSTANT_CORRELATION.averageCorrelation,
    1e-15,
  );
  assertClose(shrunk.covariance.data, CONSTANT_CORRELATION.covariance, 1e-17);
});

Deno.test("ledoitWolfCorrelation() keeps the variances of the sample", () => {
  const { covariance } = ledoitWolfCorrelation(PANEL);
  const sample = sampleCovariance(PANEL, { ddof: 0 });
  for (let i = 0; i < 3; ++i) {
    assertAlmostEquals(covariance.data[4 * i], sample.data[4 * i], 1e-18);
  }
});

Deno.test("each covariance is symmetric, semidefinite and scales with the square of returns", () => {
  const rng = makeRng(11);
  for (const [name, estimate] of Object.entries(ESTIMATORS)) {
    for (const [rows, cols] of [[40, 5], [8, 12], [3, 2]]) {
      const panel = randomPanel(rng.child(`${name} ${rows}`), rows, cols);
      const { data } = estimate(panel);
      const { values } = symmetricEigen(data, cols);
      assert(values[0] >= -1e-15 * values[cols - 1], `${name} ${values[0]}`);
      const doubled = estimate({
        ...panel,
        data: panel.data.map((x) => 2 * x),
      });
      assertClose(doubled.data, data.map((x) => 4 * x), 1e-16);
    }
  }
});

Deno.test("shrinking helps: nearer to the true covariance than the sample, on average", () => {
  const rng = makeRng(3);
  const n = 20;
  const truth = sampleCovariance(randomPanel(rng.child("truth"), 200_000, n));
  const miss = (m: Matrix) =>
    m.data.reduce((sum, x, at) => sum + (x - truth.data[at]) ** 2, 0);
  let [sample, identity, correlation] = [0, 0, 0];
  for (let i = 0; i < 40; ++i) {
    const panel = randomPanel(rng.child(`${i}`), 30, n);
    sample += miss(sampleCovariance(panel));
    identity += miss(ledoitWolfIdentity(panel).covariance);
    correlation += miss(ledoitWolfCorrelation(panel).covariance);
  }
  assert(identity < sample, `${identity} ${sample}`);
  assert(correlation < sample, `${correlation} ${sample}`);
});

Deno.test("ewmaCovariance() is the sum of its weights, and flat where λ nears 1", () => {
  const { data } = ewmaCovariance(PANEL, { lambda: 0.9 });
  let [sum, total] = [0, 0];
  INDICES.forEach((row, t) => {
    const weight = 0.9 ** (INDICES.length - 1 - t);
    sum += weight * row[0] * row[2];
    total += weight;
  });
  assertAlmostEquals(data[2], sum / total, 1e-18);
  const flat = ewmaCovariance(PANEL, { lambda: 1 - 1e-9 });
  const mean = INDICES.reduce((s, row) => s + row[1] ** 2 / INDICES.length, 0);
  assertAlmostEquals(flat.data[4], mean, 1e-10);
});

Deno.test("ewmaMemory() reproduces RiskMetrics (1996), table 5.7", () => {
  const published = [[0.94, 0.01, 74], [0.94, 0.001, 112], [0.97, 0.01, 151]];
  for (const [lambda, tolerance, days] of published) {
    // The table drops what is past the point, or rounds: within a day.
    assertAlmostEquals(ewmaMemory(lambda, tolerance), days, 1);
  }
});

Deno.test("nearestCorrelation() is NAG's to twelve digits", () => {
  const data = Float64Array.from(
    { length: 16 },
    (_, at) => [2, -1, 0, 0][Math.abs(Math.floor(at / 4) - at % 4)],
  );
  const near = nearestCorrelation({ data, rows: 4, cols: 4 });
  assertClose(near.data, NAG_NEAREST_CORRELATION, 1e-12);
});

Deno.test("nearestCorrelation() is semidefinite, and no random correlation is nearer", () => {
  const rng = makeRng(8);
  for (const n of [3, 6, 10]) {
    const wrong = randomSymmetric(rng.child(`${n}`), n);
    const near = nearestCorrelation(wrong);
    assert(symmetricEigen(near.data, n).values[0] >= -1e-11);
    const miss = (m: Matrix) =>
      m.data.reduce((sum, x, at) => sum + (x - wrong.data[at]) ** 2, 0);
    for (let trial = 0; trial < 200; ++trial) {
      const other = correlationOf(
        sampleCovariance(randomPanel(rng.child(`${n} ${trial}`), n + 3, n)),
      ).correlation;
      // The whole way there, and a step towards it.
      const step = near.data.map((x, at) => 0.98 * x + 0.02 * other.data[at]);
      assert(miss(other) >= miss(near));
      assert(miss({ ...near, data: step }) >= miss(near) - 1e-12);
    }
  }
});

Deno.test("a repair leaves what is right as it is, and keeps variances", () => {
  const right = sampleCovariance(PANEL);
  assertClose(repairCovariance(right).data, right.data, 1e-18);
  assert(clipEigenvalues(right) === right);
  const broken = covarianceOf({
    volatilities: Float64Array.of(0.1, 0.2, 0.3),
    correlation: {
      data: Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1),
      rows: 3,
      cols: 3,
    },
  });
  const mended = repairCovariance(broken);
  assert(symmetricEigen(broken.data, 3).values[0] < -0.01);
  assert(symmetricEigen(mended.data, 3).values[0] > -1e-12);
  assertClose(
    [0, 4, 8].map((at) => mended.data[at]),
    [0.01, 0.04, 0.09],
    1e-16,
  );
  const floored = clipEigenvalues(broken, 1e-4);
  assertAlmostEquals(symmetricEigen(floored.data, 3).values[0], 1e-4, 1e-15);
});

Deno.test("bad panels and matrices are refused by row, column and value", () => {
  const bad = { ...PANEL, data: PANEL.data.slice() };
  bad.data[7] = NaN;
  for (const estimate of Object.values(ESTIMATORS)) {
    assertThrows(
      () => estimate(bad),
      RangeError,
      "row 2, column 1 (from 0): current value is NaN",
    );
    assertThrows(
      () => estimate({ ...PANEL, rows: 5 }),
      TypeError,
      "rows × cols",
    );
  }
  const constant = {
    data: Float64Array.of(1, 5, 2, 5, 4, 5),
    rows: 3,
    cols: 2,
  };
  assertThrows(
    () => ledoitWolfCorrelation(constant),
    RangeError,
    "variance of column 1",
  );
  assertThrows(
    () => sampleCovariance({ data: Float64Array.of(1), rows: 1, cols: 1 }),
    TypeError,
    "at least 2 rows",
  );
  assertThrows(
    () => ewmaCovariance(PANEL, { lambda: 1 }),
    RangeError,
    "(0, 1)",
  );
  const skew = { data: Float64Array.of(1, 0.5, 0.4, 1), rows: 2, cols: 2 };
  assertThrows(
    () => nearestCorrelation(skew),
    RangeError,
    "symmetric at row 1, column 0",
  );
  assertThrows(
    () =>
      nearestCorrelation(randomSymmetric(makeRng(1), 8), { maxIterations: 2 }),
    ConvergenceError,
  );
});
