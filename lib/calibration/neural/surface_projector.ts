/**
 * From quotes that stand anywhere to the grid that a net reads.
 *
 * The coefficients of a law's modes are found by least squares with their
 * prior variances ("gappy" proper orthogonal decomposition, Everson and
 * Sirovich, 1995; as a Gaussian posterior it is kriging with a reduced
 * covariance):
 *
 * ```text
 * c = argmin Σᵢ (ln σᵢ − m(xᵢ) − B(xᵢ)c)²/noise² + Σⱼ cⱼ²/λⱼ
 * ```
 *
 * Where quotes are missing the prior fills in. What stays unexplained says how
 * far the quotes are from any surface of the law.
 *
 * @module
 */

import {
  basisAt,
  isWithin,
  type SurfaceBasis,
} from "lib/calibration/neural/surface_basis.ts";
import {
  gridSize,
  type SurfaceGrid,
} from "lib/calibration/neural/surface_grid.ts";
import type { SurfaceSet } from "lib/calibration/neural/surface_set.ts";
import { dot } from "lib/math/dot.ts";
import { choleskyFactor, solveFactoredInto } from "lib/math/linear_solve.ts";

/** Quotes in the coordinates of a law: strike over forward, years, volatility. */
export interface VolPoints {
  /** Strike over forward. */
  readonly moneyness: Float64Array;
  /** Years to expiry. */
  readonly maturity: Float64Array;
  /** Implied volatility; NaN where there is none. */
  readonly vol: Float64Array;
}

/** A surface read off quotes. */
export interface ProjectedSurface {
  /** Log volatilities on the target grid. */
  readonly logVols: Float32Array;
  /** Root-mean-square of what the modes leave of the quotes' log volatilities. */
  readonly unexplained: number;
  /** Coefficients of the modes in their standard deviations. */
  readonly scores: Float64Array;
  /** Which quotes stood within the basis's grid and had a volatility. */
  readonly used: readonly number[];
}

/**
 * An affine map from log volatilities on a grid to those at quotes, through the
 * modes: `offset + modes · (solve · logVols)`, a few times fewer products than
 * the one matrix that they make.
 */
export interface GridReader {
  /** Modes at the quotes `[quotes × modes]`, row-major. */
  readonly modes: Float64Array;
  /** Coefficients of the modes from the grid `[modes × nodes]`, row-major. */
  readonly solve: Float64Array;
  /** Added to each quote. */
  readonly offset: Float64Array;
  /** Number of nodes. */
  readonly nodes: number;
}

/**
 * Log volatilities at quotes from those on a grid.
 *
 * @param reader The map; null where the quotes are the grid.
 * @param logVols On the grid.
 */
export function readGrid(
  reader: GridReader | null,
  logVols: ArrayLike<number>,
): Float64Array {
  if (reader === null) return Float64Array.from(logVols);
  const { modes, solve, offset, nodes } = reader;
  const grid = new Float64Array(logVols);
  const count = solve.length / nodes;
  const c = new Float64Array(count);
  for (let j = 0; j < count; ++j) c[j] = dot(solve, j * nodes, grid, 0, nodes);
  const out = new Float64Array(offset.length);
  for (let row = 0; row < out.length; ++row) {
    out[row] = offset[row] + dot(modes, row * count, c, 0, count);
  }
  return out;
}

/** How the modes answer to one set of points; kept while the points stay. */
interface Layout {
  readonly points: VolPoints;
  readonly used: readonly number[];
  /** Mean at the points. */
  readonly mean: Float64Array;
  /** Modes at the points `[points × modes]`. */
  readonly modes: Float64Array;
  /** Coefficients from residuals, `[modes × points]`. */
  readonly solve: Float64Array;
  /** Whether the points are the target grid itself, node by node. */
  readonly isTarget: boolean;
  /** Made when first asked for. */
  reader?: GridReader;
}

/** How many sets of points are remembered. */
const REMEMBERED = 8;

/** Reads quotes onto a grid through a law's modes. */
export class SurfaceProjector {
  readonly #basis: SurfaceBasis;
  readonly #grid: SurfaceGrid;
  readonly #noise: number;
  /** Mean and modes on the target grid. */
  readonly #target: Float64Array;
  readonly #layouts: Layout[] = [];
  /** Coefficients from a surface on the target grid, made when first needed. */
  #targetSolve: Float64Array | null = null;

