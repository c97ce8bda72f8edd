/**
 * Functions with known least values, on which tuners are compared.
 *
 * Branin and Hartmann (6 dimensions): Dixon and Szegő (1978), "The global
 * optimization problem: an introduction", Towards Global Optimization 2, 1–15.
 * Rosenbrock (1960), Comput. J. 3(3), 175–184, on [−5, 10]⁵. Least values as
 * listed by Surjanovic and Bingham, Virtual Library of Simulation Experiments.
 *
 * @module
 */

import type { SearchSpace } from "lib/models/tune/space.ts";

/** A function to find the least value of. */
export interface TestFunction {
  /** Its name. */
  readonly name: string;
  /** Where it is searched. */
  readonly space: SearchSpace;
  /** Its value. */
  readonly value: (x: readonly number[]) => number;
  /** A point at which it is least. */
  readonly argmin: readonly number[];
  /** Its least value. */
  readonly least: number;
  /** Trials of the comparison. */
  readonly trials: number;
  /** Optuna's 75 % quantile of the best found, over seeds. */
  readonly optuna: number;
}

const box = (bounds: readonly (readonly [number, number])[]): SearchSpace =>
  Object.fromEntries(
    bounds.map((
      [min, max],
      j,
    ) => [`x${j}`, { type: "float" as const, min, max }]),
  );

const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const HARTMANN_ALPHA = [1, 1.2, 3, 3.2];

/** The three of the comparison. */
export const TEST_FUNCTIONS: readonly TestFunction[] = [
  {
    name: "Branin",
    space: box([[-5, 10], [0, 15]]),
    value: ([x, y]) =>
      (y - 5.1 / (4 * Math.PI ** 2) * x ** 2 + 5 / Math.PI * x - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10,
    argmin: [Math.PI, 2.275],
    least: 0.397887,
    trials: 100,
    optuna: 0.42,
  },
  {
    name: "Hartmann6",
    space: box(Array.from({ length: 6 }, () => [0, 1] as const)),
    value: (x) =>
      -HARTMANN_ALPHA.reduce((sum, alpha, i) => {
        const q = HARTMANN_A[i].reduce(
          (s, a, j) => s + a * (x[j] - HARTMANN_P[i][j]) ** 2,
          0,
        );
        return sum + alpha * Math.exp(-q);
      }, 0),
    argmin: [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573],
    least: -3.32237,
    trials: 200,
    optuna: -3.29,
  },
  {
    name: "Rosenbrock5",
    space: box(Array.from({ length: 5 }, () => [-5, 10] as const)),
    value: (x) =>
      x.slice(1).reduce(
        (sum, next, i) => sum + 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2,
        0,
      ),
    argmin: [1, 1, 1, 1, 1],
    least: 0,
    trials: 200,
    optuna: 24,
  },
];
