/**
 * Features of bars by name. Each is of a bar and those before it, free of the
 * price's scale, and computed within a segment.
 *
 * @module
 */

import { nearestName } from "lib/core/nearest_name.ts";
import type { BarFeature, BarView } from "lib/features/bars/bar_view.ts";
import { CALENDAR_FEATURES } from "lib/features/bars/calendar_features.ts";
import { INDICATOR_FEATURES } from "lib/features/bars/indicator_features.ts";
import { RETURN_FEATURES } from "lib/features/bars/return_features.ts";
import type { FeatureSource } from "lib/features/feature_source.ts";
import type { Panel } from "lib/features/panel.ts";

/** All features, in the order in which they stand in tables. */
export const BAR_FEATURES: readonly BarFeature[] = [
  ...RETURN_FEATURES,
  ...INDICATOR_FEATURES,
  ...CALENDAR_FEATURES,
];

/** Names of all features. */
export const BAR_FEATURE_NAMES: readonly string[] = BAR_FEATURES.map((
  { name },
) => name);

/**
 * Features of a panel of bars.
 *
 * @param panel The panel.
 * @param names Which ones, in this order. @default all
 * @returns Their columns, computed when asked for.
 * @throws {RangeError} If there is none, a name is not known or stands there
 * twice.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { barFeatures } from "lib/features/bar_features.ts";
 * import { panelOfBars } from "lib/features/panel.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const close = [4, 5];
 * const bars = makeBars("XYZ", { time: [0, DAY_MS], open: close, high: close, low: close, close });
 * const features = barFeatures(panelOfBars([bars]), ["return_1"]);
 * assertAlmostEquals(features.column(0)[1], Math.log(5 / 4));
 * ```
 */
export function barFeatures(
  panel: Panel,
  names: readonly string[] = BAR_FEATURE_NAMES,
): FeatureSource {
  const chosen = names.map((name, k) => {
    const feature = BAR_FEATURES.find((known) => known.name === name);
    if (feature !== undefined && names.indexOf(name) === k) return feature;
    throw new RangeError(
      `Cannot use features[${k}] as it must be a known feature, each once: current value is ${name}, ${
        feature === undefined
          ? `the nearest is ${nearestName(name, BAR_FEATURE_NAMES)}`
          : "which stands there twice"
      }`,
    );
  });
  if (chosen.length === 0) {
    throw new RangeError(
      "Cannot use features as there must be one or more: the list is empty",
    );
  }
  return {
    names: [...names],
    warmups: chosen.map(({ warmup }) => warmup),
    column: (at) => featureColumn(panel, chosen[at]),
  };
}

/** A feature over all segments of a panel `[rows]`. */
function featureColumn(panel: Panel, feature: BarFeature): Float64Array {
  const out = new Float64Array(panel.rows);
  for (const { start, end } of panel.segments) {
    const part = (column: Float64Array) => column.subarray(start, end);
    const view: BarView = {
      time: part(panel.time),
      open: part(panel.open),
      high: part(panel.high),
      low: part(panel.low),
      close: part(panel.close),
      volume: part(panel.volume),
    };
    out.set(feature.compute(view), start);
  }
  return out;
}
