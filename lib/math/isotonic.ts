/**
 * Isotonic regression: the monotone sequence nearest to a given one,
 *
 *     min Σ wᵢ (fᵢ − yᵢ)²   over   f₁ ≤ f₂ ≤ … ≤ fₙ,
 *
 * by pooling adjacent violators: Ayer, Brunk, Ewing, Reid and Silverman (1955),
 * Ann. Math. Statist. 26(4), 641–647; in one pass with a stack of blocks, O(n),
 * as in Best and Chakravarti (1990), Math. Program. 47, 425–439. Exact up to
 * rounding in the blocks' means; a sequence already monotone is returned as is.
 *
 * @module
 */

/** How to regress. */
export interface IsotonicOptions {
  /** Weight of each value, above 0, shape `[n]`. @default all 1 */
  readonly weights?: ArrayLike<number>;
  /** Nondecreasing, or else nonincreasing. @default {true} */
  readonly increasing?: boolean;
}

/**
 * The monotone sequence nearest to `y` in weighted least squares.
 *
 * @param y Values in the order in which they are to be monotone, shape `[n]`.
 * @param options Weights and direction.
 * @returns Shape `[n]`; within the range of `y`.
 * @throws {TypeError} If the weights are not as many as the values.
 * @throws {RangeError} If a value is not finite or a weight not above 0.
 *
 * @example Violators share their mean
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isotonicRegression } from "lib/math/isotonic.ts";
 *
 * assertEquals([...isotonicRegression([1, 3, 2, 4])], [1, 2.5, 2.5, 4]);
 * assertEquals(
 *   [...isotonicRegression([1, 3, 2, 4], { increasing: false })],
 *   [2.5, 2.5, 2.5, 2.5],
 * );
 * ```
 */
export function isotonicRegression(
  y: ArrayLike<number>,
  options: IsotonicOptions = {},
): Float64Array {
  const { weights, increasing = true } = options;
  check(y, weights);
  const n = y.length;
  const sign = increasing ? 1 : -1;
  const means = new Float64Array(n);
  const masses = new Float64Array(n);
  const ends = new Int32Array(n);
  let top = -1;
  for (let i = 0; i < n; ++i) {
    let mean = sign * y[i];
    let mass = weights?.[i] ?? 1;
    // Pool with the block before as long as it stands higher.
    for (; top >= 0 && means[top] > mean; --top) {
      const sum = masses[top] + mass;
      mean += (means[top] - mean) * (masses[top] / sum);
      mass = sum;
    }
    ++top;
    means[top] = mean;
    masses[top] = mass;
    ends[top] = i + 1;
  }
  const fitted = new Float64Array(n);
  for (let block = 0, i = 0; block <= top; ++block) {
    while (i < ends[block]) fitted[i++] = sign * means[block];
  }
  return fitted;
}

function check(
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): void {
  const n = y.length;
  if (weights !== undefined && weights.length !== n) {
    throw new TypeError(
      `Cannot regress isotonically as there must be ${n} weights: there are ${weights.length}`,
    );
  }
  for (let i = 0; i < n; ++i) {
    if (!Number.isFinite(y[i])) {
      throw new RangeError(
        `Cannot regress isotonically as y must be finite: value ${i} is ${
          y[i]
        }`,
      );
    }
    const w = weights?.[i] ?? 1;
    if (w > 0 && w < Infinity) continue;
    throw new RangeError(
      `Cannot regress isotonically as weights must be finite and > 0: weight ${i} is ${w}`,
    );
  }
}
