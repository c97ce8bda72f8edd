/**
 * What the Jacobian at the optimum says of the estimates: standard errors,
 * correlations, conditioning, and the parameters that the quotes leave open.
 *
 * The covariance is `s²(JᵀJ)⁻¹`, `s² = Σr²/(n − p)`, from the singular values of
 * the Jacobian with columns scaled to unit length: Björck (1996), Numerical
 * Methods for Least Squares Problems, section 2.8.
 *
 * @module
 */

import { symmetricEigen } from "lib/math/linear_solve.ts";
import type { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

/** Uncertainty of the estimates. */
export interface Diagnostics {
  /** Standard errors by name; null where not determined. */
  readonly standardErrors: Record<string, number | null>;
  /** Correlation matrix in parameter order; null if not determined. */
  readonly correlation: number[][] | null;
  /** Condition number of the scaled Jacobian; null if singular. */
  readonly condition: number | null;
  /** What to know before using them. */
  readonly warnings: string[];
}

/** Condition numbers beyond this leave no digits of the standard errors. */
const SINGULAR = 1e9;
/** Condition numbers beyond this are worth a warning. */
const ILL = 1e3;
/** A parameter this close to an end of its search interval sits on it. */
const AT_BOUND = 1e-3;

/**
 * Diagnoses a fit.
 *
 * @param space The law's parameters.
 * @param params The estimate, shape `[p]`.
 * @param jacobian `∂r/∂θ` there, row-major, shape `[n × p]`.
 * @param cost `Σr²` there.
 * @param quotes Number of residuals `n`.
 * @returns Standard errors and warnings.
 */
export function diagnose(
  space: ParameterSpace,
  params: Float64Array,
  jacobian: Float64Array,
  cost: number,
  quotes: number,
): Diagnostics {
  const p = space.size;
  const warnings = boundWarnings(space, params);
  const nothing = Object.fromEntries(space.names.map((name) => [name, null]));
  if (quotes <= p) {
    warnings.push(
      `${quotes} quotes cannot determine ${p} parameters with an error: standard errors need more quotes than parameters`,
    );
  }
  const norms = columnNorms(jacobian, p);
  const idle = space.names.filter((_, j) => !(norms[j] > 0));
  for (const name of idle) warnings.push(`no quote depends on ${name}`);
  if (idle.length > 0 || quotes < p) {
    const none = { correlation: null, condition: null, warnings };
    return { standardErrors: nothing, ...none };
  }
  const { values, vectors } = symmetricEigen(scaledGram(jacobian, norms), p);
  const ratio = values[p - 1] / values[0];
  const condition = ratio > 0 ? Math.sqrt(ratio) : Infinity;
  if (condition > ILL) {
    warnings.push(weakDirection(space, vectors[0], condition));
  }
  if (!(condition < SINGULAR) || quotes === p) {
    return {
      standardErrors: nothing,
      correlation: null,
      condition: Number.isFinite(condition) ? condition : null,
      warnings,
    };
  }
  const variance = cost / (quotes - p);
  const inverse = (a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < p; ++k) {
      sum += vectors[k][a] * vectors[k][b] / values[k];
    }
    return sum;
  };
  const spread = space.names.map((_, j) => Math.sqrt(inverse(j, j)));
  const errors = spread.map((s, j) => Math.sqrt(variance) * s / norms[j]);
  for (let j = 0; j < p; ++j) {
    if (errors[j] > Math.abs(params[j]) && params[j] !== 0) {
      warnings.push(
        `${space.names[j]} is not identified: its standard error ${
          errors[j].toPrecision(3)
        } exceeds its size ${Math.abs(params[j]).toPrecision(3)}`,
      );
    }
  }
  return {
    standardErrors: Object.fromEntries(
      space.names.map((name, j) => [name, errors[j]]),
    ),
    correlation: spread.map((sa, a) =>
      spread.map((sb, b) => a === b ? 1 : inverse(a, b) / (sa * sb))
    ),
    condition,
    warnings,
  };
}

function boundWarnings(space: ParameterSpace, params: Float64Array): string[] {
  const unit = space.toUnconstrained(params).map((y) => 1 / (1 + Math.exp(-y)));
  return space.parameters.flatMap(({ name, search: [lower, upper] }, j) => {
    const bound = unit[j] < AT_BOUND
      ? lower
      : unit[j] > 1 - AT_BOUND
      ? upper
      : undefined;
    return bound === undefined ? [] : [
      `${name} sits on its bound ${bound}: the quotes would have it beyond, and its standard error means little`,
    ];
  });
}

function columnNorms(jacobian: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p);
  for (let i = 0; i < jacobian.length; ++i) out[i % p] += jacobian[i] ** 2;
  return out.map(Math.sqrt);
}

function scaledGram(jacobian: Float64Array, norms: Float64Array): Float64Array {
  const p = norms.length;
  const out = new Float64Array(p * p);
  for (let row = 0; row < jacobian.length; row += p) {
    for (let a = 0; a < p; ++a) {
      for (let b = 0; b < p; ++b) {
        out[a * p + b] += jacobian[row + a] / norms[a] *
          (jacobian[row + b] / norms[b]);
      }
    }
  }
  return out;
}

/** Names the parameters that can move together almost unseen. */
function weakDirection(
  space: ParameterSpace,
  vector: Float64Array,
  condition: number,
): string {
  const most = vector.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const names = space.names.filter((_, j) => Math.abs(vector[j]) > 0.3 * most);
  return `the quotes hardly tell ${
    names.join(" and ")
  } apart: they can move together almost unseen (condition ${
    condition.toPrecision(3)
  })`;
}
