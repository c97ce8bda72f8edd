/**
 * The minimum track record length: how many periods a Sharpe ratio must be
 * watched for before it is above a benchmark's with confidence.
 *
 * `MinTRL = 1 + (1 − γ₃·SR + (γ₄ − 1)/4·SR²)·(Φ⁻¹(1 − α)/(SR − SR*))²`; Bailey and
 * López de Prado (2012), Journal of Risk 15(2), 3–44, eq. 11: the n at which
 * PSR(SR*) = 1 − α. In periods; not rounded.
 *
 * @module
 */

import { inverseNormalCdf } from "lib/math/normal.ts";
import {
  type SharpeMoments,
  sharpeVariance,
} from "lib/validation/skill/sharpe_moments.ts";

/**
 * Periods needed.
 *
 * @param moments Sharpe ratio a period, skewness, kurtosis.
 * @param options Benchmark and confidence.
 * @returns Periods; `Infinity` where the Sharpe ratio is not above the benchmark's.
 * @throws {RangeError} If the confidence is not in (½, 1) or the moments are of
 * no distribution.
 *
 * @example Bailey and López de Prado (2012), section 5: 2 against 1, of months
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { minTrackRecord } from "lib/validation/skill/min_track_record.ts";
 *
 * const sharpe = 2 / Math.sqrt(12);
 * const fund = { sharpe, skewness: -0.72, kurtosis: 5.78 };
 * const months = minTrackRecord(fund, { benchmark: 1 / Math.sqrt(12) });
 * assertAlmostEquals(months / 12, 4.99, 0.01);
 * ```
 */
export function minTrackRecord(
  moments: Omit<SharpeMoments, "count">,
  options: {
    /** Sharpe ratio to be above, a period. @default {0} */
    readonly benchmark?: number;
    /** Wanted probability of being above. @default {0.95} */
    readonly confidence?: number;
  } = {},
): number {
  const { benchmark = 0, confidence = 0.95 } = options;
  if (!(confidence > 0.5 && confidence < 1)) {
    throw new RangeError(
      `Cannot ask for a track record as confidence must be in (0.5, 1): current value is ${confidence}`,
    );
  }
  const variance = sharpeVariance(moments);
  if (!(moments.sharpe > benchmark)) return Infinity;
  const z = inverseNormalCdf(confidence) / (moments.sharpe - benchmark);
  return 1 + variance * z * z;
}
