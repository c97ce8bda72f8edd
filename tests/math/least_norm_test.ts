import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeRng } from "lib/core/rng.ts";
import { addGramInto } from "lib/math/gram.ts";
import { foldRowsInto, leastNorm, solveTriangle } from "lib/math/least_norm.ts";

const rng = makeRng(6);
const normals = (n: number) =>
  Float64Array.from({ length: n }, () => rng.normal());

/** `A·x` for row-major `A`. */
function times(a: Float64Array, x: Float64Array): Float64Array {
  const p = x.length;
  return Float64Array.from(
    { length: a.length / p },
    (_, i) => x.reduce((sum, v, j) => sum + v * a[i * p + j], 0),
  );
}

Deno.test("leastNorm() leaves a residual at right angles to every column", () => {
  for (const [n, p, alpha] of [[9, 4, 0], [9, 4, 2], [4, 9, 0.5], [1, 3, 0]]) {
    const [a, b] = [normals(n * p), normals(n)];
    const x = leastNorm(a, b, alpha);
    const fitted = times(a, x);
    for (let j = 0; j < p; ++j) {
      let slope = alpha * x[j];
      for (let i = 0; i < n; ++i) slope += (fitted[i] - b[i]) * a[i * p + j];
      assertAlmostEquals(slope, 0, 1e-12);
    }
  }
});

Deno.test("leastNorm() gives the shortest of many solutions", () => {
  const [n, p] = [3, 7];
  const [a, b] = [normals(n * p), normals(n)];
  const x = leastNorm(a, b);
  times(a, x).forEach((v, i) => assertAlmostEquals(v, b[i], 1e-12));
  // The shortest lies in the span of the rows: what changes nothing is at right
  // angles to it.
  const y = normals(p);
  const alongRows = leastNorm(a, times(a, y));
  const free = y.map((v, j) => v - alongRows[j]);
  times(a, free).forEach((v) => assertAlmostEquals(v, 0, 1e-12));
  assertAlmostEquals(free.reduce((s, v, j) => s + v * x[j], 0), 0, 1e-12);
});

Deno.test("leastNorm() of zeros is zeros", () => {
  const zeros = new Float64Array(6);
  assertEquals(leastNorm(zeros, normals(3)), new Float64Array(2));
  assertEquals(leastNorm(zeros, normals(3), 1), new Float64Array(2));
});

Deno.test("foldRowsInto() in blocks gives the triangle of all rows at once", () => {
  const [n, m] = [12, 4];
  const rows = normals(n * m);
  const folded = (size: number) => {
    const triangle = new Float64Array(m * m);
    for (let from = 0; from < n; from += size) {
      const block = Float64Array.from(
        { length: m * size },
        (_, k) => rows[(from + k % size) * m + Math.floor(k / size)],
      );
      foldRowsInto(triangle, block, size);
    }
    return triangle;
  };
  const [once, often] = [folded(n), folded(3)];
  once.forEach((v, k) =>
    assertAlmostEquals(Math.abs(v), Math.abs(often[k]), 1e-13)
  );
  assert(solveTriangle(once) !== null);
});

Deno.test("solveTriangle() knows a column that others make up", () => {
  const block = Float64Array.of(1, 2, 3, 4, 5, 7, 5, 7, 10, 1, 1, 1);
  const triangle = new Float64Array(16);
  foldRowsInto(triangle, block, 3);
  assertEquals(solveTriangle(triangle), null);
});

Deno.test("addGramInto() adds the products of columns, for odd numbers of them too", () => {
  for (const [m, rows] of [[1, 5], [2, 3], [5, 7], [6, 1]]) {
    const block = normals(m * rows);
    const out = new Float64Array(m * m).fill(1);
    addGramInto(out, block, m);
    for (let i = 0; i < m; ++i) {
      for (let j = 0; j <= i; ++j) {
        let sum = 1;
        for (let k = 0; k < rows; ++k) {
          sum += block[i * rows + k] * block[j * rows + k];
        }
        assertAlmostEquals(out[i * m + j], sum, 1e-13);
      }
    }
  }
});
