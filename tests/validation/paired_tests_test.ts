import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import {
  dieboldMariano,
  pairedT,
  wilcoxonSignedRank,
} from "lib/validation/paired_tests.ts";
import { DARWIN, DEPENDENT, TIED } from "../reference/paired_tests.ts";

for (const [name, known] of Object.entries({ DARWIN, TIED })) {
  Deno.test(`pairedT() and wilcoxonSignedRank() reproduce the reference of ${name}`, () => {
    const ranks = wilcoxonSignedRank(known.differences);
    assertEquals(ranks.statistic, known.wilcoxon.statistic);
    assertAlmostEquals(ranks.pValue, known.wilcoxon.pValue, 1e-12);
    const student = pairedT(known.differences);
    assertAlmostEquals(student.statistic, known.student.statistic, 1e-12);
    assertAlmostEquals(student.pValue, known.student.pValue, 1e-12);
  });
}

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

Deno.test("wilcoxonSignedRank() counts few differences exactly", () => {
  // All of one sign: 2 of the 2^5 patterns are as extreme.
  assertEquals(wilcoxonSignedRank([1, 2, 3, 4, 5]), {
    statistic: 0,
    pValue: 2 / 32,
    count: 5,
  });
  assertEquals(wilcoxonSignedRank([0, 0]).pValue, 1);
});

Deno.test("Paired tests say when nothing can be told", () => {
  for (const test of [pairedT, dieboldMariano, wilcoxonSignedRank]) {
    assertThrows(() => test([1]), RangeError, "at least two");
    assertThrows(() => test([1, NaN]), RangeError, "difference 1");
  }
  assertThrows(() => dieboldMariano([1, 2], { lags: 2 }), RangeError, "lags");
  assertEquals(pairedT([0, 0, 0]).pValue, 1);
  assertEquals(pairedT([2, 2, 2]).pValue, 0);
});
