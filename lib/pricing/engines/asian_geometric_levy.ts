/**
 * The average-price option on a geometric mean under any Lévy law: the mean is
 * a law of its own ({@link "lib/pricing/laws/geometric_average.ts"}) with
 * forward `F = S·e^(m(r − q)T)·M`, which the Lewis engine prices.
 *
 * ```text
 * delta = V_F·F/S, gamma = V_FF·(F/S)², speed = V_FFF·(F/S)³
 * rho = −TV + mT·F·V_F,  rhoDividend = −mT·F·V_F
 * ```
 *
 * Theta, charm and the sensitivities are sixth-order differences of price and
 * delta.
 *
 * @module
 */

import { centralDifferences } from "lib/math/difference.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import type { SliceResult } from "lib/pricing/engines/engine.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import type { LawGreeks } from "lib/pricing/greeks.ts";
import { geometricAverage } from "lib/pricing/laws/geometric_average.ts";
import type { Law, LawParams } from "lib/pricing/laws/law.ts";

/** A law at fixed parameters. */
export interface LevyModel {
  /** A law with independent stationary increments. */
  readonly law: Law;
  /** Its parameters. */
  readonly params: LawParams;
}

/** Options of {@linkcode levyGeometricAsian}. */
export interface LevyGeometricAsianOptions {
  /** Number of fixings at `T·i/n`, or a continuous average. */
  readonly fixings: number | "continuous";
  /** Absolute error asked for, in the currency of the spot. */
  readonly tolerance: number;
  /** Whether Greeks and sensitivities are wanted. @default false */
  readonly greeks?: boolean;
}

/** A price and, if asked for, what moves it. */
export interface LevyGeometricAsianResult {
  /** Present value. */
  readonly price: number;
  /** Estimate of the absolute error. */
  readonly error: number;
  /** Present if asked for. */
  readonly greeks?: LawGreeks;
  /** `∂price/∂parameter` by name; present if asked for. */
  readonly sensitivities?: Readonly<Record<string, number>>;
}

/** Tolerance of the prices under the differences, over the spot. */
const FINE = 1e-12;

interface Value extends SliceResult {
  readonly forward: number;
  readonly meanTime: number;
}

/**
 * Prices a geometric average-price option.
 *
 * @param model The law and its parameters.
 * @param terms The contract.
 * @param options Fixings, tolerance, whether Greeks.
 * @returns Price, error estimate, Greeks if asked for.
 * @throws {PricingError} If the parameters are not valid.
 * @throws {ConvergenceError} If the tolerance is out of reach.
 */
export function levyGeometricAsian(
  model: LevyModel,
  terms: ContractTerms,
  options: LevyGeometricAsianOptions,
): LevyGeometricAsianResult {
  const { fixings, tolerance, greeks = false } = options;
  const { law, params } = model;
  const result = value(model, terms, { fixings, tolerance, greeks });
  const price = result.prices[0];
  const { derivatives, forward, meanTime } = result;
  const base = { price, error: result.errors[0] };
  if (!greeks || derivatives === undefined) return base;
  const { spot, maturity } = terms;
  const growth = forward / spot;
  const timed = meanTime * maturity * forward * derivatives.forward[0];
  const fine = (changed: Partial<ContractTerms>, at: LawParams) => {
    const one = value({ law, params: at }, { ...terms, ...changed }, {
      fixings,
      tolerance: Math.min(tolerance, FINE * spot),
      greeks: true,
    });
    const delta = (one.derivatives?.forward[0] ?? NaN) * one.forward / spot;
    return [one.prices[0], delta];
  };
  const byTime = centralDifferences(
    (x) => fine({ maturity: x }, params),
    maturity,
    0.02 * maturity,
  );
  return {
    ...base,
    greeks: {
      delta: derivatives.forward[0] * growth,
      gamma: derivatives.forward2[0] * growth ** 2,
      speed: derivatives.forward3[0] * growth ** 3,
      theta: -byTime.first[0],
      charm: -byTime.first[1],
      rho: timed - maturity * price,
      rhoDividend: -timed,
    },
    sensitivities: Object.fromEntries(
      law.space.names.map((name) => {
        const slope = centralDifferences(
          (x) => fine({}, { ...params, [name]: x }),
          params[name],
          parameterStep(law, params, name),
        );
        return [name, slope.first[0]];
      }),
    ),
  };
}

function value(
  { law, params }: LevyModel,
  terms: ContractTerms,
  options: {
    readonly fixings: number | "continuous";
    readonly tolerance: number;
    readonly greeks: boolean;
  },
): Value {
  const { spot, strike, rate, dividend, maturity, isCall } = terms;
  const { cf, meanFactor, meanTime } = geometricAverage(
    law.characteristicFunction(params),
    maturity,
    options.fixings,
  );
  const forward = spot * meanFactor *
    Math.exp(meanTime * (rate - dividend) * maturity);
  const result = lewis.price(cf, {
    forward,
    discount: Math.exp(-rate * maturity),
    tau: maturity,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(isCall ? 1 : 0),
  }, { tolerance: options.tolerance, derivatives: options.greeks });
  return { ...result, forward, meanTime };
}

/** A step that keeps `x ± 3h` inside the law's space. */
function parameterStep(law: Law, params: LawParams, name: string): number {
  let h = 0.02 * Math.max(Math.abs(params[name]), 0.05);
  const outside = (k: number) =>
    law.space.violation({ ...params, [name]: params[name] + k * h }) !== null;
  for (let i = 0; i < 40 && (outside(-3) || outside(3)); ++i) h /= 2;
  return h;
}
