import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { benjaminiHochberg, holm } from "lib/validation/multiple_testing.ts";
import { THROMBOLYSIS } from "../reference/paired_tests.ts";

Deno.test("benjaminiHochberg() rejects the four hypotheses of its paper", () => {
  const corrected = benjaminiHochberg(THROMBOLYSIS);
  assertEquals(corrected.filter((p) => p <= 0.05).length, 4);
  assertAlmostEquals(corrected[3], 15 / 4 * 0.0095, 1e-15);
  // Step-up: 15/6·.0278 is more than what the seventh, above it, comes to.
  assertAlmostEquals(corrected[4], 15 / 5 * 0.0201, 1e-15);
  assertAlmostEquals(corrected[5], 15 / 7 * 0.0298, 1e-15);
  assertEquals(corrected[14], 1);
});

Deno.test("holm() rejects the three that the paper says of Bonferroni", () => {
  const corrected = holm(THROMBOLYSIS);
  assertEquals(corrected.filter((p) => p <= 0.05).length, 3);
  assertAlmostEquals(corrected[1], 14 * 0.0004, 1e-15);
  assertEquals(corrected[14], 1);
});

Deno.test("Corrections keep the order given and never fall below the p-value", () => {
  const shuffled = [0.04, 0.001, 0.8, 0.02, 0.02];
  for (const correct of [holm, benjaminiHochberg]) {
    const corrected = correct(shuffled);
    corrected.forEach((p, i) => assert(p >= shuffled[i] && p <= 1));
    assertEquals(correct([0.3]), [0.3]);
    assertEquals(correct([]), []);
    assertEquals(
      correct(shuffled.toReversed()).toReversed(),
      corrected,
    );
    assertThrows(() => correct([0.1, NaN]), RangeError, "value is NaN");
  }
});
