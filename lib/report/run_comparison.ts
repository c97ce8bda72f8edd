/**
 * Runs side by side as a page: which runs, in what they differ, what came out.
 *
 * @module
 */

import { reportPage, type Section } from "lib/report/page.ts";
import {
  finalMetricsChart,
  metricCurvesChart,
  MOST_PANELS,
  runLetter,
} from "lib/report/run_charts.ts";
import type {
  ComparedMetric,
  ComparedValue,
  RunComparison,
} from "lib/tracking/compare_runs.ts";
import { metricText } from "lib/tracking/metric_series.ts";

/**
 * Builds the page.
 *
 * @param comparison Runs side by side.
 * @returns A whole HTML document.
 */
export function runComparisonPage(comparison: RunComparison): string {
  const { runs, metrics, curves } = comparison;
  const letters = runs.map((_, i) => runLetter(i));
  const differing = metrics.filter(isDiffering);
  const drawn = differing.filter(({ values }) =>
    values.filter((value) => value !== null).length > 1
  );
  return reportPage(`${runs.length} runs compared`, [
    runTable(comparison, letters),
    { kind: "heading", text: "What differs" },
    ...differences(comparison, letters),
    { kind: "heading", text: "Metrics" },
    ...(metrics.length === 0
      ? [{ kind: "text", text: "None of the runs has metrics." } as const]
      : [metricTable(metrics, letters)]),
    ...(drawn.length === 0 ? [] : chart(
      finalMetricsChart(drawn),
      drawn.length,
      "Metrics that differ, each on an axis of its own.",
    )),
    ...(curves.length === 0 ? [] : [
      { kind: "heading", text: "Curves" } as const,
      ...chart(
        metricCurvesChart(curves),
        curves.length,
        "Every value of the metrics of several steps.",
      ),
    ]),
  ]);
}

/**
 * What differs between runs, the facts first, then parameters, then inputs.
 *
 * @param comparison Runs side by side.
 * @returns Rows; hashes and commits to twelve digits.
 */
export function differingValues(
  { facts, params, inputs }: RunComparison,
): ComparedValue[] {
  const shown = facts.filter(({ name }) => name !== "status").map((fact) =>
    fact.name === "codeVersion"
      ? { ...fact, values: fact.values.map(shortCommit) }
      : fact
  );
  const hashes = inputs.map(({ name, values, differs }) => ({
    name: `input ${name}`,
    values: values.map((hash) => String(hash ?? "none").slice(0, 12)),
    differs,
  }));
  return [...shown, ...params, ...hashes].filter(({ differs }) => differs);
}

/**
 * A value for people: texts as they are, anything else as JSON.
 *
 * @param value A JSON value; undefined for none.
 * @returns Its text, a dash for none.
 */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value) && value.every((v) => typeof v === "string")) {
    return value.length === 0 ? "[]" : value.join(" ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Whether the runs do not all have the same value of a metric.
 *
 * @param metric The metric in each of the runs.
 * @returns Whether one differs from the first.
 */
export function isDiffering({ values }: ComparedMetric): boolean {
  return values.some((value) => value !== values[0]);
}

/** Twelve digits of a commit; what follows them, such as a "+", stays. */
function shortCommit(version: unknown): string {
  return valueText(version).replace(/^([0-9a-f]{12})[0-9a-f]{28}/, "$1");
}

function runTable(
  { runs, facts }: RunComparison,
  letters: readonly string[],
): Section {
  const status = facts.find(({ name }) => name === "status");
  return {
    kind: "table",
    columns: ["", "run", "status", "started (UTC)", "seconds"],
    rows: runs.map(({ id, startedAt, endedAt }, i) => [
      letters[i],
      id,
      valueText(status?.values[i]),
      startedAt?.slice(0, 19).replace("T", " ") ?? "–",
      startedAt === null || endedAt === null
        ? "–"
        : ((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1),
    ]),
    right: [4],
  };
}

function differences(
  comparison: RunComparison,
  letters: readonly string[],
): Section[] {
  const rows = differingValues(comparison);
  const { params, inputs } = comparison;
  const same = [params, inputs].map((values) =>
    values.filter(({ differs }) => !differs).length
  );
  const rest = `${same[0]} of ${params.length} parameters and ${
    same[1]
  } of ${inputs.length} inputs are the same.`;
  return [
    ...(rows.length === 0 ? [] : [
      {
        kind: "table",
        columns: ["", ...letters],
        rows: rows.map(({ name, values }) => [name, ...values.map(valueText)]),
      } as const,
    ]),
    { kind: "text", text: rest },
  ];
}

function metricTable(
  metrics: readonly ComparedMetric[],
  letters: readonly string[],
): Section {
  return {
    kind: "table",
    columns: ["metric", ...letters],
    rows: metrics.map((metric) => [
      metricText(metric),
      ...metric.values.map((value) =>
        value === null ? "–" : Number(value.toPrecision(6))
      ),
    ]),
    right: letters.map((_, i) => i + 1),
  };
}

function chart(svg: string, count: number, caption: string): Section[] {
  const drawn = count > MOST_PANELS
    ? ` The first ${MOST_PANELS} of ${count} are drawn.`
    : "";
  return [{ kind: "chart", svg, caption: `${caption}${drawn}` }];
}
