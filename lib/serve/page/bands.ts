/**
 * How far a fitted smile may be off, from the parameters' standard errors: the
 * delta method.
 *
 * ```text
 * sd(σ(k)) = √(gᵀ Σ g),   g = ∂σ(k)/∂θ by central differences
 * ```
 *
 * @module
 */

import {
  byExpiry,
  type ExpiryQuotes,
  smileCurve,
} from "lib/calibration/smile_curve.ts";
import type { CalibrationReport } from "lib/calibration/report.ts";
import type { Law } from "lib/pricing/laws/law.ts";

/** A smile with its band. */
export interface BandedSmile {
  /** The quotes. */
  readonly expiry: ExpiryQuotes;
  /** Strikes of the curve. */
  readonly strike: Float64Array;
  /** Fitted volatility. */
  readonly vol: Float64Array;
  /** Half-width of the 95 % band. */
  readonly half: Float64Array;
}

/** Normal quantile of 97.5 %. */
const WIDTH = 1.96;
/** Step of the differences, in standard errors. */
const STEP = 0.1;

/**
 * Smiles of a fit, one an expiry.
 *
 * @param law The law.
 * @param report Its fit; standard errors that are not finite give no band.
 * @param points Strikes a curve. @default {31}
 */
export function bandedSmiles(
  law: Law,
  report: CalibrationReport,
  points = 31,
): BandedSmile[] {
  const { params, standardErrors, correlation } = report;
  const { names } = law.space;
  const correlated = (i: number, j: number) => correlation?.[i][j] ?? NaN;
  const curve = (values: Readonly<Record<string, number>>, e: ExpiryQuotes) =>
    smileCurve(law.characteristicFunction(values), e, points);
  return byExpiry(report.fitted).map((expiry) => {
    const { strike, impliedVol: vol } = curve(params, expiry);
    // ∂σ/∂θ in units of each standard error.
    const slopes = names.map((name) => {
      const step = STEP * (standardErrors[name] ?? NaN);
      const [up, down] = [step, -step].map((by) => {
        const values = { ...params, [name]: params[name] + by };
        return law.space.violation(values) === null
          ? curve(values, expiry).impliedVol
          : vol.map(() => NaN);
      });
      return up.map((value, i) => (value - down[i]) / (2 * STEP));
    });
    const half = vol.map((_, k) => {
      let variance = 0;
      slopes.forEach((a, i) =>
        slopes.forEach((b, j) => variance += a[k] * b[k] * correlated(i, j))
      );
      return WIDTH * Math.sqrt(Math.max(0, variance));
    });
    return { expiry, strike, vol, half };
  });
}
