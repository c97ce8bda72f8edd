/**
 * A start for implied total volatility, good to about 1e-5, from a table.
 *
 * With `β = c e^(−x/2)`, the price over `√(FK)`, and `z² = ln(1 + x/β)`,
 *
 *     s₀ = √(2π) β + x/(√2 z + 1)
 *
 * has the right limits at the money (`s → √(2π) β`) and in the wings
 * (`s → x/(√2 z)`), and `s/s₀` is smooth in `(z, s₀)`: it is tabulated and
 * interpolated by parabolas in both. The table, 2 ms of work, is made by
 * {@link makeSeedTable} from the general solver. One step of fourth order from
 * there is as good as many.
 *
 * @module
 */

import { solveTotalVol } from "lib/pricing/kernels/implied_vol_solve.ts";

const SQRT_2PI = 2.5066282746310002;

/** Largest `z` of the table: prices down to `e^(−36)` of `x`. */
export const SEED_Z = 6;
/** Largest `s₀` of the table. */
export const SEED_S = 2;
/** Nodes per unit of `z` and of `s₀`. */
export const SEED_STEPS = 16;
/** Nodes in a row of the table, along `s₀`. */
export const SEED_COLUMNS: number = SEED_S * SEED_STEPS + 2;

/** Prices over this are left to the general solver. */
const LARGEST_PRICE = 0.9;

/**
 * Makes the table `s/s₀`, rows along `z`, columns along `s₀`.
 *
 * @returns `[(6·16 + 2) × SEED_COLUMNS]`, NaN where no price is that high.
 */
export function makeSeedTable(): Float64Array {
  const rows = SEED_Z * SEED_STEPS + 2;
  const table = new Float64Array(rows * SEED_COLUMNS);
  for (let i = 0; i < rows; ++i) {
    const z = i / SEED_STEPS;
    const grown = Math.expm1(z * z);
    const wing = Math.SQRT2 * z + 1;
    for (let j = 0; j < SEED_COLUMNS; ++j) {
      const s0 = Math.max(j / SEED_STEPS, 1e-6);
      const beta = s0 / (SQRT_2PI + grown / wing);
      const x = grown * beta;
      const c = beta * Math.exp(0.5 * x);
      table[i * SEED_COLUMNS + j] = c < LARGEST_PRICE
        ? solveTotalVol(x, c, 1 - c) / s0
        : NaN;
    }
  }
  return table;
}

/**
 * Reads a start from the table.
 *
 * @param table As {@link makeSeedTable} makes it.
 * @param x `|ln(F/K)|`.
 * @param beta Out-of-the-money price over `√(FK)`.
 * @returns A start for `s`, or NaN outside the table.
 */
export function seedFromTable(
  table: Float64Array,
  x: number,
  beta: number,
): number {
  const z = Math.sqrt(Math.log(1 + x / beta));
  const s0 = SQRT_2PI * beta + x / (Math.SQRT2 * z + 1);
  if (!(z < SEED_Z && s0 < SEED_S)) return NaN;
  const u = z * SEED_STEPS;
  const v = s0 * SEED_STEPS;
  const i = u < 1.5 ? 1 : (u + 0.5) | 0;
  const j = v < 1.5 ? 1 : (v + 0.5) | 0;
  const a = u - i;
  const b = v - j;
  const k = i * SEED_COLUMNS + j;
  const below = parabola(table, k - SEED_COLUMNS, b);
  const centre = parabola(table, k, b);
  const above = parabola(table, k + SEED_COLUMNS, b);
  return s0 * (centre +
    0.5 * a * (above - below + a * (above - 2 * centre + below)));
}

/** The parabola through the values at `k − 1`, `k` and `k + 1`. */
function parabola(table: Float64Array, k: number, b: number): number {
  const low = table[k - 1];
  const centre = table[k];
  const high = table[k + 1];
  return centre + 0.5 * b * (high - low + b * (high - 2 * centre + low));
}
