/** What an experiment says, for people: a table a panel, a chart a horizon. */

import { reportPage, type Section } from "lib/report/page.ts";
import { comparisonChart } from "pipelines/factory/evaluation_charts.ts";
import type {
  ExperimentRow,
  PanelFinding,
} from "pipelines/factory/experiment_finding.ts";

/** Names of the panels, for people. */
const PANELS: Readonly<Record<string, string>> = {
  data: "Data",
  planted: "Control: a planted signal",
  noise: "Control: noise",
};

/** Figures that are told, the first that a row has of each group. */
const FIGURES = [
  ["logLoss", "mse"],
  ["accuracy", "mae"],
  ["f1", "r2"],
  ["auc", "informationCoefficient"],
  ["sharpe"],
  ["deflatedSharpe"],
] as const;

/** The report of an experiment. */
export function experimentPage(
  name: string,
  findings: readonly PanelFinding[],
): string {
  const sections = findings.flatMap((finding): Section[] => [
    { kind: "heading", text: PANELS[finding.panel] ?? finding.panel },
    ...finding.verdicts.map((text): Section => ({ kind: "text", text })),
    {
      kind: "text",
      text:
        `Sharpe ratios are deflated by ${finding.trials} configurations: all that the study has tried, these with them.`,
    },
    ...[...finding.comparisons].map(([horizon, comparison]): Section => ({
      kind: "chart",
      svg: comparisonChart(comparison, `${horizon} ahead`),
    })),
    {
      kind: "table",
      ...experimentTable(finding.rows.filter((r) => r.comparison !== null)),
      right: Array.from({ length: FIGURES.length + 3 }, (_, j) => j + 1),
    },
  ]);
  return reportPage(`Experiment ${name}`, sections);
}

/** Rows as a table. */
export function experimentTable(rows: readonly ExperimentRow[]): {
  readonly columns: string[];
  readonly rows: (string | number)[][];
} {
  const shown = FIGURES.flatMap((group) =>
    group.filter((name) => rows.some(({ metrics }) => name in metrics))
      .slice(0, 1)
  );
  return {
    columns: [
      "Model",
      "Horizon",
      ...shown.map((name) => name.replace(/([a-z])([A-Z])/g, "$1 $2")),
      "p (Holm)",
      "beats all",
    ],
    rows: rows.map(({ model, horizon, metrics, comparison, significant }) => [
      model,
      horizon,
      ...shown.map((name) => short(metrics[name])),
      comparison?.isBaseline ? "baseline" : short(comparison?.adjusted),
      significant ? "yes" : "no",
    ]),
  };
}

/** Rows as text, columns under each other. */
export function experimentText(rows: readonly ExperimentRow[]): string {
  const table = experimentTable(rows);
  const cells = [table.columns, ...table.rows].map((row) => row.map(String));
  const widths = table.columns.map((_, j) =>
    Math.max(...cells.map((row) => row[j].length))
  );
  return cells.map((row) =>
    row.map((cell, j) =>
      j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])
    ).join("  ")
  ).join("\n");
}

function short(value: number | null | undefined): string {
  return value === null || value === undefined
    ? "–"
    : String(Number(value.toPrecision(4)));
}
