/** Runs as text. */

import {
  differingValues,
  isDiffering,
  valueText,
} from "lib/report/run_comparison.ts";
import { runLetter } from "lib/report/run_charts.ts";
import type { RunComparison } from "lib/tracking/compare_runs.ts";
import { metricText } from "lib/tracking/metric_series.ts";
import type { RunEntry, StoredRun } from "lib/tracking/read_run.ts";
import { alignedRows } from "scripts/aligned_rows.ts";

/** A file of a run in a list. */
export interface FileRow {
  readonly path: string;
  readonly bytes: number;
  readonly state: "whole" | "damaged" | "missing";
}

/** One line a run, under a head. */
export function listText(runs: readonly RunEntry[], root: string): string {
  if (runs.length === 0) return `No such runs in ${root}`;
  const damaged = runs.flatMap(({ problem }) => problem ?? []);
  return [
    ...alignedRows([
      ["run", "status", "started (UTC)", "took"],
      ...runs.map(({ id, status, startedAt, endedAt }) => [
        id,
        status,
        second(startedAt),
        took(startedAt, endedAt),
      ]),
    ], [3]),
    ...damaged,
  ].join("\n");
}

/** All that is known of a run. */
export function showText(run: StoredRun, files: readonly FileRow[]): string {
  const { manifest, startedAt, endedAt } = run;
  const { command, failure, seed } = manifest;
  const facts = [
    ["folder", run.path],
    ["status", manifest.status],
    ...(failure === undefined ? [] : [["failure", failure]]),
    ["started", second(startedAt)],
    ["took", took(startedAt, endedAt)],
    ["code", manifest.codeVersion],
    [
      "command",
      command === null ? "not recorded" : `deno task ${command.join(" ")}`,
    ],
    ["seed", seed === null ? "none" : `${seed}`],
  ];
  return [
    run.id,
    ...alignedRows(facts).map((line) => `  ${line}`),
    ...part("inputs", Object.entries(manifest.dataHashes)),
    ...part(
      "parameters",
      Object.entries(run.params).map(([name, v]) => [name, valueText(v)]),
    ),
    ...part(
      "metrics, the last of each",
      run.metrics.map((metric) => [metricText(metric), figure(metric.value)]),
    ),
    ...part(
      "seconds",
      Object.entries(run.durationsMs).map(([name, ms]) => [
        name,
        (ms / 1000).toFixed(1),
      ]),
    ),
    ...part(
      "files",
      files.map(({ path, bytes, state }) => [path, `${bytes} bytes`, state]),
    ),
  ].join("\n");
}

/** What differs between runs, and what their metrics ended with. */
export function comparisonText(
  comparison: RunComparison,
  page: string | undefined,
): string {
  const { runs, metrics } = comparison;
  const letters = runs.map((_, i) => runLetter(i));
  const different = differingValues(comparison);
  const same = metrics.filter((metric) => !isDiffering(metric)).length;
  const table = (rows: string[][]) => alignedRows([["", ...letters], ...rows]);
  return [
    ...alignedRows(runs.map(({ id }, i) => [letters[i], id])),
    "",
    ...(different.length === 0
      ? ["No parameter, input or version differs"]
      : table(
        different.map(({ name, values }) => [
          name,
          ...values.map((value) => shortened(valueText(value))),
        ]),
      )),
    "",
    ...(same === metrics.length
      ? [
        same === 0
          ? "There are no metrics"
          : `All ${same} metrics are the same`,
      ]
      : [
        ...table(
          metrics.filter(isDiffering).map((metric) => [
            metricText(metric),
            ...metric.values.map((v) => v === null ? "–" : figure(v)),
          ]),
        ),
        ...(same === 0 ? [] : [`${same} more are the same`]),
      ]),
    ...(page === undefined ? [] : ["", page]),
  ].join("\n");
}

function part(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0
    ? []
    : ["", title, ...alignedRows(rows).map((line) => `  ${line}`)];
}

/** 2026-01-02T03:04:05.000Z to the second. */
function second(time: string | null): string {
  return time?.slice(0, 19).replace("T", " ") ?? "not known";
}

function took(from: string | null, to: string | null): string {
  if (from === null || to === null) return "–";
  return `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;
}

/** What fits beside other columns; the page and JSON have all of it. */
function shortened(text: string): string {
  return text.length <= 44 ? text : `${text.slice(0, 43)}…`;
}

function figure(value: number): string {
  return `${Number(value.toPrecision(6))}`;
}
