/**
 * A first guess of the American put's boundary at one maturity: the QD+
 * approximation, `(1 − e^(−qτ)N(−d₊))·B + (λ + c₀)(K − B − p(B)) = 0`.
 *
 * Li (2010), "Analytical approximations for the critical stock prices of
 * American options", Review of Derivatives Research 13, 75–99, as written in
 * Andersen, Lake and Offengenden (2016), § 4.2. Strike 1. Good to about 1e-3
 * away from extremes; where it finds no root in range, the guess is the
 * perpetual-to-immediate mean.
 *
 * @module
 */

import { normalCdf, normalPdf } from "lib/math/normal.ts";

/** The process as the put sees it. */
export interface PutProcess {
  /** Continuous rate, at least 0. */
  readonly rate: number;
  /** Continuous dividend yield. */
  readonly dividend: number;
  /** Volatility a square-root year, positive. */
  readonly sigma: number;
}

/** Rates below this make QD+ divide by nothing; the guess does not mind. */
const LEAST_RATE = 1e-9;

/**
 * Guesses the boundary.
 *
 * @param process Rates and volatility.
 * @param tau Time to expiry, in years, positive.
 * @param upper The boundary just before expiry, `min(1, r/q)`.
 * @returns A boundary in `(0, upper)`, over the strike.
 */
export function startBoundary(
  process: PutProcess,
  tau: number,
  upper: number,
): number {
  const lower = perpetualBoundary(process);
  const equation = makeEquation(process, tau);
  let [low, high] = [Math.max(1e-9, Math.min(lower, upper) * 0.999), upper];
  const [atLow, atHigh] = [equation(low), equation(high)];
  if (!(atLow * atHigh < 0)) {
    return Math.max(low, upper * Math.exp(-shortHeight(process, tau)));
  }
  // Illinois: safe on a bracket, and a guess needs only a few steps.
  let [left, right] = [atLow, atHigh];
  let guess = low;
  for (let step = 0; step < 12; ++step) {
    guess = (low * right - high * left) / (right - left);
    const value = equation(guess);
    if (value * right < 0) [low, left] = [high, right];
    else left /= 2;
    [high, right] = [guess, value];
    if (Math.abs(high - low) < 1e-3 * high) break;
  }
  // Close to expiry the equation has a false root far down.
  const height = Math.log(upper / Math.min(guess, upper * (1 - 1e-9)));
  const short = shortHeight(process, tau);
  const most = Math.max(1.3 * short, 3 * process.sigma * Math.sqrt(tau));
  return upper * Math.exp(-(height < most ? height : short));
}

/**
 * `ln(X/B)` just before expiry: Evans, Kuske and Keller (2002), Mathematical
 * Finance 12, 219–237.
 */
function shortHeight({ rate, dividend, sigma }: PutProcess, tau: number) {
  const s = sigma * Math.sqrt(tau);
  if (dividend > rate) return 0.4517 * Math.SQRT2 * s;
  const pull = (rate - dividend) * Math.sqrt(tau) / sigma;
  const spread = Math.log(1 / (8 * Math.PI * pull * pull));
  const level = 2 * Math.log(1 / (4 * Math.sqrt(Math.PI) * rate * tau));
  return s * Math.sqrt(Math.max(0.5, Math.min(spread, level)));
}

/** The boundary of the put that never expires. */
export function perpetualBoundary(process: PutProcess): number {
  const variance = process.sigma ** 2;
  const half = (process.rate - process.dividend) / variance - 0.5;
  const root = Math.sqrt(half * half + 2 * process.rate / variance);
  // −half − root, without cancellation when half < 0.
  const lambda = half > 0
    ? -half - root
    : -2 * process.rate / variance / (root - half);
  return lambda / (lambda - 1);
}

function makeEquation(
  process: PutProcess,
  tau: number,
): (boundary: number) => number {
  const { dividend, sigma } = process;
  const rate = Math.max(process.rate, LEAST_RATE);
  const variance = sigma * sigma;
  const s = sigma * Math.sqrt(tau);
  const discount = Math.exp(-rate * tau);
  const yieldFactor = Math.exp(-dividend * tau);
  const h = -Math.expm1(-rate * tau);
  const omega1 = 2 * (rate - dividend) / variance - 1;
  const root = Math.sqrt(omega1 * omega1 + 8 * rate / (variance * h));
  const lambda = (-omega1 - root) / 2;
  const lambdaSlope = 2 * rate / (variance * h * h * root);
  const alpha = 2 * rate / variance;
  const denominator = 2 * lambda + omega1;
  return (boundary) => {
    const d1 = (Math.log(boundary) + (rate - dividend) * tau) / s + s / 2;
    const stock = boundary * yieldFactor * normalCdf(-d1);
    const cash = discount * normalCdf(s - d1);
    const put = cash - stock;
    const exercise = 1 - boundary - put;
    const theta = rate * cash - dividend * stock -
      sigma * boundary * yieldFactor * normalPdf(d1) / (2 * Math.sqrt(tau));
    const c0 = -(1 - h) * alpha / denominator *
      (1 / h - theta / (discount * rate * exercise) +
        lambdaSlope / denominator);
    return boundary - stock + (lambda + c0) * exercise;
  };
}
