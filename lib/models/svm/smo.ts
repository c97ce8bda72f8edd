/**
 * Sequential minimal optimisation: two coordinates at a time, the pair chosen
 * by the second-order gain.
 *
 * Fan, Chen and Lin (2005), Working set selection using second order
 * information, JMLR 6, 1889–1918, WSS 2, with the shrinking of Chang and Lin
 * (2011), LIBSVM, section 5.1: rows that sit at a bound and press against it are
 * left out, and looked at again before the end.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import type { KernelRows } from "lib/models/svm/kernel_rows.ts";
import type { SvmProblem, SvmSolution } from "lib/models/svm/problem.ts";

/** Options of {@linkcode solveSmo}. */
export interface SmoOptions {
  /** Largest violation of the optimality conditions that is left. */
  readonly tolerance: number;
  /** Called every few hundred million operations. */
  readonly pause: () => Promise<void>;
}

/** Iterations at most, and a row. */
const [MOST_ITERATIONS, MOST_A_ROW] = [1e7, 100];
/** Iterations between two looks at which rows to leave out. */
const SHRINK_EVERY = 1000;
const PAUSE_AFTER = 3e8;
/** Stands for a curvature that rounding made 0 or less. */
const FLAT = 1e-12;

/**
 * Solves the problem.
 *
 * @param problem What is minimised.
 * @param kernel Its kernel.
 * @param options Tolerance, and a pause.
 * @throws {ConvergenceError} If the tolerance is not met in 1e7 iterations.
 */
export async function solveSmo(
  problem: SvmProblem,
  kernel: KernelRows,
  options: SmoOptions,
): Promise<SvmSolution> {
  const { tolerance, pause } = options;
  const solver = new Solver(problem, kernel);
  const most = Math.max(MOST_ITERATIONS, MOST_A_ROW * kernel.n);
  const shrinkEvery = Math.min(kernel.n, SHRINK_EVERY);
  let work = 0;
  for (let k = 1; k <= most; ++k) {
    if (!solver.step(tolerance)) {
      if (solver.isWhole) return solver.solution();
      solver.restore();
      // What was left out may have become wrong; most often it has not.
      if (!solver.step(tolerance)) return solver.solution();
    }
    if (k % shrinkEvery === 0) solver.shrink();
    work += 4 * solver.active;
    if (work > PAUSE_AFTER) {
      work = 0;
      await pause();
    }
  }
  throw new ConvergenceError(
    `Cannot fit svm as it must converge to ${tolerance} in ${most} iterations: ${solver.violation} is left. Standardize the features or lower c`,
    { reached: solver.violation, tolerance },
  );
}

class Solver {
  /** Number of rows still looked at. */
  active = 0;
  /** Violation at the last step. */
  violation = Infinity;
  readonly #problem: SvmProblem;
  readonly #kernel: KernelRows;
  readonly #beta: Float64Array;
  /** `K·beta`, right on the active rows. */
  readonly #sums: Float64Array;
  /** The target as seen by a beta that grows or falls; ∓Infinity where none can. */
  readonly #up: Float64Array;
  readonly #down: Float64Array;
  /** Rows with any room; the active ones first. */
  readonly #rows: Int32Array;

