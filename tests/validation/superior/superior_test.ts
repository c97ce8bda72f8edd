import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";
import { bootstrapMeans } from "lib/validation/bootstrap/bootstrap_means.ts";
import { modelConfidenceSet } from "lib/validation/superior/model_confidence_set.ts";
import {
  compareWithBenchmark,
  hansenSpa,
  whiteRealityCheck,
} from "lib/validation/superior/predictive_ability.ts";
import { stationaryVariance } from "lib/validation/superior/stationary_variance.ts";
import { stepM } from "lib/validation/superior/step_m.ts";
import {
  ARCH_COMPARISONS,
  ARCH_VARIANCES,
  madeReturns,
} from "../../reference/arch_comparisons.ts";

const REPLICATIONS = 20_000;

/** Four standard errors of a share of resamples, arch's own with it. */
function tolerance(p: number): number {
  const variance = Math.max(p * (1 - p), 1 / REPLICATIONS);
  return 4 * Math.sqrt(variance * (1 / REPLICATIONS + 1 / 100_000));
}

function negative({ data, ...shape }: Matrix): Matrix {
  return { ...shape, data: data.map((v) => -v) };
}

Deno.test("SPA, StepM and the model confidence set are arch's within their resampling errors", () => {
  const returns = madeReturns(300, true);
  for (const { kind, spa, superior, included, pValues } of ARCH_COMPARISONS) {
    const options = { kind, blockLength: 10, replications: REPLICATIONS };
    const comparison = compareWithBenchmark(
      returns,
      bootstrapMeans(returns, { ...options, rng: makeRng(1) }),
      { blockLength: 10, studentize: false },
    );
    const found = hansenSpa(comparison);
    for (const name of ["lower", "consistent", "upper"] as const) {
      assertAlmostEquals(found[name], spa[name], tolerance(spa[name]));
    }
    assertEquals(whiteRealityCheck(comparison), found.upper);
    assertEquals(stepM(comparison, { size: 0.1 }), [...superior]);
    const losses = negative(returns);
    const set = modelConfidenceSet(
      bootstrapMeans(losses, { ...options, rng: makeRng(2) }),
    );
    assertEquals(set.included, [...included]);
    pValues.forEach((p, k) =>
      assertAlmostEquals(set.pValues[k], p, tolerance(p))
    );
  }
});

Deno.test("stationaryVariance() is arch's, and that of the resamples themselves", () => {
  const returns = madeReturns(300, true);
  const variances = stationaryVariance(returns, 10);
  ARCH_VARIANCES.forEach((v, k) =>
    assertAlmostEquals(variances[k] / v, 1, 1e-11)
  );
  const { deviations } = bootstrapMeans(returns, {
    rng: makeRng(3),
    blockLength: 10,
    replications: REPLICATIONS,
  });
  variances.forEach((v, k) => {
    let square = 0;
    for (let r = 0; r < REPLICATIONS; ++r) {
      square += deviations.data[r * 6 + k] ** 2 / REPLICATIONS;
    }
    // A variance of m normal draws has the relative error √(2/m).
    assertAlmostEquals(300 * square / v, 1, 4 * Math.sqrt(2 / REPLICATIONS));
  });
});

