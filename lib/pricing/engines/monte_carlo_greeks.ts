/**
 * Greeks by central differences on common random numbers: which contracts to
 * value beside the one that is priced, and how to combine them.
 *
 * ```text
 * V′   ≈ (V₋₂ − 8V₋₁ + 8V₁ − V₂)/12h
 * V″   ≈ (−V₋₂ + 16V₋₁ − 30V₀ + 16V₁ − V₂)/12h²
 * V‴   ≈ (V₋₃ − 8V₋₂ + 13V₋₁ − 13V₁ + 8V₂ − V₃)/8h³
 * ```
 *
 * in the spot, of order `h⁴` (Abramowitz and Stegun 25.3); plain central
 * differences in the rest, of order `h²` with `h` a relative 0.1 to 1 %. Every
 * value is the controlled estimate on the same draws: Glasserman (2003), section
 * 7.1. Where the estimator is smooth (average-price options) the noise of a
 * difference quotient does not grow as `h` shrinks; a payoff with a kink needs
 * the wide step it is given, and its third derivative stays rough.
 *
 * @module
 */

import type { ContractTerms, Greeks } from "lib/pricing/contract.ts";
import {
  type Estimate,
  estimateOf,
} from "lib/pricing/engines/monte_carlo_run.ts";
import type { Law, LawParams } from "lib/pricing/laws/law.ts";

/** A contract under a law at given parameters. */
export interface Valued {
  /** The contract. */
  readonly terms: ContractTerms;
  /** Parameters of the law. */
  readonly params: LawParams;
}

/** Greeks, sensitivities and the standard error of each. */
export interface MonteCarloGreeks {
  /** The Greeks; vega, vanna and volga under Black–Scholes only. */
  readonly greeks: Greeks;
  /** `∂V/∂parameter` by name. */
  readonly sensitivities: Readonly<Record<string, number>>;
  /** Standard error of each Greek, by name. */
  readonly greekErrors: Readonly<Record<string, number>>;
  /** Standard error of each sensitivity, by name. */
  readonly sensitivityErrors: Readonly<Record<string, number>>;
}

/** Steps of the differences, relative. */
export interface GreekSteps {
  /** Of the spot. */
  readonly spot: number;
  /** Of the maturity. */
  readonly maturity: number;
  /** Of a parameter. */
  readonly parameter: number;
}

/** Absolute step of rates. */
const RATE_STEP = 3e-4;
/** A parameter at 0 is moved as if it were this large. */
const SMALL_PARAMETER = 0.05;

/** Weights by the number of steps. */
type Stencil = readonly (readonly [steps: number, weight: number])[];

const FIRST: Stencil = [[-2, 1 / 12], [-1, -2 / 3], [1, 2 / 3], [2, -1 / 12]];
const SECOND: Stencil = [
  [-2, -1 / 12],
  [-1, 4 / 3],
  [0, -2.5],
  [1, 4 / 3],
  [2, -1 / 12],
];
const THIRD: Stencil = [
  [-3, 1 / 8],
  [-2, -1],
  [-1, 13 / 8],
  [1, -13 / 8],
  [2, 1],
  [3, -1 / 8],
];
const CENTRAL: Stencil = [[-1, -0.5], [1, 0.5]];
const CURVE: Stencil = [[-1, 1], [0, -2], [1, 1]];
const FORWARD: Stencil = [[0, -1.5], [1, 2], [2, -0.5]];
const BACKWARD: Stencil = [[0, 1.5], [-1, -2], [-2, 0.5]];

/** A weighted sum of valued contracts. */
type Combination = [index: number, weight: number][];

/** The contracts to value for all Greeks, and their combinations. */
export class GreekPlan {
  /** The contracts; the first is the one priced. */
  readonly nodes: Valued[] = [];
  readonly #law: Law;
  readonly #terms: ContractTerms;
  readonly #params: LawParams;
  readonly #steps: GreekSteps;
  readonly #combinations = new Map<string, Combination>();
  readonly #places = new Map<string, number>();

  /**
   * Lists the contracts.
   *
   * @param law The law.
   * @param valued The contract that is priced.
   * @param steps Sizes of the differences.
   * @param wanted Whether Greeks are wanted; if not, the plan is one contract.
   */
  constructor(law: Law, valued: Valued, steps: GreekSteps, wanted: boolean) {
    this.#law = law;
    this.#terms = valued.terms;
    this.#params = valued.params;
    this.#steps = steps;
    this.#place(valued);
    if (!wanted) return;
    this.#spotGreeks();
    this.#clockGreeks();
    for (const name of law.space.names) this.#sensitivity(name);
    if (law.name === "black-scholes") this.#volatilityGreeks();
  }

