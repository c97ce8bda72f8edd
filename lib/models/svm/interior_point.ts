/**
 * Linear support vector machines of many rows and few columns, by Mehrotra's
 * predictor and corrector on the primal and the dual together.
 *
 * Ferris and Munson (2002), Interior-point methods for massive support vector
 * machines, SIAM J. Optim. 13(3), 783–804: whatever the number of rows, a step
 * solves a system of the number of columns. Some twenty steps do, for any c,
 * where coordinate methods slow down as c grows.
 *
 * Each row has a side, or two in a regression: `sign·f(x) ≥ margin − xi` with the
 * cost `c·xi`, a dual `0 ≤ a ≤ c` and slacks `s, xi ≥ 0`, `s − xi = sign·f − margin`.
 *
 * @module
 */

import { ConvergenceError } from "lib/core/errors.ts";
import { solveFactoredInto } from "lib/math/linear_solve.ts";
import {
  addRowsInto,
  addWeightedGramInto,
  type ColumnBlock,
  linearInto,
} from "lib/models/column_blocks.ts";
import { factorNearly } from "lib/models/factor_nearly.ts";

/** A linear machine to be found. */
export interface LinearMachine {
  /** Standardised rows. */
  readonly blocks: readonly ColumnBlock[];
  /** `penalties[j]·theta[j]²/2`; the intercept's, last, is 0 `[p + 1]`. */
  readonly penalties: Float64Array;
  /** ±1, or numbers `[n]`. */
  readonly targets: Float64Array;
  /** Cost of an error on each row; a row of cost 0 is not there `[n]`. */
  readonly costs: Float64Array;
  /** Half width of the tube of a regression; null for classes. */
  readonly epsilon: number | null;
  /** Duality gap that is left, as a share of the objective. */
  readonly tolerance: number;
}

const MOST_STEPS = 200;
/** Least share of the objective to which rounding lets a gap fall, for sure. */
const FLOOR = 1e-11;
/** Gap at which a step that rounding spoils may be the last. */
const GOOD_ENOUGH = 1e-7;
/** Share of the way to the boundary that a step goes. */
const SHORT_OF = 0.995;

/** One inequality a row, with its state. */
interface Side {
  readonly sign: Float64Array;
  readonly margin: Float64Array;
  readonly dual: Float64Array;
  /** `c − dual`, kept apart: near c the difference would have no digits. */
  readonly rest: Float64Array;
  readonly slack: Float64Array;
  readonly error: Float64Array;
}

/** Changes of a side's state; the rest changes against the dual. */
interface SideStep {
  readonly dual: Float64Array;
  readonly slack: Float64Array;
  readonly error: Float64Array;
}

/**
 * Finds the machine.
 *
 * @param machine Rows, targets and costs.
 * @param pause Called between steps.
 * @returns Coefficients of the standardised columns, the intercept last `[p + 1]`.
 * @throws {ConvergenceError} If rounding stops it far from the optimum.
 */
export async function fitLinearMachine(
  machine: LinearMachine,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const tolerance = Math.max(machine.tolerance, FLOOR);
  const solver = new InteriorPoint(machine);
  let best = Infinity;
  for (let k = 0; k < MOST_STEPS; ++k) {
    await pause();
    const gap = solver.gap();
    if (gap < tolerance) return solver.theta;
    const isSpoilt = !(gap < 0.9 * best) && best < GOOD_ENOUGH;
    if (isSpoilt || !solver.step()) {
      if (gap < GOOD_ENOUGH) return solver.theta;
      best = gap;
      break;
    }
    best = Math.min(best, gap);
  }
  throw new ConvergenceError(
    `Cannot fit svm as its interior point must reach a gap of ${tolerance}: current value is ${best}. Standardize the features or lower c`,
    { reached: best, tolerance },
  );
}

class InteriorPoint {
  readonly theta: Float64Array;
  readonly #machine: LinearMachine;
  readonly #rows: Int32Array;
  readonly #sides: readonly Side[];
  readonly #values: Float64Array;
  readonly #changes: Float64Array;
  /** Slope of the Lagrangian in theta, here. */
  #slope: Float64Array;
  /** Cost of the first errors: an optimum may cost nothing. */
  readonly #scale: number;

