/**
 * When the moments of a Heston price explode.
 *
 * `E[(S_τ/F)^p]` is finite for `τ < T*(p)`, where with `b = κ − ρξp` and
 * `Δ = b² − ξ²(p² − p)`
 *
 * ```text
 * T* = ∞                        Δ ≥ 0, b > 0
 * T* = ln((b − √Δ)/(b + √Δ))/√Δ  Δ ≥ 0, b < 0
 * T* = 2·atan2(√−Δ, −b)/√−Δ      Δ < 0
 * ```
 *
 * Andersen and Piterbarg (2007), Finance and Stochastics 11, 29–50, prop. 3.1.
 *
 * @module
 */

import type { HestonParams } from "lib/pricing/laws/heston.ts";

/** Moments beyond this order are not looked for. */
const HIGHEST = 1e5;

/** The time at which the moment of order `p` becomes infinite, in years. */
export function hestonExplosionTime(params: HestonParams, p: number): number {
  const { kappa, xi, rho } = params;
  const growth = p * (p - 1);
  if (growth <= 0) return Infinity;
  const b = kappa - rho * xi * p;
  const delta = b * b - xi * xi * growth;
  if (delta < 0) {
    const root = Math.sqrt(-delta);
    return 2 * Math.atan2(root, -b) / root;
  }
  if (b > 0) return Infinity;
  const root = Math.sqrt(delta);
  if (root === 0) return -2 / b;
  // (b − √Δ)/(b + √Δ), the denominator from the product of the two.
  return Math.log((b - root) ** 2 / (xi * xi * growth)) / root;
}

/**
 * The open interval of `p` whose moments are finite at `tau`: at most a
 * millionth narrower than the exact one, and never wider.
 */
export function hestonMomentStrip(
  params: HestonParams,
  tau: number,
): readonly [lower: number, upper: number] {
  const side = (sign: 1 | -1): number => {
    const order = (size: number) => sign > 0 ? 1 + size : -size;
    const finite = (size: number) =>
      hestonExplosionTime(params, order(size)) > tau;
    let outside = 1;
    while (finite(outside)) {
      outside *= 2;
      if (outside > HIGHEST) return order(HIGHEST);
    }
    let inside = outside === 1 ? 0 : outside / 2;
    for (let i = 0; i < 60 && outside - inside > 1e-6 * outside; ++i) {
      const middle = (inside + outside) / 2;
      if (finite(middle)) inside = middle;
      else outside = middle;
    }
    return order(inside);
  };
  return [side(-1), side(1)];
}
