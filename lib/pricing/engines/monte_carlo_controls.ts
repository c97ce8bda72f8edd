/**
 * Regression coefficients of control variates.
 *
 * ```text
 * β = Cov(C)⁻¹ Cov(C, Y)
 * ```
 *
 * Glasserman (2003), eq. (4.11). Estimated from the sample they are applied to;
 * the bias is of the order of one over the number of paths, far below the
 * standard error. The first 65,536 paths settle them.
 *
 * @module
 */

/** Paths after which the coefficients are as good as they need to be. */
const ENOUGH = 2 ** 16;
/** A control that the others explain to this share of its variance is left out. */
const COLLINEAR = 1e-10;

/** Running second moments of a value and its controls. */
export class ControlMoments {
  /** Number of controls. */
  readonly controls: number;
  readonly #expected: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #offset = NaN;
  #count = 0;

  /**
   * Starts empty.
   *
   * @param expected Known means of the controls, shape `[k]`.
   */
  constructor(expected: Float64Array) {
    this.controls = expected.length;
    this.#expected = expected;
    const channels = expected.length + 1;
    this.#first = new Float64Array(channels);
    this.#second = new Float64Array(channels * channels);
  }

  /**
   * Adds a block.
   *
   * @param values The value, then its controls, shape `[(k + 1) × size]`.
   * @param size Number of paths.
   */
  add(values: Float64Array, size: number): void {
    const channels = this.controls + 1;
    if (channels === 1 || this.#count >= ENOUGH) return;
    // Centred near the means, so that nothing cancels.
    if (Number.isNaN(this.#offset)) this.#offset = values[0];
    this.#count += size;
    const centre = (c: number) =>
      c === 0 ? this.#offset : this.#expected[c - 1];
    for (let a = 0; a < channels; ++a) {
      const centreA = centre(a);
      let sum = 0;
      for (let i = 0; i < size; ++i) sum += values[a * size + i] - centreA;
      this.#first[a] += sum;
      for (let b = Math.max(a, 1); b < channels; ++b) {
        const centreB = centre(b);
        let product = 0;
        for (let i = 0; i < size; ++i) {
          product += (values[a * size + i] - centreA) *
            (values[b * size + i] - centreB);
        }
        this.#second[a * channels + b] += product;
      }
    }
  }

  /** Covariance of channels `a ≤ b`, `b ≥ 1`. */
  covariance(a: number, b: number): number {
    const n = this.#count;
    return this.#second[a * (this.controls + 1) + b] / n -
      this.#first[a] / n * (this.#first[b] / n);
  }
}

/**
 * The coefficients, by elimination of one control after another; one that adds
 * nothing gets 0.
 *
 * @param moments Of the value and its controls.
 * @returns One coefficient a control, shape `[k]`.
 */
export function regression(moments: ControlMoments): Float64Array {
  const k = moments.controls;
  // Columns 0 … k−1 are the controls, column k the value.
  const rows = Array.from(
    { length: k },
    (_, a) =>
      Float64Array.from(
        { length: k + 1 },
        (_, b) =>
          b === k
            ? moments.covariance(0, a + 1)
            : moments.covariance(Math.min(a, b) + 1, Math.max(a, b) + 1),
      ),
  );
  const variances = rows.map((row, a) => row[a]);
  const used: boolean[] = [];
  for (let a = 0; a < k; ++a) {
    used[a] = rows[a][a] > COLLINEAR * variances[a];
    if (!used[a]) continue;
    for (let b = 0; b < k; ++b) {
      if (b === a) continue;
      const factor = rows[b][a] / rows[a][a];
      for (let c = 0; c <= k; ++c) rows[b][c] -= factor * rows[a][c];
    }
  }
  return Float64Array.from(
    { length: k },
    (_, a) => used[a] ? rows[a][k] / rows[a][a] : 0,
  );
}