  constructor(machine: LinearMachine) {
    const { targets, costs, epsilon, penalties } = machine;
    const n = targets.length;
    this.#machine = machine;
    this.#rows = Int32Array.from({ length: n }, (_, i) => i)
      .filter((i) => costs[i] > 0);
    this.theta = new Float64Array(penalties.length);
    this.#values = new Float64Array(n);
    this.#changes = new Float64Array(n);
    let [sum, total] = [0, 0];
    for (const i of this.#rows) {
      sum += costs[i] * targets[i];
      total += costs[i];
    }
    this.theta[penalties.length - 1] = epsilon === null ? 0 : sum / total;
    this.#evaluateInto(this.#values, this.theta);
    const ones = new Float64Array(n).fill(1);
    this.#sides = epsilon === null ? [this.#side(targets, ones)] : [
      this.#side(ones, targets.map((t) => t - epsilon)),
      this.#side(ones.map((one) => -one), targets.map((t) => -t - epsilon)),
    ];
    this.#slope = this.#slopeHere();
    this.#scale = this.#sides.reduce(
      (sum, { error }) => sum + error.reduce((s, e, i) => s + e * costs[i], 0),
      0,
    );
  }

  /** Relative duality gap, the violation of both problems counted in. */
  gap(): number {
    const { costs, penalties } = this.#machine;
    let [gap, errors, off] = [0, 0, 0];
    for (const side of this.#sides) {
      for (const i of this.#rows) {
        gap += side.dual[i] * side.slack[i] +
          side.rest[i] * side.error[i];
        errors += costs[i] * side.error[i];
        off += costs[i] * Math.abs(this.#primalResidual(side, i));
      }
    }
    let penalty = 0;
    penalties.forEach((q, j) => {
      penalty += q * this.theta[j] ** 2 / 2;
      off += Math.abs(this.#slope[j] * this.theta[j]);
    });
    return (gap + off) / (errors + penalty + this.#scale);
  }

  /** One predictor and corrector; false if rounding lets it go nowhere. */
  step(): boolean {
    const factor = this.#factor();
    if (factor === null) return false;
    const none = this.#sides.map(() => null);
    const affine = this.#direction(factor, 0, none);
    const mu = this.#meanProduct(affine.sides, 0);
    const reach = this.#reach(affine.sides);
    const after = this.#meanProduct(affine.sides, reach);
    const centring = (after / mu) ** 3;
    const { theta, sides } = this.#direction(
      factor,
      centring * mu,
      affine.sides,
    );
    const length = Math.min(1, SHORT_OF * this.#reach(sides));
    if (!(length > 1e-8)) return false;
    for (let j = 0; j < theta.length; ++j) this.theta[j] += length * theta[j];
    this.#sides.forEach((side, k) => {
      for (const i of this.#rows) {
        side.dual[i] += length * sides[k].dual[i];
        side.rest[i] -= length * sides[k].dual[i];
        side.slack[i] += length * sides[k].slack[i];
        side.error[i] += length * sides[k].error[i];
      }
    });
    for (const i of this.#rows) this.#values[i] += length * this.#changes[i];
    this.#slope = this.#slopeHere();
    return true;
  }

  #side(sign: Float64Array, margin: Float64Array): Side {
    const n = sign.length;
    const [slack, error] = [new Float64Array(n), new Float64Array(n)];
    const residual = sign.map((s, i) => s * this.#values[i] - margin[i]);
    let size = 0;
    for (const i of this.#rows) size += Math.abs(residual[i]);
    const room = size > 0 ? size / this.#rows.length : 1;
    for (const i of this.#rows) {
      slack[i] = Math.max(residual[i], 0) + room;
      error[i] = Math.max(-residual[i], 0) + room;
    }
    const dual = this.#machine.costs.map((c) => c / 2);
    return { sign, margin, dual, rest: dual.slice(), slack, error };
  }

  #evaluateInto(out: Float64Array, theta: Float64Array): void {
    for (const block of this.#machine.blocks) linearInto(out, block, theta);
  }

  #primalResidual({ sign, margin, slack, error }: Side, i: number): number {
    return sign[i] * this.#values[i] - margin[i] - slack[i] + error[i];
  }

  #slopeHere(): Float64Array {
    const { penalties, blocks } = this.#machine;
    const pull = this.#changes.fill(0);
    for (const { sign, dual } of this.#sides) {
      for (const i of this.#rows) pull[i] -= sign[i] * dual[i];
    }
    const residual = this.theta.map((t, j) => penalties[j] * t);
    for (const block of blocks) addRowsInto(residual, block, pull);
    return residual;
  }

  /** Stiffness of a side: how far its slacks move as its dual does. */
  #stiffness({ dual, rest, slack, error }: Side, i: number): number {
    return slack[i] / dual[i] + error[i] / rest[i];
  }

  #factor(): Float64Array | null {
    const { blocks, penalties } = this.#machine;
    const m = penalties.length;
    const weights = new Float64Array(this.#values.length);
    for (const side of this.#sides) {
      for (const i of this.#rows) weights[i] += 1 / this.#stiffness(side, i);
    }
    const matrix = new Float64Array(m * m);
    const scratch = new Float64Array(blocks[0].data.length);
    for (const block of blocks) {
      addWeightedGramInto(matrix, block, weights, scratch);
    }
    for (let j = 0; j < m; ++j) matrix[j * m + j] += penalties[j];
    return factorNearly(matrix, m);
  }

  /**
   * Newton's direction to products of `mu`, less the second-order part that the
   * predictor shows.
   */
  #direction(
    factor: Float64Array,
    mu: number,
    predicted: readonly (SideStep | null)[],
  ): { theta: Float64Array; sides: readonly SideStep[] } {
    const { blocks } = this.#machine;
    const n = this.#values.length;
    const theta = this.#slope.map((r) => -r);
    const pull = this.#changes.fill(0);
    const wanted = this.#sides.map((side, k) => {
      const known = predicted[k];
      const [first, second, right] = [0, 0, 0].map(() => new Float64Array(n));
      for (const i of this.#rows) {
        const [a, b] = [side.dual[i], side.rest[i]];
        const bend = known === null ? 0 : known.dual[i];
        first[i] = mu - a * side.slack[i] -
          (known === null ? 0 : bend * known.slack[i]);
        second[i] = mu - b * side.error[i] +
          (known === null ? 0 : bend * known.error[i]);
        right[i] = first[i] / a - second[i] / b - this.#primalResidual(side, i);
        pull[i] += side.sign[i] * right[i] / this.#stiffness(side, i);
      }
      return { first, second, right };
    });
    for (const block of blocks) addRowsInto(theta, block, pull);
    solveFactoredInto(factor, theta);
    this.#evaluateInto(this.#changes, theta);
    const sides = this.#sides.map((side, k) => {
      const { first, second, right } = wanted[k];
      const dual = new Float64Array(n);
      for (const i of this.#rows) {
        dual[i] = (right[i] - side.sign[i] * this.#changes[i]) /
          this.#stiffness(side, i);
        first[i] = (first[i] - side.slack[i] * dual[i]) / side.dual[i];
        second[i] = (second[i] + side.error[i] * dual[i]) / side.rest[i];
      }
      return { dual, slack: first, error: second };
    });
    return { theta, sides };
  }

  /** The longest step of at most 1 that keeps slacks and duals at 0 or more. */
  #reach(steps: readonly SideStep[]): number {
    let inverse = 1;
    this.#sides.forEach((side, k) => {
      const { dual, slack, error } = steps[k];
      for (const i of this.#rows) {
        inverse = Math.max(
          inverse,
          -dual[i] / side.dual[i],
          dual[i] / side.rest[i],
          -slack[i] / side.slack[i],
          -error[i] / side.error[i],
        );
      }
    });
    return 1 / inverse;
  }

  /** Mean product of slacks and duals after a step. */
  #meanProduct(steps: readonly SideStep[], length: number): number {
    let sum = 0;
    this.#sides.forEach((side, k) => {
      const { dual, slack, error } = steps[k];
      for (const i of this.#rows) {
        sum += (side.dual[i] + length * dual[i]) *
            (side.slack[i] + length * slack[i]) +
          (side.rest[i] - length * dual[i]) *
            (side.error[i] + length * error[i]);
      }
    });
    return sum / (2 * this.#sides.length * this.#rows.length);
  }
}