Deno.test("modelConfidenceSet() is that of maxima over each set in turn", () => {
  const losses = negative(madeReturns(120, false));
  const resampled = bootstrapMeans(losses, {
    rng: makeRng(4),
    blockLength: 4,
    replications: 500,
  });
  const { means, deviations: { data, rows, cols } } = resampled;
  const scale = (i: number, j: number) => {
    let square = 0;
    for (let r = 0; r < rows; ++r) {
      square += (data[r * cols + i] - data[r * cols + j]) ** 2 / rows;
    }
    return i === j ? 1 : Math.sqrt(square);
  };
  const { order, pValues, included } = modelConfidenceSet(resampled);
  let running = 0;
  for (let step = 0; step < cols - 1; ++step) {
    const set = order.slice(step);
    const largest = (of: (i: number) => number) =>
      Math.max(
        ...set.flatMap((i) => set.map((j) => (of(i) - of(j)) / scale(i, j))),
      );
    const statistic = largest((i) => means[i]);
    let above = 0;
    for (let r = 0; r < rows; ++r) {
      if (largest((i) => data[r * cols + i]) > statistic) ++above;
    }
    running = Math.max(running, above / rows);
    assertEquals(pValues[order[step]], running);
  }
  assertEquals(pValues[order[cols - 1]], 1);
  assertEquals(
    included,
    [0, 1, 2, 3, 4, 5].filter((k) => pValues[k] > 0.1),
  );
});

Deno.test("Models that are alike stay in the set together", () => {
  const rng = makeRng(7);
  const data = new Float64Array(200 * 3);
  for (let i = 0; i < 200; ++i) {
    data[3 * i] = data[3 * i + 1] = rng.normal();
    data[3 * i + 2] = rng.normal() + 2;
  }
  const resampled = bootstrapMeans({ data, rows: 200, cols: 3 }, {
    rng,
    blockLength: 2,
    replications: 500,
  });
  assertEquals(modelConfidenceSet(resampled).included, [0, 1]);
});

Deno.test("A studentised comparison finds a small sure gain beside a large unsure one", () => {
  const rng = makeRng(8);
  const data = Float64Array.from(
    { length: 1000 },
    (_, at) => at % 2 === 0 ? 0.1 + 0.5 * rng.normal() : 10 * rng.normal(),
  );
  const wins = { data, rows: 500, cols: 2 };
  const resampled = bootstrapMeans(wins, {
    rng,
    blockLength: 3,
    replications: 2000,
  });
  const pValue = (studentize: boolean) =>
    hansenSpa(
      compareWithBenchmark(wins, resampled, { blockLength: 3, studentize }),
    ).upper;
  assert(pValue(true) < 0.01 && pValue(false) > 0.1);
});

Deno.test("Studentised is what columns over their deviations give as they are", () => {
  const returns = madeReturns(300, true);
  const scales = stationaryVariance(returns, 10).map(Math.sqrt);
  const scaled = {
    ...returns,
    data: returns.data.map((v, at) => v / scales[at % 6]),
  };
  const options = { blockLength: 10, replications: 2000 };
  const compare = (values: Matrix, studentize: boolean) =>
    compareWithBenchmark(
      values,
      bootstrapMeans(values, { ...options, rng: makeRng(5) }),
      { blockLength: 10, studentize },
    );
  const [studentised, plain] = [compare(returns, true), compare(scaled, false)];
  for (const name of ["lower", "consistent", "upper"] as const) {
    // One resample may change sides by rounding.
    assertAlmostEquals(
      hansenSpa(studentised)[name],
      hansenSpa(plain)[name],
      1.5 / 2000,
    );
  }
  assertEquals(stepM(studentised), stepM(plain));
  assertAlmostEquals(
    hansenSpa(studentised).statistic,
    Math.sqrt(300) * hansenSpa(plain).statistic,
    1e-10,
  );
});

Deno.test("An alternative that is the benchmark scores 0; one that never varies is refused", () => {
  const at = (constant: number) => {
    const { data } = madeReturns(40, true);
    for (let i = 0; i < 40; ++i) data[6 * i] = constant;
    const wins = { data, rows: 40, cols: 6 };
    const resampled = bootstrapMeans(wins, {
      rng: makeRng(1),
      blockLength: 2,
      replications: 100,
    });
    return compareWithBenchmark(wins, resampled, { blockLength: 2 });
  };
  assertEquals(at(0).scores[0], 0);
  assertThrows(() => at(0.5), RangeError, "alternative 0 are all 0.5");
  assertThrows(() => stepM(at(0), { size: 1 }), RangeError, "size");
});
