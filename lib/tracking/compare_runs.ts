/**
 * Runs side by side: what was set, what came out, and the way there.
 *
 * @module
 */

import { type Json, stableJsonLine } from "lib/tracking/manifest.ts";
import {
  type MetricSeries,
  metricSeries,
  metricText,
} from "lib/tracking/metric_series.ts";
import type { StoredRun } from "lib/tracking/read_run.ts";
import type { MetricLabels } from "lib/tracking/run_sink.ts";

/** A value in each of the runs. */
export interface ComparedValue {
  /** What it is. */
  readonly name: string;
  /** One a run; undefined where the run has none. */
  readonly values: readonly (Json | undefined)[];
  /** Whether not all of them are the same. */
  readonly differs: boolean;
}

/** What a metric ended with in each of the runs. */
export interface ComparedMetric {
  /** The metric. */
  readonly name: string;
  /** What it belongs to. */
  readonly labels: MetricLabels;
  /** One a run; null where the run has none. */
  readonly values: readonly (number | null)[];
}

/** The values of a metric by step in each of the runs. */
export interface ComparedCurve {
  /** The metric. */
  readonly name: string;
  /** What it belongs to. */
  readonly labels: MetricLabels;
  /** One a run; null where the run has none. */
  readonly curves: readonly (Pick<MetricSeries, "steps" | "values"> | null)[];
}

/** Runs side by side; every list has them in the order in which they came. */
export interface RunComparison {
  /** Which runs. */
  readonly runs: readonly Pick<
    StoredRun,
    "id" | "path" | "startedAt" | "endedAt"
  >[];
  /** What they are: kind, name, status, failure, code, command, seed. */
  readonly facts: readonly ComparedValue[];
  /** Hashes of inputs by name. */
  readonly inputs: readonly ComparedValue[];
  /** Parameters, settings among them. */
  readonly params: readonly ComparedValue[];
  /** Final values of metrics. */
  readonly metrics: readonly ComparedMetric[];
  /** Metrics of several steps. */
  readonly curves: readonly ComparedCurve[];
}

/**
 * Compares runs.
 *
 * @param runs Two or more, as read.
 * @returns Everything that any of them has.
 * @throws {RangeError} If there are fewer than two.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compareRuns } from "lib/tracking/compare_runs.ts";
 * import { readRun } from "lib/tracking/read_run.ts";
 * import { startRun } from "lib/tracking/run.ts";
 *
 * const root = await Deno.makeTempDir();
 * const time = "2026-01-02T03:04:05Z";
 * const runs = await Promise.all([5, 8].map(async (fast) => {
 *   const run = await startRun({
 *     root, kind: "demo", name: "a", time, codeVersion: "1", config: { fast, slow: 20 },
 *   });
 *   return await readRun(run.path);
 * }));
 * const differing = compareRuns(runs).params.filter(({ differs }) => differs);
 * assertEquals(differing, [{ name: "fast", values: [5, 8], differs: true }]);
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export function compareRuns(runs: readonly StoredRun[]): RunComparison {
  if (runs.length < 2) {
    throw new RangeError(
      `Cannot compare runs as there must be two at least: current value is ${runs.length}`,
    );
  }
  return {
    runs: runs.map(({ id, path, startedAt, endedAt }) => ({
      id,
      path,
      startedAt,
      endedAt,
    })),
    facts: FACTS.map((name) =>
      valueOf(name, runs.map(({ manifest }) => manifest[name] as Json))
    ),
    inputs: valuesOf(runs.map(({ manifest }) => manifest.dataHashes)),
    params: valuesOf(runs.map(({ params }) => params)),
    metrics: metricsOf(runs),
    curves: curvesOf(runs),
  };
}

/** Parts of a manifest that are compared as they are. */
const FACTS = [
  "kind",
  "name",
  "status",
  "failure",
  "codeVersion",
  "command",
  "seed",
] as const;

function metricsOf(runs: readonly StoredRun[]): ComparedMetric[] {
  const finals = runs.map(({ metrics }) =>
    new Map(metrics.map((metric) => [metricText(metric), metric]))
  );
  return [...mergedKeys(finals)].map(([key, { name, labels }]) => ({
    name,
    labels,
    values: finals.map((final) => final.get(key)?.value ?? null),
  }));
}

function curvesOf(runs: readonly StoredRun[]): ComparedCurve[] {
  const series = runs.map(({ points }) =>
    new Map(metricSeries(points).map((each) => [metricText(each), each]))
  );
  return [...mergedKeys(series)].map(([key, { name, labels }]) => ({
    name,
    labels,
    curves: series.map((each) => {
      const curve = each.get(key);
      return curve === undefined
        ? null
        : { steps: curve.steps, values: curve.values };
    }),
  })).filter(({ curves }) =>
    curves.some((curve) => curve !== null && curve.steps.length > 1)
  );
}

/** Keys of all maps with the first of their values. */
function mergedKeys<T>(maps: readonly Map<string, T>[]): Map<string, T> {
  const all = new Map<string, T>();
  for (const [key, value] of maps.flatMap((map) => [...map])) {
    if (!all.has(key)) all.set(key, value);
  }
  return all;
}

function valuesOf(
  records: readonly Readonly<Record<string, Json>>[],
): ComparedValue[] {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  return [...names].sort().map((name) =>
    valueOf(
      name,
      records.map((r) => Object.hasOwn(r, name) ? r[name] : undefined),
    )
  );
}

function valueOf(
  name: string,
  values: readonly (Json | undefined)[],
): ComparedValue {
  const texts = values.map((value) =>
    value === undefined ? "" : stableJsonLine(value)
  );
  return { name, values, differs: texts.some((text) => text !== texts[0]) };
}
