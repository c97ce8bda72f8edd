/**
 * The one problem behind support vector classification and regression:
 *
 * `min ½·betaᵀ·K·beta − targetsᵀ·beta + epsilon·Σ|betaᵢ|` over `Σ betaᵢ = 0` and
 * `lowerᵢ ≤ betaᵢ ≤ upperᵢ`, with the decision `f(x) = Σ betaᵢ·k(xᵢ, x) + bias`.
 *
 * A classifier has targets ±1, epsilon 0 and beta of the sign of its class, up
 * to ±c·weight; a regression has its targets and beta of either sign. Both are
 * the duals of Chang and Lin (2011), LIBSVM, ACM TIST 2(3), 27, (2) and (11),
 * with the pairs of (11) joined in one beta.
 *
 * @module
 */

/** What is minimised, but for the kernel. */
export interface SvmProblem {
  /** Targets `[n]`: ±1, or numbers. */
  readonly targets: Float64Array;
  /** Least beta of each row, at most 0, `[n]`. */
  readonly lower: Float64Array;
  /** Largest beta of each row, at least 0, `[n]`. */
  readonly upper: Float64Array;
  /** Half width of the tube inside which errors cost nothing. */
  readonly epsilon: number;
}

/** A solution and the decisions on the rows that it was found on. */
export interface SvmSolution {
  /** Weight of each row in the decision; 0 of those inside the margin, `[n]`. */
  readonly beta: Float64Array;
  /** Constant of the decision. */
  readonly bias: number;
  /** Decision on every row, those with no room for beta too, `[n]`. */
  readonly decisions: Float64Array;
}

/** What a problem is made of. */
export interface SvmTask {
  /** Targets `[n]`: 0 or 1 for classes. */
  readonly y: Float64Array;
  /** Weights of the rows `[n]`. */
  readonly weights: Float64Array;
  /** Whether targets are classes. */
  readonly isClass: boolean;
  /** Cost of an error, times its row's weight. */
  readonly c: number;
  /** Half width of the tube of a regression. */
  readonly epsilon: number;
}

/**
 * Makes the problem.
 *
 * @param task Targets and costs.
 * @param isHeld Which rows stay out: their beta has no room. @default none
 */
export function svmProblem(
  { y, weights, isClass, c, epsilon }: SvmTask,
  isHeld: (row: number) => boolean = () => false,
): SvmProblem {
  const [lower, upper] = [
    new Float64Array(y.length),
    new Float64Array(y.length),
  ];
  for (let i = 0; i < y.length; ++i) {
    if (isHeld(i)) continue;
    const cost = c * weights[i];
    if (!isClass || y[i] === 1) upper[i] = cost;
    if (!isClass || y[i] === 0) lower[i] = -cost;
  }
  return {
    targets: isClass ? y.map((v) => v === 1 ? 1 : -1) : y,
    lower,
    upper,
    epsilon: isClass ? 0 : epsilon,
  };
}
