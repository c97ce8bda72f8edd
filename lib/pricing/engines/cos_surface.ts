/**
 * Many expiries at once by COS: what calibration calls at each step.
 *
 * The surface is prepared once; pricing then allocates nothing that grows with
 * it. Each call plans every expiry anew, as the truncation must follow the
 * parameters. An expiry whose plan needs more than `mostTerms` is integrated along a
 * contour instead, and so is the whole surface under a Lévy law of pure jumps,
 * whose contours do not depend on the parameters.
 *
 * @module
 */

import { CosSlice } from "lib/pricing/engines/cos_slice.ts";
import { planCos } from "lib/pricing/engines/cos_plan.ts";
import type { EuropeanSlice } from "lib/pricing/engines/engine.ts";
import { LevyQuotes } from "lib/pricing/engines/levy_quotes.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/**
 * Tolerances for which contours are kept. The finest is for quotes without
 * noise, whose wings want more than their prices say.
 */
const CONTOUR_TOLERANCES = [1e-10, 1e-15];

/** Options of {@linkcode CosSurface}. */
export interface CosSurfaceOptions {
  /**
   * Absolute error, relative to each forward.
   *
   * @default {1e-8}
   */
  readonly tolerance?: number;
  /**
   * Longest expansion before an expiry is integrated along a contour.
   *
   * @default {1024}
   */
  readonly mostTerms?: number;
}

/**
 * European options on several expiries, priced again and again.
 *
 * @example Usage
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
 * import { lawByName } from "lib/pricing/laws/laws.ts";
 *
 * const surface = new CosSurface([{
 *   forward: 100, discount: 1, tau: 1,
 *   strikes: Float64Array.of(100), isCall: Uint8Array.of(1),
 * }]);
 * const law = lawByName("black-scholes");
 * const out = new Float64Array(1);
 * surface.priceInto(law.characteristicFunction({ sigma: 0.2 }), out);
 * assertAlmostEquals(out[0], 7.965567455405804, 1e-6);
 * ```
 */
export class CosSurface {
  /** Number of options. */
  readonly size: number;
  /** Absolute error, relative to each forward; may be changed between calls. */
  tolerance: number;
  readonly #slices: readonly EuropeanSlice[];
  readonly #mostTerms: number;
  readonly #work = new CosSlice();
  /** Contours by their tolerance, tabulated when first needed. */
  readonly #levy = new Map<number, LevyQuotes>();

  /**
   * Prepares the surface.
   *
   * @param slices The expiries; options are numbered through them in order.
   * @param options Tolerance and the longest expansion.
   */
  constructor(
    slices: readonly EuropeanSlice[],
    options: CosSurfaceOptions = {},
  ) {
    const { tolerance = 1e-8, mostTerms = 1024 } = options;
    this.#slices = slices;
    this.#mostTerms = mostTerms;
    this.tolerance = tolerance;
    this.size = slices.reduce((n, slice) => n + slice.strikes.length, 0);
  }

  /**
   * Present values of all options.
   *
   * @param cf The law.
   * @param out Prices, shape `[size]`.
   */
  priceInto(cf: CharacteristicFunction, out: Float64Array): void {
    this.#price(cf, out, undefined);
  }

  /**
   * Present values and their derivatives in each parameter.
   *
   * @param cf The law.
   * @param out Prices, shape `[size]`.
   * @param jacobian Row-major, shape `[size × parameters]`.
   */
  priceAndGradientInto(
    cf: CharacteristicFunction,
    out: Float64Array,
    jacobian: Float64Array,
  ): void {
    this.#price(cf, out, jacobian);
  }

  #price(
    cf: CharacteristicFunction,
    out: Float64Array,
    jacobian: Float64Array | undefined,
  ): void {
    let row = 0;
    if (cf.pureJumpLevy === true) {
      const quotes = this.#levyQuotes(cf.size);
      if (jacobian === undefined) quotes.priceInto(cf, out);
      else quotes.priceAndGradientInto(cf, out, jacobian);
      return;
    }
    for (const slice of this.#slices) {
      const plan = planCos(cf, slice.tau, this.tolerance);
      if (plan.terms <= this.#mostTerms) {
        this.#work.expand(cf, slice.tau, plan, jacobian !== undefined);
        this.#expanded(cf, slice, row, out, jacobian);
      } else {
        integrated(cf, slice, this.tolerance, row, out, jacobian);
      }
      row += slice.strikes.length;
    }
  }

  /** Contours no coarser than the tolerance. */
  #levyQuotes(parameters: number): LevyQuotes {
    const tolerance = CONTOUR_TOLERANCES.find((t) => t <= this.tolerance) ??
      CONTOUR_TOLERANCES[CONTOUR_TOLERANCES.length - 1];
    let quotes = this.#levy.get(tolerance);
    if (quotes === undefined) {
      quotes = new LevyQuotes(this.#slices, parameters, { tolerance });
      this.#levy.set(tolerance, quotes);
    }
    return quotes;
  }

  #expanded(
    cf: CharacteristicFunction,
    slice: EuropeanSlice,
    row: number,
    out: Float64Array,
    jacobian: Float64Array | undefined,
  ): void {
    const { forward, discount, strikes, isCall } = slice;
    for (let i = 0; i < strikes.length; ++i) {
      const at = (row + i) * cf.size;
      const put = this.#work.put(forward, strikes[i], jacobian, at);
      const parity = isCall[i] === 1 ? forward - strikes[i] : 0;
      out[row + i] = discount * (put + parity);
      if (jacobian === undefined) continue;
      for (let j = 0; j < cf.size; ++j) jacobian[at + j] *= discount;
    }
  }
}

/** One expiry by the Lewis engine. */
function integrated(
  cf: CharacteristicFunction,
  slice: EuropeanSlice,
  tolerance: number,
  row: number,
  out: Float64Array,
  jacobian: Float64Array | undefined,
): void {
  const result = lewis.price(cf, slice, {
    tolerance: tolerance * slice.forward,
    derivatives: jacobian !== undefined,
  });
  out.set(result.prices, row);
  if (jacobian === undefined || result.derivatives === undefined) return;
  result.derivatives.parameters.forEach((column, j) => {
    column.forEach((value, i) => jacobian[(row + i) * cf.size + j] = value);
  });
}