  /**
   * Makes a projector.
   *
   * @param basis Modes of the law.
   * @param target Grid that is wanted.
   * @param options Relative noise that quotes are taken to have.
   * @default {{ noise: 1e-3 }}
   */
  constructor(
    basis: SurfaceBasis,
    target: SurfaceGrid,
    options: { readonly noise?: number } = {},
  ) {
    this.#basis = basis;
    this.#grid = target;
    this.#noise = options.noise ?? 1e-3;
    const columns = target.moneyness.length;
    const size = gridSize(target);
    const moneyness = Float64Array.from(
      { length: size },
      (_, i) => target.moneyness[i % columns],
    );
    const maturity = Float64Array.from(
      { length: size },
      (_, i) => target.maturities[Math.floor(i / columns)],
    );
    this.#target = basisAt(basis, moneyness, maturity);
  }

  /** Reads quotes. @throws {RangeError} If none stands within the grid. */
  project(points: VolPoints): ProjectedSurface {
    const layout = this.#layoutOf(points);
    const { used, mean, modes, solve } = layout;
    const count = this.#basis.deviations.length;
    const size = used.length;
    const residual = new Float64Array(size);
    for (let row = 0; row < size; ++row) {
      residual[row] = Math.log(points.vol[used[row]]) - mean[row];
    }
    const c = new Float64Array(count);
    for (let j = 0; j < count; ++j) {
      c[j] = dot(solve, j * size, residual, 0, size);
    }
    let squares = 0;
    for (let row = 0; row < size; ++row) {
      squares += (residual[row] - dot(modes, row * count, c, 0, count)) ** 2;
    }
    return {
      logVols: layout.isTarget
        ? Float32Array.from(points.vol, Math.log)
        : this.#onTarget(c),
      unexplained: Math.sqrt(squares / size),
      scores: c.map((value, j) => value / this.#basis.deviations[j]),
      used,
    };
  }

  /**
   * How surfaces on the target grid are read at the quotes that `project`
   * uses.
   *
   * @param points The quotes.
   * @returns The map, or null where the quotes are the grid itself.
   */
  reader(points: VolPoints): GridReader | null {
    const layout = this.#layoutOf(points);
    if (layout.isTarget) return null;
    layout.reader ??= this.#makeReader(layout);
    return layout.reader;
  }

  /** `mean + B·S·(logVols − mean on the grid)`. */
  #makeReader({ mean, modes }: Layout): GridReader {
    const solve = this.#coefficients();
    const width = this.#basis.deviations.length + 1;
    const nodes = this.#target.length / width;
    const grid = Float64Array.from(
      { length: nodes },
      (_, n) => this.#target[n * width],
    );
    const offset = new Float64Array(mean.length);
    const shift = readGrid({ modes, solve, offset, nodes }, grid);
    return { modes, solve, offset: mean.map((m, i) => m - shift[i]), nodes };
  }

  /** Coefficients from a surface on the target grid, `[modes × nodes]`. */
  #coefficients(): Float64Array {
    if (this.#targetSolve !== null) return this.#targetSolve;
    const count = this.#basis.deviations.length;
    const width = count + 1;
    const nodes = this.#target.length / width;
    const modes = new Float64Array(nodes * count);
    for (let i = 0; i < nodes; ++i) {
      for (let j = 0; j < count; ++j) {
        modes[i * count + j] = this.#target[i * width + 1 + j];
      }
    }
    this.#targetSolve = this.#solver(modes, nodes);
    return this.#targetSolve;
  }

