import { assertAlmostEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { symmetricEigen } from "lib/math/linear_solve.ts";
import { tridiagonalEigen } from "lib/math/tridiagonal_eigen.ts";

/** Largest |A·v − λ·v| and |VᵀV − I| of a decomposition. */
function errors(a: Float64Array, n: number): [number, number] {
  const { values, vectors } = tridiagonalEigen(a, n);
  let [residual, skew] = [0, 0];
  for (let k = 0; k < n; ++k) {
    for (let i = 0; i < n; ++i) {
      let [product, inner] = [0, 0];
      for (let j = 0; j < n; ++j) {
        product += a[i * n + j] * vectors[k * n + j];
        inner += vectors[i * n + j] * vectors[k * n + j];
      }
      residual = Math.max(
        residual,
        Math.abs(product - values[k] * vectors[k * n + i]),
      );
      skew = Math.max(skew, Math.abs(inner - (i === k ? 1 : 0)));
    }
  }
  return [residual, skew];
}

const symmetric = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.array(fc.integer({ min: -9, max: 9 }), {
    minLength: n * n,
    maxLength: n * n,
  }).map((cells) => ({
    n,
    a: Float64Array.from(cells, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return cells[Math.max(i, j) * n + Math.min(i, j)];
    }),
  }))
);

Deno.test("tridiagonalEigen() gives orthonormal eigenvectors, of singular matrices too", () => {
  fc.assert(fc.property(symmetric, ({ n, a }) => {
    const [residual, skew] = errors(a, n);
    // Elements are at most 9, norms at most 81.
    assertAlmostEquals(residual, 0, 1e-12);
    assertAlmostEquals(skew, 0, 1e-13);
  }));
});

Deno.test("tridiagonalEigen() agrees with the rotations of symmetricEigen()", () => {
  fc.assert(fc.property(symmetric, ({ n, a }) => {
    const values = tridiagonalEigen(a, n).values.slice().sort();
    symmetricEigen(a, n).values.forEach((value, k) =>
      assertAlmostEquals(values[k], value, 1e-11)
    );
  }));
});

Deno.test("tridiagonalEigen() has the eigenvalues of a chain of 200 springs", () => {
  // −1, 2, −1: the eigenvalues are 2 − 2 cos(kπ/(n + 1)).
  const n = 200;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; ++i) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
  }
  const values = tridiagonalEigen(a, n).values.slice().sort();
  values.forEach((value, k) =>
    assertAlmostEquals(
      value,
      2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1)),
      1e-13,
    )
  );
});

Deno.test("tridiagonalEigen() refuses what is not finite", () => {
  assertThrows(
    () => tridiagonalEigen(Float64Array.of(1, NaN, NaN, 1), 2),
    RangeError,
    "must be finite",
  );
});
