/**
 * The posterior of a law's parameters given quoted volatilities, on the real
 * line.
 *
 * ```text
 * ln p(y) = Σᵢ [−½(σᵢ − σ̂ᵢ(θ))²/vᵢ − ½ ln vᵢ] + Σⱼ [ln πⱼ(θⱼ) + ln |dθⱼ/dyⱼ|],   vᵢ = bᵢ² + s²
 * ```
 *
 * `θ(y)` is the law's own logistic map of its search box, cut to where the
 * prior is positive; a sampled noise `s` has the last coordinate, `ln s`. The
 * gradient is analytic.
 *
 * @module
 */

import type { Noise } from "lib/calibration/posterior/noise.ts";
import { QuoteVols } from "lib/calibration/posterior/quote_vols.ts";
import type { CalibrationQuotes } from "lib/calibration/quotes.ts";
import type { LogDensity } from "lib/math/sampling/log_density.ts";
import type { Law } from "lib/pricing/laws/law.ts";
import {
  type Parameter,
  ParameterSpace,
} from "lib/pricing/laws/parameter_space.ts";
import {
  type Prior,
  priorLogDensity,
  priorSlope,
} from "lib/pricing/laws/prior.ts";

/** Name of the sampled noise among the parameters. */
export const NOISE = "noise";

/** The posterior of one law and one set of quotes. */
export class PosteriorTarget implements LogDensity {
  /** Number of coordinates. */
  readonly size: number;
  /** Names of the parameters, the noise last if it is sampled. */
  readonly names: readonly string[];
  /** The law's space, cut to the support of the priors. */
  readonly space: ParameterSpace;
  readonly #law: Law;
  readonly #quotes: CalibrationQuotes;
  readonly #noise: Noise;
  readonly #vols: QuoteVols;
  readonly #jacobian: Float64Array;

  /**
   * Prepares the density.
   *
   * @throws {RangeError} If a prior and the search interval do not meet.
   * @throws {TypeError} If no quote has a volatility.
   */
  constructor(
    law: Law,
    quotes: CalibrationQuotes,
    noise: Noise,
    priors: Readonly<Record<string, Prior>> = {},
  ) {
    this.#law = law;
    this.#quotes = quotes;
    this.#noise = noise;
    this.#vols = new QuoteVols(quotes, law);
    this.space = withPriors(law, priors);
    const sampled = noise.scale !== undefined;
    this.names = sampled ? [...law.space.names, NOISE] : law.space.names;
    this.size = this.names.length;
    this.#jacobian = new Float64Array(quotes.size * law.space.size);
    if (this.#vols.used.length === 0) {
      throw new TypeError(
        "Cannot sample a posterior as at least one quote must have an implied volatility: none has",
      );
    }
  }

  /** Quotes that count. */
  get quotes(): number {
    return this.#vols.used.length;
  }

  /** Coordinates of a point given by its parameters (and noise), in order. */
  toUnconstrained(values: ArrayLike<number>): Float64Array {
    const out = new Float64Array(this.size);
    out.set(this.space.toUnconstrained(values));
    if (this.size > this.space.size) {
      out[this.space.size] = Math.log(values[this.space.size]);
    }
    return out;
  }

  /** Parameters (and noise) at coordinates. */
  fromUnconstrained(y: Float64Array): Float64Array {
    const out = new Float64Array(this.size);
    out.set(this.space.fromUnconstrained(y));
    if (this.size > this.space.size) {
      out[this.space.size] = Math.exp(y[this.space.size]);
    }
    return out;
  }

  /** The log posterior density in the coordinates, and its gradient. */
  evaluateInto(y: Float64Array, gradient?: Float64Array): number {
    const { space } = this;
    const theta = space.fromUnconstrained(y);
    const params = space.toParams(theta);
    if (this.#law.space.violation(params) !== null) return -Infinity;
    const cf = this.#law.characteristicFunction(params);
    const jacobian = gradient === undefined ? undefined : this.#jacobian;
    if (!this.#vols.evaluate(cf, jacobian)) return -Infinity;
    gradient?.fill(0);
    let log = this.#likelihood(y, gradient);
    const slopes = space.unconstrainedSlopes(y);
    for (let j = 0; j < space.size; ++j) {
      const { prior, scale, search: [lower, upper] } = space.parameters[j];
      log += priorLogDensity(prior, theta[j]) + Math.log(slopes[j]);
      if (gradient === undefined) continue;
      const x = 1 / (1 + Math.exp(-y[j]));
      const bend = scale === "log" ? Math.log(upper / lower) * x * (1 - x) : 0;
      gradient[j] = slopes[j] * (gradient[j] + priorSlope(prior, theta[j])) +
        bend + 1 - 2 * x;
    }
    return Number.isNaN(log) ? -Infinity : log;
  }

  /** Log likelihood with the prior of the noise; gradient in `θ` and `ln s`. */
  #likelihood(y: Float64Array, gradient: Float64Array | undefined): number {
    const { variance, scale } = this.#noise;
    const p = this.space.size;
    const s2 = scale === undefined ? 0 : Math.exp(2 * y[p]);
    const market = this.#quotes.impliedVol;
    const { vols, used } = this.#vols;
    let log = 0;
    let noiseSlope = 0;
    for (const i of used) {
      const v = variance[i] + s2;
      const gap = market[i] - vols[i];
      const z2 = gap * gap / v;
      log -= 0.5 * (z2 + Math.log(v));
      if (gradient === undefined) continue;
      const pull = gap / v;
      for (let j = 0; j < p; ++j) {
        gradient[j] += pull * this.#jacobian[i * p + j];
      }
      noiseSlope += (z2 - 1) * s2 / v;
    }
    if (scale === undefined) return log;
    // Half-normal in s, and the Jacobian s of ln s.
    const ratio = s2 / (scale * scale);
    if (gradient !== undefined) gradient[p] = noiseSlope - ratio + 1;
    return log - 0.5 * ratio + y[p];
  }
}

/** The law's space with other priors, cut to where they are positive. */
function withPriors(
  law: Law,
  priors: Readonly<Record<string, Prior>>,
): ParameterSpace {
  const stranger = Object.keys(priors).find((name) =>
    !law.space.names.includes(name)
  );
  if (stranger !== undefined) {
    throw new RangeError(
      `Cannot take a prior of ${stranger} as ${law.name} must have that parameter: it has ${
        law.space.names.join(", ")
      }`,
    );
  }
  const parameters = law.space.parameters.map((parameter): Parameter => {
    const prior = priors[parameter.name] ?? parameter.prior;
    const [lower, upper] = supportOf(prior);
    const search = [
      Math.max(lower, parameter.search[0]),
      Math.min(upper, parameter.search[1]),
    ] as const;
    if (!(search[0] < search[1])) {
      throw new RangeError(
        `Cannot sample ${law.name} as the prior of ${parameter.name} must meet its search interval [${
          parameter.search.join(", ")
        }]: its support is [${lower}, ${upper}]`,
      );
    }
    return { ...parameter, prior, search };
  });
  return new ParameterSpace(law.name, parameters);
}

function supportOf(prior: Prior): readonly [number, number] {
  switch (prior.kind) {
    case "uniform":
    case "truncated-normal":
      return [prior.lower, prior.upper];
    case "normal":
      return [-Infinity, Infinity];
    case "lognormal":
    case "gamma":
      return [0, Infinity];
  }
}
