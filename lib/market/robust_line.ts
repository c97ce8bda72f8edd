/**
 * A straight line through points of which some are wrong: Theil–Sen slopes for
 * a start that a third of bad points does not move (Sen, 1968, JASA 63, 1379),
 * then Huber's M-estimate by iteratively reweighted least squares for the
 * efficiency (Huber, 1964, Ann. Math. Stat. 35, 73; k = 1.345).
 *
 * @module
 */

/** A fitted line `y = level + slope·(x − centre)`. */
export interface RobustLine {
  /** Slope of the line. */
  readonly slope: number;
  /** Height of the line at `centre`. */
  readonly level: number;
  /** Weighted mean of x, about which slope and level do not correlate. */
  readonly centre: number;
  /** Standard error of the slope. */
  readonly slopeError: number;
  /** Robust residual size: 1.4826 × median absolute residual. */
  readonly scale: number;
  /** Number of points further than 3 scales from the line. */
  readonly outliers: number;
}

const HUBER = 1.345;
const STEPS = 30;

/**
 * Fits a line.
 *
 * @param x Abscissae, `[n]`, n ≥ 3, not all equal.
 * @param y Ordinates, `[n]`.
 * @param errors Expected error size of each y, > 0, `[n]`.
 * @returns The line, errors scaled to the residuals.
 * @throws {TypeError} If the lengths differ or n < 3.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fitRobustLine } from "lib/market/robust_line.ts";
 *
 * const x = [1, 2, 3, 4, 5, 6, 7];
 * const y = x.map((each) => 10 - 2 * each);
 * y[3] += 100;
 * const line = fitRobustLine(x, y, x.map(() => 1));
 * assertAlmostEquals(line.slope, -2, 1e-12);
 * ```
 */
export function fitRobustLine(
  x: readonly number[],
  y: readonly number[],
  errors: readonly number[],
): RobustLine {
  const n = x.length;
  if (n < 3 || y.length !== n || errors.length !== n) {
    throw new TypeError(
      `Cannot fit a line as x, y and errors must have one length >= 3: current lengths are ${n}, ${y.length}, ${errors.length}`,
    );
  }
  let slope = theilSenSlope(x, y);
  let level = 0;
  let centre = 0;
  let slopeError = 0;
  // First, the level that goes with the start.
  const heights = x.map((each, i) => y[i] - slope * each);
  level = median(heights);
  let scaled = x.map((each, i) => (y[i] - level - slope * each) / errors[i]);
  for (let step = 0; step < STEPS; ++step) {
    // Exact data leave no scale; the floor keeps the weights finite.
    const scale = Math.max(1.4826 * median(scaled.map(Math.abs)), 1e-9);
    const weights = scaled.map((u, i) =>
      Math.min(1, HUBER * scale / Math.abs(u)) / errors[i] ** 2
    );
    const fit = weightedLine(x, y, weights);
    slopeError = fit.slopeError * scale;
    const moved = Math.abs(fit.slope - slope);
    ({ slope, level, centre } = fit);
    scaled = x.map((each, i) =>
      (y[i] - level - slope * (each - centre)) / errors[i]
    );
    if (moved <= 1e-13 * Math.abs(slope)) break;
  }
  const residuals = x.map((each, i) =>
    Math.abs(y[i] - level - slope * (each - centre))
  );
  const size = 1.4826 * median(scaled.map(Math.abs));
  return {
    slope,
    level,
    centre,
    slopeError,
    scale: 1.4826 * median(residuals),
    outliers:
      scaled.filter((u) => Math.abs(u) > 3 * Math.max(size, 1e-9)).length,
  };
}

/** The middle value; the mean of the two middle ones if n is even. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[half]
    : 0.5 * (sorted[half - 1] + sorted[half]);
}

function theilSenSlope(x: readonly number[], y: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < x.length; ++i) {
    for (let j = 0; j < i; ++j) {
      if (x[i] !== x[j]) slopes.push((y[i] - y[j]) / (x[i] - x[j]));
    }
  }
  return median(slopes);
}

function weightedLine(
  x: readonly number[],
  y: readonly number[],
  weights: readonly number[],
): { slope: number; level: number; centre: number; slopeError: number } {
  let [sum, sumX, sumY] = [0, 0, 0];
  weights.forEach((w, i) => {
    sum += w;
    sumX += w * x[i];
    sumY += w * y[i];
  });
  const centre = sumX / sum;
  const level = sumY / sum;
  let [sumXX, sumXY] = [0, 0];
  weights.forEach((w, i) => {
    sumXX += w * (x[i] - centre) ** 2;
    sumXY += w * (x[i] - centre) * (y[i] - level);
  });
  return {
    slope: sumXY / sumXX,
    level,
    centre,
    slopeError: 1 / Math.sqrt(sumXX),
  };
}
