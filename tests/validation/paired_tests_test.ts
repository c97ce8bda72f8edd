import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { pairedT, wilcoxonSignedRank } from "lib/validation/paired_tests.ts";
import { DARWIN, TIED } from "../reference/paired_tests.ts";

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
  for (const test of [pairedT, wilcoxonSignedRank]) {
    assertThrows(() => test([1]), RangeError, "at least two");
    assertThrows(() => test([1, NaN]), RangeError, "difference 1");
  }
  assertEquals(pairedT([0, 0, 0]).pValue, 1);
  assertEquals(pairedT([2, 2, 2]).pValue, 0);
});