  constructor(problem: SvmProblem, kernel: KernelRows) {
    const { n } = kernel;
    this.#problem = problem;
    this.#kernel = kernel;
    this.#beta = new Float64Array(n);
    this.#sums = new Float64Array(n);
    [this.#up, this.#down] = [new Float64Array(n), new Float64Array(n)];
    this.#rows = Int32Array.from({ length: n }, (_, i) => i)
      .filter((i) => problem.upper[i] > problem.lower[i]);
    this.active = this.#rows.length;
    for (let i = 0; i < n; ++i) this.#setLevels(i);
  }

  get isWhole(): boolean {
    return this.active === this.#rows.length;
  }

  /** Moves the best pair; false if none violates optimality by more. */
  step(tolerance: number): boolean {
    const [beta, sums, rows] = [this.#beta, this.#sums, this.#rows];
    const i = this.#mostWilling();
    const rowI = i < 0 ? null : this.#kernel.row(i);
    const j = rowI === null ? -1 : this.#bestPartner(i, rowI);
    if (rowI === null || j < 0 || this.violation < tolerance) return false;
    const rowJ = this.#kernel.row(j);
    const { lower, upper } = this.#problem;
    const gap = (this.#up[i] - sums[i]) - (this.#down[j] - sums[j]);
    // A beta that would change its sign stops at 0: there its level jumps.
    const above = beta[i] < 0 ? 0 : upper[i];
    const below = beta[j] > 0 ? 0 : lower[j];
    const [roomI, roomJ] = [above - beta[i], beta[j] - below];
    const move = Math.min(gap / this.#curvature(i, j, rowI), roomI, roomJ);
    beta[i] = move === roomI ? above : beta[i] + move;
    beta[j] = move === roomJ ? below : beta[j] - move;
    this.#setLevels(i);
    this.#setLevels(j);
    for (let k = 0; k < this.active; ++k) {
      const t = rows[k];
      sums[t] += move * (rowI[t] - rowJ[t]);
    }
    return true;
  }

  /** Leaves out rows at a bound that want to go beyond it. */
  shrink(): void {
    const [rows, sums] = [this.#rows, this.#sums];
    let [most, least] = [-Infinity, Infinity];
    for (let k = 0; k < this.active; ++k) {
      const t = rows[k];
      most = Math.max(most, this.#up[t] - sums[t]);
      least = Math.min(least, this.#down[t] - sums[t]);
    }
    for (let k = this.active - 1; k >= 0; --k) {
      const t = rows[k];
      if (this.#up[t] - sums[t] >= least || this.#down[t] - sums[t] <= most) {
        continue;
      }
      rows[k] = rows[--this.active];
      rows[this.active] = t;
    }
  }

  /** Looks at all rows again. */
  restore(): void {
    this.#sumInto(this.#rows.subarray(this.active));
    this.active = this.#rows.length;
  }

  solution(): SvmSolution {
    const { lower, upper } = this.#problem;
    const n = this.#kernel.n;
    const apart = Int32Array.from({ length: n }, (_, i) => i)
      .filter((i) => !(upper[i] > lower[i]));
    this.#sumInto(apart);
    const bias = this.#bias();
    const decisions = this.#sums.map((sum) => sum + bias);
    return { beta: this.#beta, bias, decisions };
  }

  /** Where rows on the margin put the decision, else half-way between bounds. */
  #bias(): number {
    let [sum, count, most, least] = [0, 0, -Infinity, Infinity];
    for (const t of this.#rows) {
      const [up, down] = [
        this.#up[t] - this.#sums[t],
        this.#down[t] - this.#sums[t],
      ];
      if (up === down) {
        sum += up;
        ++count;
      }
      most = Math.max(most, up);
      least = Math.min(least, down);
    }
    if (count > 0) return sum / count;
    // Rows of one class only bound it from one side.
    if (most === -Infinity) return least;
    return least === Infinity ? most : (most + least) / 2;
  }

  /** Sums over all support vectors, for rows that were left out. */
  #sumInto(places: Int32Array): void {
    const [sums, beta] = [this.#sums, this.#beta];
    const count = places.length;
    if (count === 0) return;
    for (let k = 0; k < count; ++k) sums[places[k]] = 0;
    for (const i of this.#rows) {
      if (beta[i] === 0) continue;
      const [own, row] = [beta[i], this.#kernel.row(i)];
      for (let k = 0; k < count; ++k) sums[places[k]] += own * row[places[k]];
    }
  }

  #setLevels(i: number): void {
    const { targets, lower, upper, epsilon } = this.#problem;
    const beta = this.#beta[i];
    this.#up[i] = beta < upper[i]
      ? targets[i] - (beta >= 0 ? epsilon : -epsilon)
      : -Infinity;
    this.#down[i] = beta > lower[i]
      ? targets[i] - (beta > 0 ? epsilon : -epsilon)
      : Infinity;
  }

  /** The row whose beta gains most by growing, or −1. */
  #mostWilling(): number {
    const [rows, sums, up] = [this.#rows, this.#sums, this.#up];
    let [best, at] = [-Infinity, -1];
    for (let k = 0; k < this.active; ++k) {
      const t = rows[k];
      const gain = up[t] - sums[t];
      if (gain > best) [best, at] = [gain, t];
    }
    return at;
  }

  /** The row whose beta should fall as i's grows, or −1; notes the violation. */
  #bestPartner(i: number, rowI: Float32Array): number {
    const [rows, sums, down] = [this.#rows, this.#sums, this.#down];
    const diagonal = this.#kernel.diagonal;
    const own = this.#up[i] - sums[i];
    let [least, best, at] = [Infinity, 0, -1];
    for (let k = 0; k < this.active; ++k) {
      const t = rows[k];
      const level = down[t] - sums[t];
      if (level < least) least = level;
      const gap = own - level;
      if (!(gap > 0)) continue;
      let curvature = diagonal[i] + diagonal[t] - 2 * rowI[t];
      if (!(curvature > FLAT)) curvature = FLAT;
      const gain = gap * gap / curvature;
      if (gain > best) [best, at] = [gain, t];
    }
    this.violation = own - least;
    return at;
  }

  #curvature(i: number, j: number, rowI: Float32Array): number {
    const { diagonal } = this.#kernel;
    return Math.max(diagonal[i] + diagonal[j] - 2 * rowI[j], FLAT);
  }
}
