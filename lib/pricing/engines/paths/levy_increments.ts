/**
 * Lévy increments by inversion: a standard normal `z` goes to the quantile of
 * the increment at `Φ(z)`, read from a table, so that one draw a fixing serves
 * every Lévy law.
 *
 * The quantile is tabulated from exact tail probabilities
 * ({@link "lib/pricing/engines/paths/increment_law.ts"}) at points that crowd
 * around the drift, where a pure-jump density is sharpest, and interpolated by
 * monotone cubics. Draws end at `±6.4` in `z`, which leaves out 1e-10 of the mass
 * and about as much of `E[e^X] = 1`, except where the moment strip ends close
 * above 1 and rare jumps carry the forward: no simulation sees those, and what
 * it misses is stated.
 *
 * @module
 */

import { inverseNormalCdf, normalPdf } from "lib/math/normal.ts";
import {
  hermiteAt,
  type HermiteTable,
  hermiteTable,
  NORMAL_REACH,
} from "lib/pricing/engines/paths/hermite_table.ts";
import {
  type TailGrid,
  walkTail,
} from "lib/pricing/engines/paths/increment_law.ts";
import { callTable } from "lib/pricing/engines/paths/increment_call.ts";
import type {
  FirstIncrement,
  PathBlock,
  PathLaw,
  PathOptions,
} from "lib/pricing/engines/paths/path_law.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/** Pieces of the quantile table: 32 KB. */
const PIECES = 2048;
/** Nearest point to the drift, in standard deviations, and log step. */
const NEAREST = 1e-7;
const LOG_STEP = 0.04;
/** Mass beyond the table. */
const SMALLEST_TAIL = 5e-11;

/** The tabulated law of one increment. */
export interface IncrementTable {
  /** From a standard normal to the increment. */
  readonly quantile: HermiteTable;
  /** `1 − E[e^X]`: what the draws leave out of the forward. */
  readonly missing: number;
  /** `E[(e^(X + k) − 1)⁺]`, exact for the law. */
  readonly call: (k: number) => number;
}

/**
 * Tabulates the increments of a Lévy law.
 *
 * @param cf A Lévy law.
 * @param tau Length of an increment, in years.
 * @returns The table.
 * @throws {ConvergenceError} If the tails cannot be integrated.
 */
export function tabulateIncrements(
  cf: CharacteristicFunction,
  tau: number,
): IncrementTable {
  const { c1, c2 } = cf.cumulants(tau);
  const deviation = Math.sqrt(c2);
  const drift = cf.asymptoticDrift(tau);
  const centre = Math.abs(drift - c1) < 4 * deviation ? drift : c1;
  const grid = {
    first: Math.log(NEAREST * deviation),
    step: LOG_STEP,
    smallest: SMALLEST_TAIL,
  };
  const lower = walkTail(cf, tau, centre, false, grid);
  const upper = walkTail(cf, tau, centre, true, grid);
  const quantile = invert(lower, upper);
  return {
    quantile,
    missing: missingGrowth(quantile),
    call: callTable(centre, lower, upper),
  };
}

/** The quantile as a function of `z`, resampled on an even grid. */
function invert(lower: TailGrid, upper: TailGrid): HermiteTable {
  const z: number[] = [], x: number[] = [], slope: number[] = [];
  const add = (at: number, point: number, density: number): void => {
    if (!(Math.abs(at) < 8) || (z.length > 0 && at <= z[z.length - 1])) return;
    z.push(at);
    x.push(point);
    slope.push(density > 0 ? normalPdf(at) / density : Infinity);
  };
  for (const p of lower.points.toReversed()) {
    add(inverseNormalCdf(Math.min(1, p.tail)), p.x, p.density);
  }
  for (const p of upper.points) {
    add(-inverseNormalCdf(Math.min(1, p.tail)), p.x, p.density);
  }
  limitSlopes(z, x, slope);
  let j = 0;
  let [value, rate] = [0, 0];
  const at = (target: number): void => {
    while (j < z.length - 2 && z[j + 1] < target) ++j;
    const width = z[j + 1] - z[j];
    const t = (target - z[j]) / width;
    const rise = x[j + 1] - x[j];
    const s0 = slope[j] * width, s1 = slope[j + 1] * width;
    const c2 = 3 * rise - 2 * s0 - s1, c3 = s0 + s1 - 2 * rise;
    value = x[j] + t * (s0 + t * (c2 + t * c3));
    rate = (s0 + t * (2 * c2 + 3 * t * c3)) / width;
  };
  const values: number[] = [], rates: number[] = [], nodes: number[] = [];
  for (let i = 0; i <= PIECES; ++i) {
    nodes.push(-NORMAL_REACH + i * 2 * NORMAL_REACH / PIECES);
    at(nodes[i]);
    values.push(value);
    rates.push(rate);
  }
  limitSlopes(nodes, values, rates);
  let next = 0;
  return hermiteTable(() => values[next], () => rates[next++], PIECES);
}

/** Holds slopes in the monotone region of Fritsch and Carlson (1980). */
function limitSlopes(z: number[], x: number[], slope: number[]): void {
  for (let j = 0; j < z.length; ++j) {
    const left = j > 0 ? (x[j] - x[j - 1]) / (z[j] - z[j - 1]) : Infinity;
    const right = j < z.length - 1
      ? (x[j + 1] - x[j]) / (z[j + 1] - z[j])
      : Infinity;
    slope[j] = Math.max(0, Math.min(slope[j], 3 * left, 3 * right));
  }
}

/** `1 − E[e^X]` of the table, by Simpson's rule on its pieces. */
function missingGrowth(table: HermiteTable): number {
  const width = 2 * NORMAL_REACH / PIECES;
  let growth = 0;
  for (let j = 0; j <= 2 * PIECES; ++j) {
    const z = -NORMAL_REACH + j * width / 2;
    const end = j === 0 || j === 2 * PIECES;
    const weight = normalPdf(z) * (end ? 1 : j % 2 === 1 ? 4 : 2);
    growth += weight * Math.exp(hermiteAt(table, z));
  }
  return 1 - growth * width / 6;
}

/**
 * The path law of a Lévy process.
 *
 * @param cf A Lévy law.
 * @param options Fixings and maturity.
 * @returns The law, with one chain of normals.
 * @throws {ConvergenceError} If the tails cannot be integrated.
 */
export function levyIncrements(
  cf: CharacteristicFunction,
  options: PathOptions,
): PathLaw {
  const { maturity, fixings, conditional } = options;
  const { quantile, missing, call } = tabulateIncrements(
    cf,
    maturity / fixings,
  );
  const skipped = conditional ? 1 : 0;
  const first: FirstIncrement = { kind: "law", call };
  return {
    fixings,
    mixture: false,
    missing: Math.abs(missing) * fixings,
    chains: [fixings - skipped],
    ...(conditional ? { first } : {}),
    pathsInto(normals: Float64Array, block: PathBlock): void {
      const { size, increments } = block;
      if (conditional) increments.fill(0, 0, size);
      const start = skipped * size;
      const end = fixings * size;
      for (let i = start; i < end; ++i) {
        increments[i] = hermiteAt(quantile, normals[i - start]);
      }
    },
  };
}
