/**
 * What the derivatives of a fitted surface say of its parameters: how much each
 * moves the surface, how well they can be told apart, and how noise carries
 * over.
 *
 * With `J = ∂σ/∂θ` at the quotes, independent noise of deviations `sᵢ` shifts
 * least squares by `(JᵀJ)⁻¹Jᵀ diag(s²) J (JᵀJ)⁻¹`: White's covariance (1980,
 * Econometrica 48, 817), here with known `s`. `J` is that of least squares, in
 * which quotes next to without vega weigh less.
 *
 * @module
 */

import { CalibrationObjective } from "lib/calibration/objective.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import { symmetricEigen } from "lib/math/linear_solve.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** The Jacobian of a fit, in words and numbers. */
export interface FitJacobian {
  /** Parameters in order. */
  readonly names: readonly string[];
  /** Root mean square move of the surface if a parameter grows by a tenth. */
  readonly effects: Readonly<Record<string, number>>;
  /**
   * Condition number with columns scaled to unit length; null if a parameter
   * does nothing or the columns are dependent.
   */
  readonly condition: number | null;
  /** Direction that moves the surface least, in scaled parameters. */
  readonly weakest: Readonly<Record<string, number>>;
  /** Correlation of the estimates under equal noise; null as `condition`. */
  readonly correlation: readonly (readonly number[])[] | null;
  /** Parameters on which no quote depends. */
  readonly unseen: readonly string[];
  /**
   * Deviation of each parameter, as a share of its size, that noise of a given
   * relative deviation brings; null as `condition`.
   */
  shiftsAt(noise: number): Readonly<Record<string, number>> | null;
}

/** Condition numbers beyond this leave no digits. */
const SINGULAR = 1e9;
const TOLERANCE = 1e-10;

/**
 * Derivatives of a law's volatilities at quotes.
 *
 * @param law The law.
 * @param params Its parameters, by name.
 * @param quotes The quotes.
 * @throws {RangeError} If the law has no prices there.
 */
export function fitJacobian(
  law: Law,
  params: Readonly<Record<string, number>>,
  quotes: CalibrationQuotes,
): FitJacobian {
  const { names, size: p } = law.space;
  const n = quotes.size;
  const objective = new CalibrationObjective(quotes, "none", "implied-vol");
  objective.tolerance = TOLERANCE;
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * p);
  const cf = law.characteristicFunction(params);
  if (!objective.residualsInto(cf, residuals, jacobian)) {
    throw new RangeError(
      `Cannot differentiate ${law.name} as it must have finite prices: current value is ${
        JSON.stringify(params)
      }`,
    );
  }
  const norms = names.map((_, j) => {
    let sum = 0;
    for (let i = j; i < n * p; i += p) sum += jacobian[i] ** 2;
    return Math.sqrt(sum);
  });
  const effects = Object.fromEntries(
    names.map((name, j) => [
      name,
      0.1 * Math.abs(params[name]) * norms[j] / Math.sqrt(n),
    ]),
  );
  const unseen = names.filter((_, j) => !(norms[j] > 0));
  const nothing = {
    names,
    effects,
    condition: null,
    weakest: {},
    correlation: null,
    unseen,
    shiftsAt: () => null,
  };
  if (unseen.length > 0 || n < p) return nothing;
  for (let i = 0; i < n * p; ++i) jacobian[i] /= norms[i % p];
  const { values, vectors } = symmetricEigen(gram(jacobian, p), p);
  const ratio = values[p - 1] / values[0];
  const weakest = Object.fromEntries(
    names.map((name, j) => [name, vectors[0][j]]),
  );
  if (!(ratio > 0 && ratio < SINGULAR ** 2)) return { ...nothing, weakest };
  const inverse = names.map((_, a) =>
    names.map((_, b) =>
      vectors.reduce((sum, v, k) => sum + v[a] * v[b] / values[k], 0)
    )
  );
  return {
    ...nothing,
    weakest,
    condition: Math.sqrt(ratio),
    correlation: inverse.map((row, a) =>
      row.map((value, b) =>
        a === b ? 1 : value / Math.sqrt(row[a] * inverse[b][b])
      )
    ),
    shiftsAt(noise) {
      const spread = rowSpread(jacobian, inverse, quotes.impliedVol, noise);
      return Object.fromEntries(
        names.map((name, j) => [
          name,
          spread[j] / norms[j] / Math.abs(params[name]),
        ]),
      );
    },
  };
}

function gram(jacobian: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let row = 0; row < jacobian.length; row += p) {
    for (let a = 0; a < p; ++a) {
      for (let b = 0; b < p; ++b) {
        out[a * p + b] += jacobian[row + a] * jacobian[row + b];
      }
    }
  }
  return out;
}

/** Deviations of scaled parameters: `Σᵢ (inverse·Jᵢ)² s²ᵢ`. */
function rowSpread(
  jacobian: Float64Array,
  inverse: readonly (readonly number[])[],
  vols: Float64Array,
  noise: number,
): number[] {
  const p = inverse.length;
  const squares = new Float64Array(p);
  for (let i = 0; i < vols.length; ++i) {
    for (let a = 0; a < p; ++a) {
      let pull = 0;
      for (let b = 0; b < p; ++b) pull += inverse[a][b] * jacobian[i * p + b];
      squares[a] += (pull * noise * vols[i]) ** 2;
    }
  }
  return Array.from(squares, Math.sqrt);
}
