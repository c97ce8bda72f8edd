/**
 * Comparisons of models by the Python package arch 8.0.0 with 100,000 resamples,
 * blocks of 10, seed 1: `SPA(...).pvalues` (lower, consistent, upper), `StepM` and
 * `MCS(method="R")` at size .1. P-values carry a standard error of
 * `√(p(1 − p)/100,000)`, .0013 at .2.
 *
 * The returns are made of whole numbers, so that both languages have the same:
 * six autoregressions on residues, 300 rows.
 */

import type { Matrix } from "lib/math/matrix.ts";

/** Returns [n × 6]; `drift` spreads the means. */
export function madeReturns(rows: number, drift: boolean, cols = 6): Matrix {
  const data = new Float64Array(rows * cols);
  for (let j = 0; j < cols; ++j) {
    let last = 0;
    for (let t = 0; t < rows; ++t) {
      last = 0.4 * last +
        ((t * t * (31 + 17 * j) + 7 * t * (j + 1)) % 101) / 50 - 1;
      data[t * cols + j] = 0.01 *
        (last * (cols - j) / cols + (drift ? 0.03 * j - 0.05 : 0));
    }
  }
  return { data, rows, cols };
}

/** Of `madeReturns(300, true)`; losses are the negatives. */
export const ARCH_COMPARISONS = [
  {
    kind: "stationary",
    spa: { lower: 0.00064, consistent: 0.03884, upper: 0.05722 },
    superior: [4, 5],
    included: [4, 5],
    pValues: [0, 0.00204, 0.00001, 0.00204, 0.18532, 1],
  },
  {
    kind: "moving",
    spa: { lower: 0.00071, consistent: 0.04806, upper: 0.07177 },
    superior: [5],
    included: [4, 5],
    pValues: [0, 0.00186, 0, 0.00189, 0.2149, 1],
  },
] as const;

/** Long-run variances behind the consistent centres, arch's `_loss_diff_var`. */
export const ARCH_VARIANCES = [
  ...[5.974878428256558e-5, 7.990484000243707e-5, 2.6284031615873207e-5],
  ...[1.264329490734795e-5, 7.017550122747771e-6, 1.2001394700033953e-6],
] as const;

/** `optimal_block_length` of the first two columns. */
export const ARCH_BLOCK_LENGTHS = [
  { stationary: 3.748152609712408, circular: 4.290563675601233 },
  { stationary: 5.7544713643364025, circular: 6.587225329121183 },
] as const;

/**
 * PBO and mean logit of `madeReturns(rows, false)` by a few lines of numpy that
 * take rows together by `array_split` and rank by counting.
 */
export const NUMPY_OVERFIT = [
  { rows: 300, cols: 6, blocks: 6, pbo: 0.1, logit: 0.24923308703596708 },
  {
    rows: 299,
    cols: 6,
    blocks: 8,
    pbo: 0.6714285714285714,
    logit: -0.22210122197156482,
  },
  {
    rows: 300,
    cols: 5,
    blocks: 10,
    pbo: 0.503968253968254,
    logit: 0.4448801819425833,
  },
  {
    rows: 47,
    cols: 6,
    blocks: 4,
    pbo: 0.6666666666666666,
    logit: -0.4513417001837017,
  },
] as const;
