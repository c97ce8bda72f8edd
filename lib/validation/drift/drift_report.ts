/**
 * Drift by feature: how the values of each column now differ from a reference
 * window, by four distances and one test.
 *
 * A missing value (NaN) takes no part in the distances; how often it comes is
 * reported beside, since a feature that begins to be missing drifts too. The
 * p-values of all features are corrected by Holm. A verdict rests on the size
 * of the move (PSI) and not on the p-value, which any move reaches with enough
 * rows; but what the test cannot tell from chance is not called a move.
 *
 * @module
 */

import { jensenShannonOfShares } from "lib/validation/drift/jensen_shannon.ts";
import { kolmogorovSmirnov } from "lib/validation/drift/kolmogorov_smirnov.ts";
import { psi } from "lib/validation/drift/psi.ts";
import { binnedShares } from "lib/validation/drift/reference_bins.ts";
import { wasserstein } from "lib/validation/drift/wasserstein.ts";
import { holm } from "lib/validation/multiple_testing.ts";

/** Columns by name; each may have its own length. */
export type FeatureColumns = Readonly<Record<string, ArrayLike<number>>>;

/** How to judge. */
export interface DriftOptions {
  /** Bins of PSI and Jensen–Shannon. @default {10} */
  readonly bins?: number;
  /** PSI from which a feature is watched. @default {0.1} */
  readonly watchFrom?: number;
  /** PSI from which it has moved. @default {0.25} */
  readonly movedFrom?: number;
  /** Level of the Holm-corrected test, and of missing values. @default {0.01} */
  readonly level?: number;
}

/** What became of a feature. */
export type DriftVerdict = "stable" | "watch" | "moved";

/** One feature. */
export interface FeatureDrift {
  /** Its name. */
  readonly feature: string;
  /** What to make of it. */
  readonly verdict: DriftVerdict;
  /** Population stability index. */
  readonly psi: number;
  /** Kolmogorov–Smirnov statistic. */
  readonly ks: number;
  /** Its p-value, corrected by Holm for the number of features. */
  readonly pValue: number;
  /** Wasserstein distance, in the feature's unit. */
  readonly wasserstein: number;
  /**
   * The same over the reference's standard deviation (ddof 1): 0 if nothing
   * moved, `Infinity` if a constant did.
   */
  readonly wassersteinScaled: number;
  /** Jensen–Shannon distance, base 2. */
  readonly jensenShannon: number;
  /** Share of values missing in the reference. */
  readonly missingBefore: number;
  /** Share of values missing now. */
  readonly missingNow: number;
}

/**
 * Compares columns with those of a reference window.
 *
 * @param reference Columns of the reference.
 * @param current Columns now, of the same names.
 * @param options Bins, thresholds, level.
 * @returns A line a feature, in the order of the reference.
 * @throws {TypeError} If a column is missing on one side.
 * @throws {RangeError} If a column has no value but NaN on one side, or has an
 * infinite one.
 *
 * @example One of two features has moved
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { driftReport } from "lib/validation/drift/drift_report.ts";
 *
 * const even = Float64Array.from({ length: 200 }, (_, i) => i);
 * const report = driftReport(
 *   { spread: even, volume: even },
 *   { spread: even, volume: even.map((v) => v + 150) },
 * );
 * assertEquals(report.map(({ verdict }) => verdict), ["stable", "moved"]);
 * assertEquals(report[1].wasserstein, 150);
 * ```
 */
export function driftReport(
  reference: FeatureColumns,
  current: FeatureColumns,
  options: DriftOptions = {},
): FeatureDrift[] {
  const { bins = 10, watchFrom = 0.1, movedFrom = 0.25, level = 0.01 } =
    options;
  checkNames(reference, current);
  const found = Object.keys(reference).map((feature) =>
    compare(feature, reference[feature], { now: current[feature], bins })
  );
  const corrected = holm(found.map(({ pValue }) => pValue));
  return found.map((drift, i) => ({
    ...drift,
    pValue: corrected[i],
    verdict: verdictOf({ ...drift, pValue: corrected[i] }, {
      watchFrom,
      movedFrom,
      level,
    }),
  }));
}

function compare(
  feature: string,
  before: ArrayLike<number>,
  { now, bins }: { readonly now: ArrayLike<number>; readonly bins: number },
): Omit<FeatureDrift, "verdict"> {
  const known = present(feature, "the reference", before);
  const knownNow = present(feature, "the current window", now);
  const shares = binnedShares(known, knownNow, bins);
  const { statistic, pValue } = kolmogorovSmirnov(known, knownNow);
  const distance = wasserstein(known, knownNow);
  return {
    feature,
    psi: psi(known, knownNow, { bins }),
    ks: statistic,
    pValue,
    wasserstein: distance,
    wassersteinScaled: distance === 0 ? 0 : distance / deviation(known),
    jensenShannon: jensenShannonOfShares(shares.reference, shares.current),
    missingBefore: 1 - known.length / before.length,
    missingNow: 1 - knownNow.length / now.length,
  };
}

function verdictOf(
  drift: Omit<FeatureDrift, "verdict">,
  limits: Required<Omit<DriftOptions, "bins">>,
): DriftVerdict {
  const { psi, pValue, missingBefore, missingNow } = drift;
  const missing = Math.abs(missingNow - missingBefore);
  const unlikely = pValue <= limits.level;
  if (unlikely && psi >= limits.movedFrom) return "moved";
  if ((unlikely && psi >= limits.watchFrom) || missing > limits.level) {
    return "watch";
  }
  return "stable";
}

function present(
  feature: string,
  where: string,
  values: ArrayLike<number>,
): Float64Array {
  const known = Float64Array.from(values).filter((v) => !Number.isNaN(v));
  if (known.length > 0) return known;
  throw new RangeError(
    `Cannot report drift as feature "${feature}" must have values in ${where}: it has ${values.length} and all are missing`,
  );
}

function checkNames(reference: FeatureColumns, current: FeatureColumns): void {
  for (
    const [from, to, where] of [
      [reference, current, "the current window"],
      [current, reference, "the reference"],
    ] as const
  ) {
    const lacking = Object.keys(from).find((name) => !Object.hasOwn(to, name));
    if (lacking === undefined) continue;
    throw new TypeError(
      `Cannot report drift as both windows must have the same features: "${lacking}" is not in ${where}`,
    );
  }
}

/** Standard deviation, ddof 1; 0 for a single value. */
function deviation(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