  #onTarget(c: Float64Array): Float32Array {
    const width = 1 + c.length;
    const out = new Float32Array(this.#target.length / width);
    for (let i = 0; i < out.length; ++i) {
      const from = i * width;
      out[i] = this.#target[from] +
        dot(this.#target, from + 1, c, 0, c.length);
    }
    return out;
  }

  #layoutOf(points: VolPoints): Layout {
    const known = this.#layouts.findIndex((l) => samePlaces(l.points, points));
    const layout = known >= 0
      ? this.#layouts.splice(known, 1)[0]
      : this.#layOut(points);
    this.#layouts.unshift(layout);
    if (this.#layouts.length > REMEMBERED) this.#layouts.pop();
    return layout;
  }

  #layOut(points: VolPoints): Layout {
    const { grid, deviations } = this.#basis;
    const used = [...points.vol.keys()].filter((i) =>
      isVol(points.vol[i]) &&
      isWithin(grid, points.moneyness[i], points.maturity[i])
    );
    if (used.length === 0) {
      throw new RangeError(
        `Cannot read the surface as a quote with an implied volatility must stand within ${
          grid.moneyness[0].toFixed(2)
        }–${grid.moneyness.at(-1)!.toFixed(2)} of the forward and ${
          grid.maturities[0]
        }–${grid.maturities.at(-1)} years: none of ${points.vol.length} does`,
      );
    }
    const count = deviations.length;
    const rows = basisAt(
      this.#basis,
      used.map((i) => points.moneyness[i]),
      used.map((i) => points.maturity[i]),
    );
    const mean = Float64Array.from(used, (_, row) => rows[row * (count + 1)]);
    const modes = new Float64Array(used.length * count);
    for (let row = 0; row < used.length; ++row) {
      for (let j = 0; j < count; ++j) {
        modes[row * count + j] = rows[row * (count + 1) + 1 + j];
      }
    }
    const solve = this.#solver(modes, used.length);
    const isTarget = used.length === points.vol.length &&
      standsOn(this.#grid, points);
    // A copy: the caller may fill the same arrays anew.
    const { moneyness, maturity, vol } = points;
    const kept = {
      moneyness: moneyness.slice(),
      maturity: maturity.slice(),
      vol: vol.slice(),
    };
    return { points: kept, used, mean, modes, solve, isTarget };
  }

  /** `(BᵀB + noise²Λ⁻¹)⁻¹ Bᵀ`, `[modes × points]`. */
  #solver(modes: Float64Array, points: number): Float64Array {
    const { deviations } = this.#basis;
    const count = deviations.length;
    const normal = new Float64Array(count * count);
    for (let row = 0; row < points; ++row) {
      for (let i = 0; i < count; ++i) {
        const left = modes[row * count + i];
        for (let j = 0; j <= i; ++j) {
          normal[i * count + j] += left * modes[row * count + j];
        }
      }
    }
    for (let i = 0; i < count; ++i) {
      normal[i * count + i] += (this.#noise / deviations[i]) ** 2;
      for (let j = 0; j < i; ++j) {
        normal[j * count + i] = normal[i * count + j];
      }
    }
    const solve = new Float64Array(count * points);
    const factor = choleskyFactor(normal, count);
    if (factor === null) return solve;
    for (let row = 0; row < points; ++row) {
      const column = modes.slice(row * count, (row + 1) * count);
      solveFactoredInto(factor, column);
      for (let j = 0; j < count; ++j) solve[j * points + row] = column[j];
    }
    return solve;
  }
}

/**
 * Largest coefficient of each mode over a set of surfaces, in its standard
 * deviations.
 *
 * @param basis The basis.
 * @param set Surfaces on a grid within the basis's.
 */
export function largestScores(
  basis: SurfaceBasis,
  set: SurfaceSet,
): Float64Array {
  const projector = new SurfaceProjector(basis, set.grid);
  const nodes = gridSize(set.grid);
  const columns = set.grid.moneyness.length;
  const moneyness = Float64Array.from(
    { length: nodes },
    (_, i) => set.grid.moneyness[i % columns],
  );
  const maturity = Float64Array.from(
    { length: nodes },
    (_, i) => set.grid.maturities[Math.floor(i / columns)],
  );
  const most = new Float64Array(basis.deviations.length);
  for (let i = 0; i < set.count; ++i) {
    const vol = Float64Array.from(
      set.vols.subarray(i * nodes, (i + 1) * nodes),
    );
    const { scores } = projector.project({ moneyness, maturity, vol });
    scores.forEach((score, j) => most[j] = Math.max(most[j], Math.abs(score)));
  }
  return most;
}

/** Whether points are the nodes of a grid, in order. */
function standsOn(grid: SurfaceGrid, points: VolPoints): boolean {
  const CLOSE = 1e-9;
  const columns = grid.moneyness.length;
  return points.vol.length === gridSize(grid) &&
    points.vol.every((_, i) =>
      Math.abs(points.moneyness[i] - grid.moneyness[i % columns]) < CLOSE &&
      Math.abs(
          points.maturity[i] - grid.maturities[Math.floor(i / columns)],
        ) < CLOSE
    );
}

/** Whether a quote has a volatility. */
function isVol(vol: number): boolean {
  return vol > 0 && vol < Infinity;
}

/** Whether two sets of points differ in their volatilities at most. */
function samePlaces(a: VolPoints, b: VolPoints): boolean {
  const { length } = a.vol;
  if (length !== b.vol.length) return false;
  for (let i = 0; i < length; ++i) {
    if (
      a.moneyness[i] !== b.moneyness[i] || a.maturity[i] !== b.maturity[i] ||
      isVol(a.vol[i]) !== isVol(b.vol[i])
    ) return false;
  }
  return true;
}
