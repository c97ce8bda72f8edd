import type { Rng } from "lib/core/rng.ts";
import type { Matrix } from "lib/math/matrix.ts";

/** Daily returns with a common factor, so that columns are correlated. */
export function randomPanel(rng: Rng, rows: number, cols: number): Matrix {
  const data = new Float64Array(rows * cols);
  for (let t = 0; t < rows; ++t) {
    const market = 0.01 * rng.normal();
    for (let j = 0; j < cols; ++j) {
      data[t * cols + j] = (0.5 + 0.1 * j) * market +
        0.005 * (1 + j % 3) * rng.normal();
    }
  }
  return { data, rows, cols };
}

/** A random symmetric matrix with a unit diagonal, hardly ever semidefinite. */
export function randomSymmetric(rng: Rng, n: number): Matrix {
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; ++i) {
    data[i * n + i] = 1;
    for (let j = 0; j < i; ++j) {
      data[i * n + j] = data[j * n + i] = 2 * rng.uniform() - 1;
    }
  }
  return { data, rows: n, cols: n };
}
