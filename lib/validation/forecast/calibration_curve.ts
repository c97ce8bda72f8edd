/**
 * Whether probabilities are what they say: in each bin of probabilities the
 * share of events beside the mean probability, and the expected calibration
 * error `Σ nᵦ/n · |shareᵦ − meanᵦ|` (Naeini, Cooper and Hauskrecht 2015, AAAI,
 * 2901; Guo et al. 2017, ICML, eq. 3).
 *
 * Bins hold about equally many rows (Nixon et al. 2019, CVPR workshops, section
 * 4.3): forecasts of returns stand close to one half, and bins of equal width
 * would be empty but for two.
 *
 * @module
 */

import { inverseNormalCdf } from "lib/math/normal.ts";
import { binIndices, equalBins, quantileBins } from "lib/validation/bins.ts";

/** One bin of probabilities. */
export interface CalibrationBin {
  /** Lower edge. */
  readonly from: number;
  /** Upper edge. */
  readonly to: number;
  /** Rows in it. */
  readonly rows: number;
  /** Mean probability. */
  readonly predicted: number;
  /** Share of events. */
  readonly observed: number;
  /** Lower end of Wilson's 95 % interval of the share. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

/** A calibration curve; JSON. */
export interface CalibrationCurve {
  /** Bins with rows, from the lowest. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error. */
  readonly error: number;
}

/**
 * The calibration curve of probabilities of an event.
 *
 * @param happened 1 where the event came, else 0; shape `[n]`.
 * @param probability Probabilities, shape `[n]`.
 * @param options Number and kind of bins.
 * @returns Bins and the expected calibration error.
 * @throws {TypeError} If the lengths differ.
 * @throws {RangeError} If there are none, or a probability is not in [0, 1].
 *
 * @example Said 25 %, came half the time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { calibrationCurve } from "lib/validation/forecast/calibration_curve.ts";
 *
 * const { bins, error } = calibrationCurve([1, 0], [0.25, 0.25]);
 * assertEquals([bins.length, bins[0].observed, error], [1, 0.5, 0.25]);
 * ```
 */
export function calibrationCurve(
  happened: ArrayLike<number>,
  probability: ArrayLike<number>,
  options: {
    /** Number of bins; fewer where many probabilities are equal. @default {10} */
    readonly bins?: number;
    /** Whether bins hold equally many rows or are equally wide. @default {"rows"} */
    readonly equal?: "rows" | "width";
  } = {},
): CalibrationCurve {
  const { bins: count = 10, equal = "rows" } = options;
  check(happened, probability);
  const edges = equal === "width"
    ? equalBins(0, 1, count)
    : rowEdges(probability, count);
  const binOf = binIndices(probability, edges);
  const size = edges.length - 1;
  const [rows, said, came] = [0, 0, 0].map(() => new Float64Array(size));
  binOf.forEach((bin, i) => {
    ++rows[bin];
    said[bin] += probability[i];
    came[bin] += happened[i];
  });
  const bins: CalibrationBin[] = [];
  let error = 0;
  rows.forEach((n, bin) => {
    if (n === 0) return;
    const [predicted, observed] = [said[bin] / n, came[bin] / n];
    error += n / binOf.length * Math.abs(observed - predicted);
    bins.push({
      from: edges[bin],
      to: edges[bin + 1],
      rows: n,
      predicted,
      observed,
      ...wilson(observed, n),
    });
  });
  return { bins, error };
}

/** Quantiles as edges; one bin about a constant. */
function rowEdges(
  probability: ArrayLike<number>,
  count: number,
): ArrayLike<number> {
  for (let i = 1; i < probability.length; ++i) {
    if (probability[i] !== probability[0]) {
      return quantileBins(probability, count);
    }
  }
  return [0, 1];
}

const Z95 = inverseNormalCdf(0.975);

/** Wilson's interval of a share (1927, J. Am. Stat. Assoc. 22, 209). */
function wilson(share: number, n: number): { low: number; high: number } {
  const z2 = Z95 * Z95 / n;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = Math.sqrt(z2 * share * (1 - share) + z2 * z2 / 4) / (1 + z2);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function check(
  happened: ArrayLike<number>,
  probability: ArrayLike<number>,
): void {
  const n = happened.length;
  if (probability.length !== n) {
    throw new TypeError(
      `Cannot calibrate as there must be a probability for each of ${n} rows: current number is ${probability.length}`,
    );
  }
  if (n === 0) throw new RangeError("Cannot calibrate as there must be rows");
  for (let i = 0; i < n; ++i) {
    if (probability[i] >= 0 && probability[i] <= 1) continue;
    throw new RangeError(
      `Cannot calibrate as probabilities must be in [0, 1]: row ${i} has ${
        probability[i]
      }`,
    );
  }
}
