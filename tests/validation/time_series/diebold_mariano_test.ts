import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { pairedT } from "lib/validation/paired_tests.ts";
import { dieboldMariano } from "lib/validation/time_series/diebold_mariano.ts";
import { DEPENDENT, TIED } from "../../reference/paired_tests.ts";

Deno.test("dieboldMariano() reproduces Newey and West's variance with Harvey's correction", () => {
  for (const { lags, statistic, pValue } of DEPENDENT.byLags) {
    const result = dieboldMariano(DEPENDENT.differences, { lags });
    assertAlmostEquals(result.statistic, statistic, 1e-12);
    assertAlmostEquals(result.pValue, pValue, 1e-12);
  }
  // 43 differences: ⌊4·.43^(2/9)⌋ = 3 lags by default.
  assertEquals(
    dieboldMariano(DEPENDENT.differences),
    dieboldMariano(DEPENDENT.differences, { lags: 3 }),
  );
});

Deno.test("dieboldMariano() is the paired t test without lags", () => {
  const { statistic, pValue } = dieboldMariano(TIED.differences, { lags: 0 });
  const student = pairedT(TIED.differences);
  assertAlmostEquals(statistic, student.statistic, 1e-12);
  assertAlmostEquals(pValue, student.pValue, 1e-12);
});

Deno.test("dieboldMariano() keeps its size where neighbours are alike and pairedT() does not", () => {
  const rng = makeRng(3);
  const trials = 400;
  const rejected = { student: 0, dm: 0 };
  for (let trial = 0; trial < trials; ++trial) {
    let last = rng.normal();
    const series = Float64Array.from({ length: 200 }, () => {
      last = 0.5 * last + rng.normal();
      return last;
    });
    if (pairedT(series).pValue < 0.05) ++rejected.student;
    if (dieboldMariano(series, { lags: 8 }).pValue < 0.05) ++rejected.dm;
  }
  // The standard error of a rate of 5 % in 400 trials is 1.1 %; Bartlett's
  // weights leave the test a little too eager.
  assert(rejected.dm / trials < 0.12, `${rejected.dm}`);
  assert(rejected.student / trials > 0.2, `${rejected.student}`);
});

Deno.test("dieboldMariano() with equal weights is Diebold and Mariano's own", () => {
  for (const { lags, statistic, pValue } of DEPENDENT.byEqualWeights) {
    const found = dieboldMariano(DEPENDENT.differences, {
      lags,
      weights: "equal",
    });
    assertAlmostEquals(found.statistic, statistic, 1e-12);
    assertAlmostEquals(found.pValue, pValue, 1e-12);
  }
  // Alternating differences have a negative variance by equal weights.
  const alternating = [1, -1, 1.1, -1, 1, -1.1, 1, -0.9];
  assertEquals(
    dieboldMariano(alternating, { lags: 1, weights: "equal" }),
    dieboldMariano(alternating, { lags: 1 }),
  );
});

Deno.test("dieboldMariano() says when nothing can be told", () => {
  assertThrows(() => dieboldMariano([1]), RangeError, "at least 2");
  assertThrows(() => dieboldMariano([1, NaN]), RangeError, "value 1 is NaN");
  assertThrows(() => dieboldMariano([1, 2], { lags: 2 }), RangeError, "lags");
  assertEquals(dieboldMariano([0, 0, 0]).pValue, 1);
  assertEquals(dieboldMariano([2, 2, 2]).pValue, 0);
});
