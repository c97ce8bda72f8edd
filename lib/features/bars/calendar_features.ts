/**
 * Where a bar stands in the week and in the year, as a point on a circle:
 * December is next to January. Of the bar's opening time in UTC.
 *
 * @module
 */

import type { BarFeature } from "lib/features/bars/bar_view.ts";

function onCircle(
  name: string,
  share: (date: Date) => number,
): BarFeature[] {
  const of = (wave: (angle: number) => number) =>
  ({ time }: {
    readonly time: Float64Array;
  }) => time.map((ms) => wave(2 * Math.PI * share(new Date(ms))));
  return (["sin", "cos"] as const).map((wave) => ({
    name: `${name}_${wave}`,
    definition: `${wave} of 2π times the share of the ${
      name === "weekday" ? "week, day by day from Sunday" : "year, by months"
    }`,
    warmup: 0,
    compute: of(Math[wave]),
  }));
}

/** Sines and cosines of weekday and month. */
export const CALENDAR_FEATURES: readonly BarFeature[] = [
  ...onCircle("weekday", (date) => date.getUTCDay() / 7),
  ...onCircle("month", (date) => date.getUTCMonth() / 12),
];
