import {
  assertAlmostEquals,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { gaussLegendre } from "lib/math/gauss_legendre.ts";

Deno.test("every rule is exact for polynomials up to degree 2n - 1", () => {
  for (const n of [1, 2, 3, 5, 16, 31, 64, 127]) {
    const { nodes, weights } = gaussLegendre(n);
    for (const degree of [0, 1, 2 * n - 2, 2 * n - 1]) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights[i] * nodes[i] ** degree;
      assertAlmostEquals(
        sum,
        degree % 2 === 0 ? 2 / (degree + 1) : 0,
        2e-15 * Math.sqrt(n) * 4,
      );
    }
  }
});

Deno.test("the three-point rule is the one of the textbooks", () => {
  const { nodes, weights } = gaussLegendre(3);
  assertAlmostEquals(nodes[0], -Math.sqrt(0.6), 1e-15);
  assertEquals(Math.abs(nodes[1]), 0);
  assertAlmostEquals(nodes[2], Math.sqrt(0.6), 1e-15);
  assertAlmostEquals(weights[0], 5 / 9, 1e-15);
  assertAlmostEquals(weights[1], 8 / 9, 1e-15);
});

Deno.test("nodes rise and lie inside the interval", () => {
  const { nodes } = gaussLegendre(200);
  for (let i = 1; i < 200; i++) assertEquals(nodes[i] > nodes[i - 1], true);
  assertEquals(nodes[0] > -1 && nodes[199] < 1, true);
});

Deno.test("a rule is made once", () => {
  assertStrictEquals(gaussLegendre(24), gaussLegendre(24));
});

Deno.test("a count that is no positive integer is refused with the value", () => {
  assertThrows(() => gaussLegendre(0), RangeError, "current value is 0");
  assertThrows(() => gaussLegendre(2.5), RangeError, "current value is 2.5");
});
