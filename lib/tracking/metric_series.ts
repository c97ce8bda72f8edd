/**
 * Values of metrics as series: those of one name whose labels differ in the step
 * alone.
 *
 * @module
 */

import { stableJsonLine } from "lib/tracking/manifest.ts";
import type { MetricLabels } from "lib/tracking/run_sink.ts";

/** Labels that say where in a series a value stands, the first that is there. */
export const STEP_LABELS = ["step", "epoch"] as const;

/** A line of `metrics.jsonl`. */
export interface MetricPoint {
  /** The metric. */
  readonly name: string;
  /** Its value. */
  readonly value: number;
  /** What it belongs to. */
  readonly labels: MetricLabels;
}

/** An entry of `metrics.json`: the value that a series ended with. */
export interface FinalMetric extends MetricPoint {
  /** Step of that value. */
  readonly step: number;
}

/** Values of one metric and labels, in the order in which they were recorded. */
export interface MetricSeries {
  /** The metric. */
  readonly name: string;
  /** What it belongs to, without {@link STEP_LABELS}. */
  readonly labels: MetricLabels;
  /** Step of each value. */
  readonly steps: readonly number[];
  /** The values. */
  readonly values: readonly number[];
}

/** Collects values as they come. */
export class SeriesCollector {
  readonly #series = new Map<
    string,
    { name: string; labels: MetricLabels; count: number; last: FinalMetric }
  >();

  /**
   * Takes a value.
   *
   * @param point The value.
   * @returns Its step: the first of {@link STEP_LABELS} that is a whole number
   *   from 0, else how many values its series had before.
   */
  add({ name, value, labels }: MetricPoint): number {
    const own = withoutStep(labels);
    const key = stableJsonLine([name, own]);
    const count = this.#series.get(key)?.count ?? 0;
    const step = labelledStep(labels) ?? count;
    const last = { name, labels: own, step, value };
    this.#series.set(key, { name, labels: own, count: count + 1, last });
    return step;
  }

  /**
   * What each series ended with so far.
   *
   * @returns In the order in which the series began.
   */
  final(): FinalMetric[] {
    return Array.from(this.#series.values(), ({ last }) => last);
  }
}

/**
 * Sorts values into series.
 *
 * @param points Values in the order in which they were recorded.
 * @returns Series in the order in which they began.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metricSeries } from "lib/tracking/metric_series.ts";
 *
 * const [loss] = metricSeries([
 *   { name: "loss", value: 0.5, labels: { net: "a", epoch: 1 } },
 *   { name: "loss", value: 0.25, labels: { net: "a", epoch: 2 } },
 * ]);
 * assertEquals(loss.labels, { net: "a" });
 * assertEquals([loss.steps, loss.values], [[1, 2], [0.5, 0.25]]);
 * ```
 */
export function metricSeries(points: readonly MetricPoint[]): MetricSeries[] {
  const series = new Map<
    string,
    { name: string; labels: MetricLabels; steps: number[]; values: number[] }
  >();
  for (const { name, value, labels } of points) {
    const own = withoutStep(labels);
    const key = stableJsonLine([name, own]);
    const known = series.get(key) ??
      { name, labels: own, steps: [], values: [] };
    known.steps.push(labelledStep(labels) ?? known.values.length);
    known.values.push(value);
    series.set(key, known);
  }
  return [...series.values()];
}

/**
 * A metric and its labels as one text, the same whatever the labels' order.
 *
 * @param metric Name and labels.
 * @returns Such as `loss{net=a}`.
 */
export function metricText(
  { name, labels }: Pick<MetricPoint, "name" | "labels">,
): string {
  const said = Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, value]) => `${key}=${value}`);
  return said.length === 0 ? name : `${name}{${said.join(", ")}}`;
}

function labelledStep(labels: MetricLabels): number | undefined {
  const label = STEP_LABELS.find((each) => isStep(labels[each]));
  return label === undefined ? undefined : Number(labels[label]);
}

function isStep(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function withoutStep(labels: MetricLabels): MetricLabels {
  const steps: readonly string[] = STEP_LABELS;
  return Object.fromEntries(
    Object.entries(labels).filter(([key]) => !steps.includes(key)),
  );
}
