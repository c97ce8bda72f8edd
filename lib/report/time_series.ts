/**
 * Series over time as charts take them: one axis of times, a value a row.
 *
 * @module
 */

import { thinRows } from "lib/report/thin_rows.ts";

/** A series and what it is called. */
export interface NamedSeries {
  /** Its name in the key. */
  readonly name: string;
  /** Shape `[n]`, one a time; NaN leaves a gap. */
  readonly values: ArrayLike<number>;
}

/** Colours of a strategy, its benchmark and whatever else is drawn. */
export const SERIES_COLORS: readonly string[] = [
  "#1f5fa8",
  "#d18f1b",
  "#2f8f6b",
  "#8a5ca8",
  "#7a7f87",
];

/**
 * Refuses times that do not ascend.
 *
 * @param what What is drawn, for the message.
 * @param time Milliseconds since 1970, UTC, shape `[n]`, n ≥ 2.
 * @throws {RangeError} If there are fewer than two, or one is not after the one before.
 */
export function checkTimes(what: string, time: ArrayLike<number>): void {
  if (time.length < 2) {
    throw new RangeError(
      `Cannot draw ${what} as times must be two at least: current value is ${time.length}`,
    );
  }
  for (let i = 0; i < time.length; ++i) {
    if (!Number.isFinite(time[i]) || (i > 0 && !(time[i] > time[i - 1]))) {
      throw new RangeError(
        `Cannot draw ${what} as times must be finite and ascend: current value is ${
          time[i]
        } at row ${i}`,
      );
    }
  }
}

/**
 * Refuses a series that is not as long as its times.
 *
 * @param what What is drawn, for the message.
 * @param series The series.
 * @param rows Number of times.
 * @throws {TypeError} If the lengths differ.
 */
export function checkSeries(
  what: string,
  series: NamedSeries,
  rows: number,
): void {
  if (series.values.length !== rows) {
    throw new TypeError(
      `Cannot draw ${what} as "${series.name}" must have a value for each of ${rows} times: current value is ${series.values.length}`,
    );
  }
}

/** A point of a line. */
export interface LinePoint {
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  /** The value; NaN is a gap. */
  readonly value: number;
  /** Name of the series. */
  readonly name: string;
}

/**
 * Points of the lines to draw, long series thinned.
 *
 * @param what What is drawn, for messages.
 * @param time Milliseconds since 1970, UTC, shape `[n]`.
 * @param series The series.
 * @returns Their points, series after series.
 * @throws {TypeError} If a series is not as long as the times.
 * @throws {RangeError} If the times do not ascend.
 */
export function linePoints(
  what: string,
  time: ArrayLike<number>,
  series: readonly NamedSeries[],
): LinePoint[] {
  checkTimes(what, time);
  return series.flatMap((each) => {
    checkSeries(what, each, time.length);
    return thinRows(each.values).map((row) => ({
      time: time[row],
      value: each.values[row],
      name: each.name,
    }));
  });
}

/**
 * The colour scale of series, with a key where there is more than one.
 *
 * @param series The series, in order.
 * @returns Plot's color scale.
 */
export function seriesColors(
  series: readonly NamedSeries[],
): Readonly<Record<string, unknown>> {
  const domain = series.map(({ name }) => name);
  return {
    domain,
    range: domain.map((_, i) => SERIES_COLORS[i % SERIES_COLORS.length]),
    legend: true,
  };
}
