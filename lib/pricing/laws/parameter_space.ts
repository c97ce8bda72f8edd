/**
 * The parameters of a law: names, where they are valid, where calibration
 * looks for them, how they map to the real line, and what is believed of them
 * before any quote is seen.
 *
 * @module
 */

import { PricingError } from "lib/core/errors.ts";
import type { Prior } from "lib/pricing/laws/prior.ts";

/** One parameter of a law. */
export interface Parameter {
  /** Field name, for example `"sigma"`. */
  readonly name: string;
  /** What it means and its unit, in a few words. */
  readonly description: string;
  /** Interval in which the law exists, open unless said below. */
  readonly valid: readonly [lower: number, upper: number];
  /**
   * Whether the lower end of `valid` is itself valid.
   *
   * @default {false}
   */
  readonly closedBelow?: boolean;
  /**
   * Whether the upper end of `valid` is itself valid.
   *
   * @default {false}
   */
  readonly closedAbove?: boolean;
  /** Closed interval, inside `valid`, that calibration and samplers search. */
  readonly search: readonly [lower: number, upper: number];
  /**
   * Whether the map of `search` to the real line is logistic in the value or
   * in its logarithm (for a positive scale that spans decades).
   */
  readonly scale: "linear" | "log";
  /** Prior belief. */
  readonly prior: Prior;
  /** Where a single-start calibration begins. */
  readonly start: number;
}

/** The parameters of a law, in a fixed order. */
export class ParameterSpace {
  /** The parameters. */
  readonly parameters: readonly Parameter[];
  /** Number of parameters. */
  readonly size: number;
  /** Names, in order. */
  readonly names: readonly string[];
  readonly #law: string;
  readonly #joint: (values: Readonly<Record<string, number>>) => string | null;

  /**
   * Makes a space.
   *
   * @param law Name of the law, for messages.
   * @param parameters The parameters, in order.
   * @param joint Says what is wrong with a point inside all intervals (as
   * `"alpha must be > |beta|"`), or null.
   */
  constructor(
    law: string,
    parameters: readonly Parameter[],
    joint: (values: Readonly<Record<string, number>>) => string | null = () =>
      null,
  ) {
    this.#law = law;
    this.parameters = parameters;
    this.size = parameters.length;
    this.names = parameters.map((p) => p.name);
    this.#joint = joint;
  }

  /** Says why `values` is not a valid point, or returns null if it is. */
  violation(values: Readonly<Record<string, number>>): string | null {
    for (const parameter of this.parameters) {
      const { name, valid: [lower, upper] } = parameter;
      const { closedBelow = false, closedAbove = false } = parameter;
      const value = values[name];
      if (value === undefined) {
        return `${name} is missing (${this.#law} takes ${
          this.names.join(", ")
        })`;
      }
      const above = value > lower || (closedBelow && value === lower);
      const below = value < upper || (closedAbove && value === upper);
      if (!(above && below)) {
        const open = closedBelow ? "[" : "(";
        const close = closedAbove ? "]" : ")";
        return `${name} must be in ${open}${lower}, ${upper}${close}: current value is ${value}`;
      }
    }
    const unknown = Object.keys(values).find((k) => !this.names.includes(k));
    if (unknown !== undefined) {
      return `${unknown} is not one of its parameters (${
        this.names.join(", ")
      })`;
    }
    return this.#joint(values);
  }

  /**
   * Throws if `values` is not a valid point.
   *
   * @throws {PricingError} Of kind `invalid_parameter`.
   */
  check(values: Readonly<Record<string, number>>): void {
    const problem = this.violation(values);
    if (problem !== null) {
      throw new PricingError(
        "invalid_parameter",
        `Cannot use ${this.#law} parameters as ${problem}`,
      );
    }
  }

  /** Parameters by name as a vector in order, shape `[size]`. */
  toVector(values: Readonly<Record<string, number>>): Float64Array {
    return Float64Array.from(this.names, (name) => values[name] ?? NaN);
  }

  /** A vector in order as parameters by name. */
  toParams(vector: ArrayLike<number>): Record<string, number> {
    return Object.fromEntries(
      this.names.map((name, j) => [name, vector[j] ?? NaN]),
    );
  }

  /** The starting point, by name. */
  start(): Record<string, number> {
    return this.toParams(this.parameters.map((p) => p.start));
  }

  /**
   * Maps a point strictly inside the search box to the real line, by the
   * logit of its place between the bounds.
   */
  toUnconstrained(vector: ArrayLike<number>): Float64Array {
    return Float64Array.from(this.parameters, (p, j) => {
      const x = place(p, vector[j] ?? NaN);
      return Math.log(x / (1 - x));
    });
  }

  /** Maps the real line back into the search box. */
  fromUnconstrained(point: ArrayLike<number>): Float64Array {
    return Float64Array.from(this.parameters, (p, j) => {
      return unplace(p, 1 / (1 + Math.exp(-(point[j] ?? NaN))));
    });
  }

  /** `∂ value / ∂ unconstrained`, one a parameter, at a point of the line. */
  unconstrainedSlopes(point: ArrayLike<number>): Float64Array {
    return Float64Array.from(this.parameters, (p, j) => {
      const x = 1 / (1 + Math.exp(-(point[j] ?? NaN)));
      const [lower, upper] = p.search;
      return p.scale === "log"
        ? unplace(p, x) * Math.log(upper / lower) * x * (1 - x)
        : (upper - lower) * x * (1 - x);
    });
  }

  /** Maps the unit cube onto the search box (for Sobol and multistart). */
  fromUnitCube(point: ArrayLike<number>): Float64Array {
    return Float64Array.from(
      this.parameters,
      (p, j) => unplace(p, point[j] ?? NaN),
    );
  }
}

/** Relative place of a value in its search interval, in (0, 1). */
function place(p: Parameter, value: number): number {
  const [lower, upper] = p.search;
  return p.scale === "log"
    ? Math.log(value / lower) / Math.log(upper / lower)
    : (value - lower) / (upper - lower);
}

/** Value at a relative place in the search interval. */
function unplace(p: Parameter, x: number): number {
  const [lower, upper] = p.search;
  return p.scale === "log"
    ? lower * Math.pow(upper / lower, x)
    : lower + (upper - lower) * x;
}
