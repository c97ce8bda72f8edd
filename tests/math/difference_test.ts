import { assertAlmostEquals } from "@std/assert";
import { centralDifferences } from "lib/math/difference.ts";

Deno.test("both differences are exact for polynomials up to degree 6", () => {
  for (let degree = 0; degree <= 6; ++degree) {
    const { first, second } = centralDifferences(
      (x) => [x ** degree],
      1.5,
      0.25,
    );
    const slope = degree === 0 ? 0 : degree * 1.5 ** (degree - 1);
    const bend = degree < 2 ? 0 : degree * (degree - 1) * 1.5 ** (degree - 2);
    assertAlmostEquals(first[0], slope, 1e-12 * (1 + slope));
    assertAlmostEquals(second[0], bend, 1e-11 * (1 + bend));
  }
});

Deno.test("the error falls as the sixth power of the step", () => {
  const miss = (h: number) =>
    Math.abs(
      centralDifferences((x) => [0, Math.exp(x)], 1, h).first[1] - Math.E,
    );
  assertAlmostEquals(Math.log2(miss(0.4) / miss(0.2)), 6, 0.05);
});
