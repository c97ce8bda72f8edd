import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Complex } from "lib/math/complex.ts";

function close(actual: Complex, expected: Complex, tolerance = 1e-15) {
  const gap = actual.sub(expected).abs();
  assert(gap <= tolerance * (1 + expected.abs()), `${gap}`);
}

const POINTS = [
  new Complex(1, 2),
  new Complex(-3, 0.5),
  new Complex(-0.25, -4),
  new Complex(0.1, -0.2),
];

Deno.test("Complex.div() undoes mul()", () => {
  for (const a of POINTS) {
    for (const b of POINTS) close(a.mul(b).div(b), a, 4e-16);
  }
});

Deno.test("Complex.timesI() multiplies by i", () => {
  assertEquals(new Complex(2, 3).timesI(), new Complex(-3, 2));
});

Deno.test("Complex.exp() undoes log()", () => {
  for (const a of POINTS) close(a.log().exp(), a, 1e-15);
});

Deno.test("Complex.sqrt() squares back and keeps the right half-plane", () => {
  for (const a of [...POINTS, new Complex(-4), new Complex(0, 2)]) {
    close(a.sqrt().mul(a.sqrt()), a);
    assert(a.sqrt().re >= 0);
  }
  assertEquals(new Complex(0).sqrt(), new Complex(0));
  assertEquals(new Complex(-4, -1e-30).sqrt().im, -2);
});

Deno.test("Complex.log() lies on the branch (−π, π]", () => {
  assertAlmostEquals(new Complex(-1, 0).log().im, Math.PI, 1e-15);
  assertAlmostEquals(new Complex(-1, -1e-20).log().im, -Math.PI, 1e-15);
});

Deno.test("Complex.expm1() and log1p() keep every digit of a small number", () => {
  const z = new Complex(1e-9, -2e-9);
  // z + z²/2 and z − z²/2: the next terms are below 1e-26.
  const half = z.mul(z).scale(0.5);
  assert(z.expm1().sub(z.add(half)).abs() < 1e-24);
  assert(z.log1p().sub(z.sub(half)).abs() < 1e-24);
});

Deno.test("Complex.expm1() and log1p() equal the plain forms elsewhere", () => {
  const one = new Complex(1);
  for (const z of POINTS) {
    close(z.expm1(), z.exp().sub(one), 1e-15);
    close(z.log1p(), one.add(z).log(), 1e-15);
  }
});
