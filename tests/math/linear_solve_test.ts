import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { choleskySolve, symmetricEigen } from "lib/math/linear_solve.ts";

/** A random symmetric positive definite matrix. */
function spd(n: number): Float64Array {
  const rng = makeRng(n);
  const b = Float64Array.from({ length: n * n }, () => rng.normal());
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < n; ++j) {
      for (let k = 0; k < n; ++k) out[i * n + j] += b[i * n + k] * b[j * n + k];
    }
    out[i * n + i] += 0.1;
  }
  return out;
}

Deno.test("choleskySolve() solves what it is given", () => {
  const a = spd(6);
  const b = Float64Array.of(1, -2, 3, 0, 5, 1);
  const x = choleskySolve(a, b);
  assert(x !== null);
  for (let i = 0; i < 6; ++i) {
    const row = a.subarray(6 * i, 6 * i + 6);
    assertAlmostEquals(row.reduce((s, v, k) => s + v * x[k], 0), b[i], 1e-10);
  }
});

Deno.test("choleskySolve() returns null for an indefinite matrix", () => {
  assertEquals(
    choleskySolve(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1)),
    null,
  );
});

Deno.test("symmetricEigen() rebuilds the matrix from its parts", () => {
  const n = 7;
  const a = spd(n);
  const { values, vectors } = symmetricEigen(a, n);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < n; ++j) {
      const sum = vectors.reduce((s, v, k) => s + values[k] * v[i] * v[j], 0);
      assertAlmostEquals(sum, a[i * n + j], 1e-12);
    }
  }
  assertEquals(values, values.toSorted());
});

Deno.test("symmetricEigen() knows the Hilbert matrix's condition", () => {
  const n = 5;
  const hilbert = Float64Array.from(
    { length: n * n },
    (_, k) => 1 / (Math.floor(k / n) + k % n + 1),
  );
  const { values } = symmetricEigen(hilbert, n);
  // Todd (1954): condition number of order 5.
  assertAlmostEquals(values[4] / values[0] / 4.766072502e5, 1, 1e-8);
});
