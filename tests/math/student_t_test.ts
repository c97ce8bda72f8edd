import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { studentTQuantile, studentTTwoSided } from "lib/math/student_t.ts";
import { STUDENT_QUANTILES, STUDENT_T } from "../reference/paired_tests.ts";

Deno.test("studentTTwoSided() reproduces mpmath, far into the tail", () => {
  for (const [t, nu, p] of STUDENT_T) {
    assertAlmostEquals(studentTTwoSided(t, nu) / p, 1, 1e-12, `${t}, ${nu}`);
    assertEquals(studentTTwoSided(-t, nu), studentTTwoSided(t, nu));
  }
});

Deno.test("studentTTwoSided() is Cauchy's arctangent at one degree of freedom", () => {
  for (const t of [1e-8, 0.3, 1, 7, 1e6]) {
    const cauchy = t > 1
      ? 2 / Math.PI * Math.atan(1 / t)
      : 1 - 2 / Math.PI * Math.atan(t);
    assertAlmostEquals(studentTTwoSided(t, 1) / cauchy, 1, 1e-13);
  }
});

Deno.test("studentTQuantile() inverts the distribution", () => {
  for (const [p, nu, t] of STUDENT_QUANTILES) {
    assertAlmostEquals(studentTQuantile(p, nu) / t, 1, 1e-10);
    assertAlmostEquals(studentTQuantile(1 - p, nu) / t, -1, 1e-10);
  }
  assert(Math.abs(studentTQuantile(0.5, 3)) < 1e-15);
});

Deno.test("Student's t refuses what is no distribution", () => {
  assertThrows(() => studentTTwoSided(1, 0), RangeError, "> 0");
  assertThrows(() => studentTQuantile(1, 4), RangeError, "in (0, 1)");
  assertEquals(studentTTwoSided(NaN, 3), NaN);
  assertEquals(studentTTwoSided(Infinity, 3), 0);
});
