/**
 * Sums of products of columns, two by two: four sums that do not wait for each
 * other, from two numbers read for each product.
 *
 * @module
 */

/**
 * Adds `B·Bᵀ` to the lower triangle of a symmetric matrix.
 *
 * @param out Row-major `[m × m]`; what stands above the diagonal may change.
 * @param block Column by column, `[m × rows]`.
 * @param m Number of columns.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { addGramInto } from "lib/math/gram.ts";
 *
 * const out = new Float64Array(4);
 * addGramInto(out, Float64Array.of(1, 2, 3, 4), 2);
 * assertEquals([out[0], out[2], out[3]], [5, 11, 25]);
 * ```
 */
export function addGramInto(
  out: Float64Array,
  block: Float64Array,
  m: number,
): void {
  const rows = block.length / m;
  for (let i = 0; i < m; i += 2) {
    // The last column of an odd number is paired with itself.
    const [a, b] = [i * rows, Math.min(i + 1, m - 1) * rows];
    for (let j = 0; j <= i; j += 2) {
      const [c, d] = [j * rows, Math.min(j + 1, m - 1) * rows];
      let [ac, ad, bc, bd] = [0, 0, 0, 0];
      for (let k = 0; k < rows; ++k) {
        const [u, v, x, y] = [
          block[a + k],
          block[b + k],
          block[c + k],
          block[d + k],
        ];
        ac += u * x;
        ad += u * y;
        bc += v * x;
        bd += v * y;
      }
      out[i * m + j] += ac;
      if (j + 1 < m) out[i * m + j + 1] += ad;
      if (i + 1 < m) {
        out[(i + 1) * m + j] += bc;
        if (j + 1 < m) out[(i + 1) * m + j + 1] += bd;
      }
    }
  }
}
