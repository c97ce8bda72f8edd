/**
 * Standard normals from 32-bit words, by inversion with a table.
 *
 * A word `w` stands for the probability `(w + ½)/2^32`. The tail `(k + ½)/2^32 < ½`
 * is cut where `k` has its leading bit and each such octave in 64 equal parts, on
 * which a cubic through four Chebyshev nodes follows the quantile of
 * {@link "lib/math/normal.ts"} to 1e-10. Draws end at ±6.34, the quantile of
 * `2^−33`. Inversion keeps what the words have: antithetic words give opposite
 * normals, and Sobol points stay a low-discrepancy sequence.
 *
 * @module
 */

import { inverseNormalCdf } from "lib/math/normal.ts";

const UNIT = 2 ** -32;
/** Octaves with a table; the tail below, `2^−21` of the mass, is computed. */
const OCTAVES = 20;
const PARTS = 64;
const TERMS = 4;

let coefficients: Float64Array | undefined;
/** Half a cell of `k`, as a share of a part, by octave. */
const HALF_CELL = Float64Array.from(
  { length: OCTAVES + 1 },
  (_, octave) => 2 ** (octave + 6 - 32),
);

/**
 * Turns words into normals.
 *
 * @param words Uniform 32-bit words, shape `[n]` at least.
 * @param out Filled with `Φ⁻¹((w + ½)/2^32)`, shape `[n]`.
 * @param count How many.
 *
 * @example Opposite words give opposite normals
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { normalsInto } from "lib/pricing/kernels/mc_normals.ts";
 *
 * const z = new Float64Array(2);
 * normalsInto(Int32Array.of(0x40000000, ~0x40000000), z, 2);
 * assertEquals(z[0], -z[1]);
 * assertAlmostEquals(z[0], -0.6744897501960817, 1e-8);
 * ```
 */
export function normalsInto(
  words: Int32Array,
  out: Float64Array,
  count: number,
): void {
  const table = coefficients ??= quantileTable();
  for (let i = 0; i < count; ++i) {
    const word = words[i];
    const sign = word >> 31;
    const k = word ^ sign;
    const octave = Math.clz32(k);
    let size: number;
    if (octave <= OCTAVES) {
      const rest = k << (octave + 1);
      const at = (octave * PARTS + (rest >>> 26)) * TERMS;
      const t = ((rest << 6) >>> 0) * UNIT + HALF_CELL[octave];
      size = table[at] +
        t * (table[at + 1] + t * (table[at + 2] + t * table[at + 3]));
    } else {
      size = -inverseNormalCdf((k + 0.5) * UNIT);
    }
    // Words from 2^31 up, negative as integers, are the upper half: `sign | 1`
    // is −1 there and 1 below, without a branch that half the draws would miss.
    out[i] = -size * (sign | 1);
  }
}

/** Cubics in the place within the part, for `−Φ⁻¹` on the lower half. */
function quantileTable(): Float64Array {
  const table = new Float64Array((OCTAVES + 1) * PARTS * TERMS);
  const nodes = [0, 1, 2, 3].map((j) =>
    0.5 + 0.5 * Math.cos(Math.PI * (2 * j + 1) / 8)
  );
  for (let octave = 1; octave <= OCTAVES; ++octave) {
    // In this octave the probability runs from `low` to twice that.
    const low = 2 ** (-1 - octave);
    for (let part = 0; part < PARTS; ++part) {
      const values = nodes.map((t) =>
        -inverseNormalCdf(low * (1 + (part + t) / PARTS))
      );
      table.set(cubicThrough(nodes, values), (octave * PARTS + part) * TERMS);
    }
  }
  return table;
}

/** Coefficients of the cubic through four points, by divided differences. */
function cubicThrough(x: number[], y: number[]): number[] {
  const d = y.slice();
  for (let level = 1; level < 4; ++level) {
    for (let i = 3; i >= level; --i) {
      d[i] = (d[i] - d[i - 1]) / (x[i] - x[i - level]);
    }
  }
  const poly = [d[3], 0, 0, 0];
  for (let i = 2; i >= 0; --i) {
    for (let j = 3; j > 0; --j) poly[j] = poly[j - 1] - x[i] * poly[j];
    poly[0] = d[i] - x[i] * poly[0];
  }
  return poly;
}