  /**
   * The Greeks from controlled means.
   *
   * @param means One array of replicates a contract of the plan.
   * @returns Greeks with their standard errors.
   */
  evaluate(means: readonly Float64Array[]): MonteCarloGreeks {
    const estimates = new Map<string, Estimate>();
    for (const [name, combination] of this.#combinations) {
      const values = new Float64Array(means[0].length);
      for (const [index, weight] of combination) {
        for (let r = 0; r < values.length; ++r) {
          values[r] += weight * means[index][r];
        }
      }
      estimates.set(name, estimateOf(values));
    }
    const part = (name: string): Estimate =>
      estimates.get(name) ?? { value: NaN, error: NaN };
    const value = (name: string) => part(name).value;
    const { names } = this.#law.space;
    const volatility = this.#law.name === "black-scholes"
      ? { vega: value("∂sigma"), vanna: value("vanna"), volga: value("volga") }
      : {};
    const greeks = {
      delta: value("delta"),
      gamma: value("gamma"),
      theta: value("theta"),
      rho: value("rho"),
      rhoDividend: value("rhoDividend"),
      charm: value("charm"),
      speed: value("speed"),
      ...volatility,
    };
    const keyOf = (name: string) => name === "vega" ? "∂sigma" : name;
    return {
      greeks,
      sensitivities: Object.fromEntries(
        names.map((name) => [name, value(`∂${name}`)]),
      ),
      greekErrors: Object.fromEntries(
        Object.keys(greeks).map((name) => [name, part(keyOf(name)).error]),
      ),
      sensitivityErrors: Object.fromEntries(
        names.map((name) => [name, part(`∂${name}`).error]),
      ),
    };
  }

  #place(valued: Valued): number {
    const key = JSON.stringify([valued.terms, valued.params]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.nodes.length);
    this.nodes.push(valued);
    return this.nodes.length - 1;
  }

  /** The contract moved by some steps in spot, and otherwise as said. */
  #moved(
    spotSteps: number,
    terms: Partial<ContractTerms> = {},
    params: LawParams = {},
  ): number {
    const spot = this.#terms.spot * (1 + spotSteps * this.#steps.spot);
    return this.#place({
      terms: { ...this.#terms, spot, ...terms },
      params: { ...this.#params, ...params },
    });
  }

  #spotGreeks(): void {
    const h = this.#terms.spot * this.#steps.spot;
    const along = (stencil: Stencil, scale: number): Combination =>
      stencil.map(([k, weight]) => [this.#moved(k), weight / scale]);
    this.#combinations.set("delta", along(FIRST, h));
    this.#combinations.set("gamma", along(SECOND, h ** 2));
    this.#combinations.set("speed", along(THIRD, h ** 3));
  }

  #clockGreeks(): void {
    const { rate, dividend, maturity, spot } = this.#terms;
    const step = maturity * this.#steps.maturity;
    const rates = (name: "rate" | "dividend", at: number): Combination =>
      CENTRAL.map(([k, weight]) => [
        this.#moved(0, { [name]: at + k * RATE_STEP }),
        weight / RATE_STEP,
      ]);
    this.#combinations.set("rho", rates("rate", rate));
    this.#combinations.set("rhoDividend", rates("dividend", dividend));
    const later = (k: number) => ({ maturity: maturity + k * step });
    this.#combinations.set(
      "theta",
      CENTRAL.map(([k, weight]) => [this.#moved(0, later(k)), -weight / step]),
    );
    const h = spot * this.#steps.spot;
    this.#combinations.set(
      "charm",
      CENTRAL.flatMap(([k, outer]) =>
        FIRST.map(([j, inner]): [number, number] => [
          this.#moved(j, later(k)),
          -outer * inner / (step * h),
        ])
      ),
    );
  }

  /** A central difference, or a one-sided one at the edge of the space. */
  #sensitivity(name: string): void {
    const at = this.#params[name];
    const step = this.#parameterStep(name);
    const fits = (k: number) =>
      this.#law.space.violation({ ...this.#params, [name]: at + k * step }) ===
        null;
    const stencil = fits(1) && fits(-1)
      ? CENTRAL
      : fits(2)
      ? FORWARD
      : BACKWARD;
    this.#combinations.set(
      // NIG's delta and Heston's theta are names of Greeks too.
      `∂${name}`,
      stencil.map(([k, weight]) => [
        this.#moved(0, {}, { [name]: at + k * step }),
        weight / step,
      ]),
    );
  }

  #parameterStep(name: string): number {
    const size = Math.abs(this.#params[name]);
    return this.#steps.parameter * (size > 0 ? size : SMALL_PARAMETER);
  }

  #volatilityGreeks(): void {
    const { sigma } = this.#params;
    const step = this.#parameterStep("sigma");
    const h = this.#terms.spot * this.#steps.spot;
    this.#combinations.set(
      "volga",
      CURVE.map(([k, weight]) => [
        this.#moved(0, {}, { sigma: sigma + k * step }),
        weight / step ** 2,
      ]),
    );
    this.#combinations.set(
      "vanna",
      CENTRAL.flatMap(([k, outer]) =>
        FIRST.map(([j, inner]): [number, number] => [
          this.#moved(j, {}, { sigma: sigma + k * step }),
          outer * inner / (step * h),
        ])
      ),
    );
  }
}
