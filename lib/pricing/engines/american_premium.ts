/**
 * What early exercise adds to a European option, from the boundary:
 *
 * ```text
 * V − v = ∫₀^T η[qS·e^(−qt)Φ(ηd₊) − rK·e^(−rt)Φ(ηd₋)] du,   t = T − u,
 * d± = (ln(S/B(u)) + (r − q ± σ²/2)t)/σ√t,   η = 1 call, −1 put
 * ```
 *
 * Kim (1990), Review of Financial Studies 3, 547–572; Carr, Jarrow and Myneni
 * (1992), Mathematical Finance 2, 87–106. With `u = T·sin²θ` the integrand is
 * smooth at both ends. Derivatives in the spot are taken under the integral at
 * the fixed boundary; near the boundary they peak at small `t`, so their
 * integral is cut into panels that shrink towards `t = 0`.
 *
 * @module
 */

import { gaussLegendre } from "lib/math/gauss_legendre.ts";
import { normalCdf, normalPdf } from "lib/math/normal.ts";
import type { ContractTerms } from "lib/pricing/contract.ts";
import type { Boundary } from "lib/pricing/engines/american_boundary.ts";
import { interpolationRow } from "lib/pricing/engines/american_scheme.ts";

/** The premium's derivatives in `x = ln S`, in the units of the spot. */
export interface PremiumDerivatives {
  /** First. */
  readonly first: number;
  /** Second. */
  readonly second: number;
  /** Third. */
  readonly third: number;
}

/**
 * The early-exercise premium.
 *
 * @param terms The contract.
 * @param sigma Volatility a square-root year.
 * @param boundary Of the put that this is, or of the put that mirrors the call.
 * @returns The premium, in the currency of the spot.
 */
export function earlyExercisePremium(
  terms: ContractTerms,
  sigma: number,
  boundary: Boundary,
): number {
  const { spot, strike, rate, dividend, maturity, isCall } = terms;
  const { scheme, squares, upper } = boundary;
  const sign = isCall ? 1 : -1;
  const distance = Math.log(spot / strike) + sign * Math.log(upper);
  const root = Math.sqrt(maturity);
  const drift = (rate - dividend) / sigma + sigma / 2;
  const n = scheme.degree;
  let sum = 0;
  for (let k = 0; k < scheme.premiumPoints; ++k) {
    let square = 0;
    for (let j = 0, w = k * n; j < n; ++j, ++w) {
      square += scheme.premium[w] * squares[j];
    }
    const h = Math.sqrt(Math.max(0, square));
    const gap = root * scheme.premiumGaps[k];
    const t = gap * gap;
    const plus = (distance - sign * h) / (sigma * gap) + drift * gap;
    sum += scheme.premiumWeights[k] * (
      dividend * spot * Math.exp(-dividend * t) * normalCdf(sign * plus) -
      rate * strike * Math.exp(-rate * t) *
        normalCdf(sign * (plus - sigma * gap))
    );
  }
  return sign * maturity * sum;
}

/** Panels towards `t = 0`, each half as wide as the last, and their points. */
const PANELS = 14;
const PANEL_POINTS = 20;

/**
 * The premium's derivatives in the logarithm of the spot.
 *
 * @param terms The contract.
 * @param sigma Volatility a square-root year.
 * @param boundary As for {@linkcode earlyExercisePremium}.
 * @returns The first three.
 */
export function premiumDerivatives(
  terms: ContractTerms,
  sigma: number,
  boundary: Boundary,
): PremiumDerivatives {
  const sums = [0, 0, 0];
  const { nodes, weights } = gaussLegendre(PANEL_POINTS);
  const row = new Float64Array(boundary.squares.length);
  let high = Math.PI / 2;
  for (let panel = 0; panel < PANELS; ++panel) {
    const low = panel === PANELS - 1 ? 0 : high / 2;
    for (let k = 0; k < PANEL_POINTS; ++k) {
      // θ' = π/2 − θ, so that t = T·sin²θ' keeps its digits near 0.
      const angle = low + (high - low) * (1 + nodes[k]) / 2;
      const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
      const weight = weights[k] * (high - low) * sine * cosine * terms.maturity;
      const h = heightAt(cosine, boundary, row);
      addIntegrand(terms, sigma, {
        t: terms.maturity * sine * sine,
        h,
        upper: boundary.upper,
        weight,
        sums,
      });
    }
    high = low;
  }
  return { first: sums[0], second: sums[1], third: sums[2] };
}

/** `ln(X/B)` at `√(u/T) = root`. */
export function heightAt(
  root: number,
  boundary: Boundary,
  row = new Float64Array(boundary.squares.length),
): number {
  const { scheme, squares } = boundary;
  interpolationRow(Math.sqrt(root), scheme.nodes, scheme.weights, row);
  let square = 0;
  for (let j = 0; j < row.length; ++j) square += row[j] * squares[j];
  return Math.sqrt(Math.max(0, square));
}

function addIntegrand(
  terms: ContractTerms,
  sigma: number,
  at: {
    readonly t: number;
    readonly h: number;
    readonly upper: number;
    readonly weight: number;
    readonly sums: number[];
  },
): void {
  const { spot, strike, rate, dividend, isCall } = terms;
  const sign = isCall ? 1 : -1;
  const v = sigma * Math.sqrt(at.t);
  const x = Math.log(spot / strike) + sign * (Math.log(at.upper) - at.h);
  const plus = (x + (rate - dividend) * at.t) / v + v / 2;
  const minus = plus - v;
  const asset = dividend * spot * Math.exp(-dividend * at.t);
  const cash = rate * strike * Math.exp(-rate * at.t);
  const held = sign * asset * normalCdf(sign * plus);
  const p = asset * normalPdf(plus) / v;
  const m = cash * normalPdf(minus) / v;
  at.sums[0] += at.weight * (held + p - m);
  at.sums[1] += at.weight *
    (held + p * (2 - plus / v) + m * minus / v);
  at.sums[2] += at.weight *
    (held + p * (3 - 3 * plus / v - (1 - plus * plus) / (v * v)) +
      m * (1 - minus * minus) / (v * v));
}
