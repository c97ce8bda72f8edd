/**
 * Black–Scholes deltas at the implied volatility of a price, by QuantLib 1.29
 * (Debian's python3-quantlib): `blackFormulaImpliedStdDev` with accuracy 1e-15,
 * then `BlackCalculator(payoff, F, stdDev, D).delta(S)`, with
 * F = S·e^(cT), D = e^(−rT), T = max(dte, ½)/365. Agreement to 1e-9 is what the
 * root of its search is good for at small vegas.
 */

import type { ContractType } from "lib/market/history/history_store.ts";

/** Side, spot, strike, price, days to expiry, rate, carry, delta. */
export const QUANTLIB_DELTAS: readonly (readonly [
  type: ContractType,
  spot: number,
  strike: number,
  mark: number,
  dte: number,
  rate: number,
  carry: number,
  delta: number,
])[] = [
  ["call", 100, 100, 2.28715, 30, 0, 0, 0.51143575],
  ["call", 100, 80, 20.624, 90, 0.05, 0.03, 0.9677400485757],
  ["call", 560, 610, 1.70849, 45, 0.045, 0.032, 0.1038253181225],
  ["call", 560, 500, 60.312, 7, 0.045, 0.032, 0.9968869698996],
  ["call", 5800, 5825, 5.5107, 1, 0.05, 0.04, 0.2532808632127],
  ["call", 5800, 5790, 18.6473, 0, 0.05, 0.04, 0.6268223928514],
  ["call", 37.5, 45, 7.03014, 200, 0.04, -0.02, 0.5004178015577],
  ["call", 250, 100, 155.173, 365, 0.03, 0.03, 0.9697503357812],
  ["put", 100, 100, 2.28715, 30, 0, 0, -0.48856425],
  ["put", 100, 80, 0.135733, 90, 0.05, 0.03, -0.02734675122825],
  ["put", 560, 610, 49.2304, 45, 0.045, 0.032, -0.8945743193722],
  ["put", 560, 500, 0.0202438, 7, 0.045, 0.032, -0.002859707040659],
  ["put", 5800, 5825, 29.8717, 1, 0.05, 0.04, -0.7466919493142],
  ["put", 5800, 5790, 8.33021, 0, 0.05, 0.04, -0.3731641085535],
  ["put", 37.5, 45, 14.7674, 200, 0.04, -0.02, -0.4672400361271],
  ["put", 250, 100, 2.21744, 365, 0.03, 0.03, -0.03024869909037],
];
