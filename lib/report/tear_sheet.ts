/**
 * A backtest on one page: the verdict in plain sentences first, then figures
 * beside the benchmark's, the worst falls, what costs do, the years, what was
 * repaired in the data, the charts, and what each figure's name means.
 *
 * It judges nothing and reckons nothing but years and days: verdict and figures
 * come in. What is left out is not drawn. The same sheet gives the same bytes.
 *
 * @module
 */

import { type FigureKind, figureOf } from "lib/report/figures.ts";
import { dayOf, fixedFigure } from "lib/report/figures.ts";
import type { CostPoint } from "lib/report/cost_charts.ts";
import type { DrawdownSpan } from "lib/report/backtest_charts.ts";
import { type MonthReturn, yearReturns } from "lib/report/month_returns.ts";
import { reportPage, type Section } from "lib/report/page.ts";
import { tearCharts, type TearData } from "lib/report/tear_charts.ts";

/** One figure of a strategy. */
export interface TearMetric {
  /** Its name. */
  readonly name: string;
  /** Its value; `null` where it has none. */
  readonly strategy: number | null;
  /** The benchmark's. @default a dash */
  readonly benchmark?: number | null;
  /** How it is written. */
  readonly kind: FigureKind;
  /** What it is, with its convention: ddof, periods a year, sign. */
  readonly definition: string;
}

/** Something done to the data before it was used. */
export interface TearRepair {
  /** What was done, such as "duplicate session dropped". */
  readonly rule: string;
  /** How many times. */
  readonly count: number;
}

/** All that a page shows. */
export interface TearSheet extends TearData {
  /** Title of the page. */
  readonly title: string;
  /** Sentences that say what was found, each a paragraph. */
  readonly verdict: readonly string[];
  /** Figures in the order shown. */
  readonly metrics: readonly TearMetric[];
  /** What was repaired; empty if nothing was. */
  readonly repairs: readonly TearRepair[];
  /** Monthly returns of the benchmark. @default not shown */
  readonly benchmarkMonths?: readonly MonthReturn[];
  /** Names explained beside those of the figures. @default {[]} */
  readonly definitions?: readonly {
    /** The name. */
    readonly name: string;
    /** What it means. */
    readonly definition: string;
  }[];
  /** Sections of the caller's own, before the definitions. @default {[]} */
  readonly more?: readonly Section[];
}

/**
 * Builds the page.
 *
 * @param sheet What it shows.
 * @returns A whole HTML document that needs nothing else.
 * @throws {RangeError} If the verdict is empty, or a chart cannot be drawn.
 * @throws {TypeError} If series and times differ in length.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { tearSheet } from "lib/report/tear_sheet.ts";
 *
 * const page = tearSheet({
 *   title: "Trend",
 *   verdict: ["One trial; nothing can be said of luck."],
 *   metrics: [{
 *     name: "CAGR", strategy: 0.0525, kind: "percent",
 *     definition: "(last / first)^(1 / years) − 1",
 *   }],
 *   repairs: [],
 * });
 * assertStringIncludes(page, "5.25 %");
 * ```
 */
export function tearSheet(sheet: TearSheet): string {
  if (sheet.verdict.length === 0) {
    throw new RangeError(
      "Cannot write a tear sheet as its verdict must be one sentence at least: current value is none",
    );
  }
  return reportPage(sheet.title, tearSections(sheet));
}

/**
 * The parts of the page, for one that shows several strategies.
 *
 * @param sheet What is shown; its title is not used.
 * @returns Sections in order.
 * @throws {RangeError} If a chart cannot be drawn.
 * @throws {TypeError} If series and times differ in length.
 */
export function tearSections(sheet: TearSheet): Section[] {
  const { benchmarkMonths = [], definitions = [], more = [] } = sheet;
  const charts = tearCharts(sheet);
  const drawdowns = sheet.drawdowns ?? [];
  const costs = sheet.costs ?? [];
  const months = sheet.months ?? [];
  return [
    heading("Verdict"),
    ...sheet.verdict.map((text): Section => ({ kind: "text", text })),
    heading("Figures"),
    metricsTable(sheet),
    ...charts.equity,
    ...under("Worst falls", [
      ...charts.drawdown,
      ...some(drawdowns, fallsTable),
    ]),
    ...charts.overTime,
    ...under("Returns", [
      ...charts.returns,
      ...some(months, () => yearsTable(sheet, benchmarkMonths)),
    ]),
    ...under("Costs", [...charts.costs, ...some(costs, costsTable)]),
    ...under("Where the profit came from", charts.attribution),
    ...under("Skill or luck", charts.luck),
    ...more,
    heading("Data"),
    ...repairsSections(sheet.repairs),
    heading("Definitions"),
    {
      kind: "table",
      columns: ["Name", "Definition"],
      rows: [...sheet.metrics, ...definitions].map((
        { name, definition },
      ) => [name, definition]),
    },
  ];
}

function heading(text: string): Section {
  return { kind: "heading", text };
}

/** Sections under a heading, which needs some. */
function under(text: string, sections: readonly Section[]): Section[] {
  return sections.length === 0 ? [] : [heading(text), ...sections];
}

/** A table of values, if there are any. */
function some<T>(
  values: readonly T[],
  table: (values: readonly T[]) => Section,
): Section[] {
  return values.length === 0 ? [] : [table(values)];
}

function metricsTable(sheet: TearSheet): Section {
  const { metrics, names } = sheet;
  const compared = metrics.some(({ benchmark }) => benchmark !== undefined);
  const rows = metrics.map(({ name, strategy, benchmark, kind }) => [
    name,
    figureOf(strategy, kind),
    ...(compared ? [figureOf(benchmark ?? null, kind)] : []),
  ]);
  const columns = ["Figure", names?.strategy ?? "Strategy"];
  if (compared) columns.push(names?.benchmark ?? "Benchmark");
  return { kind: "table", columns, rows, right: [1, 2] };
}

const DAY = 86_400_000;

function fallsTable(drawdowns: readonly DrawdownSpan[]): Section {
  const days = (from: number, to: number) => Math.round((to - from) / DAY);
  return {
    kind: "table",
    columns: [
      "No.",
      "Depth",
      "Peak",
      "Lowest",
      "Recovered",
      "Days down",
      "Days in all",
    ],
    rows: drawdowns.map(({ depth, peak, trough, recovery }, i) => [
      i + 1,
      figureOf(-depth, "percent"),
      dayOf(peak),
      dayOf(trough),
      recovery === null ? "not yet" : dayOf(recovery),
      fixedFigure(days(peak, trough), 0),
      recovery === null ? "–" : fixedFigure(days(peak, recovery), 0),
    ]),
    right: [1, 5, 6],
  };
}

function yearsTable(
  { months = [], names }: TearSheet,
  benchmarkMonths: readonly MonthReturn[],
): Section {
  const compared = benchmarkMonths.length > 0;
  const others = new Map(
    yearReturns(benchmarkMonths).map(({ year, value }) => [year, value]),
  );
  const columns = ["Year", names?.strategy ?? "Strategy"];
  if (compared) columns.push(names?.benchmark ?? "Benchmark", "Difference");
  const rows = yearReturns(months).map(({ year, value }) => {
    const other = others.get(year) ?? null;
    return [
      String(year),
      figureOf(value, "percent"),
      ...(compared
        ? [
          figureOf(other, "percent"),
          figureOf(other === null ? null : value - other, "percent"),
        ]
        : []),
    ];
  });
  return { kind: "table", columns, rows, right: [1, 2, 3] };
}

function costsTable(costs: readonly CostPoint[]): Section {
  const paid = costs.some((point) => point.paid !== undefined);
  const columns = ["Costs", "Growth of 1", "Sharpe ratio a year"];
  if (paid) columns.push("Paid");
  return {
    kind: "table",
    columns,
    rows: costs.toSorted((a, b) => a.multiple - b.multiple).map((point) => [
      `${point.multiple}×`,
      figureOf(point.growth, "ratio"),
      figureOf(point.sharpe, "ratio"),
      ...(paid ? [figureOf(point.paid ?? null, "money")] : []),
    ]),
    right: [1, 2, 3],
  };
}

function repairsSections(repairs: readonly TearRepair[]): Section[] {
  if (repairs.length === 0) {
    return [{ kind: "text", text: "Nothing in the data was repaired." }];
  }
  const total = repairs.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      kind: "text",
      text: `Repairs made to the data before it was used: ${
        fixedFigure(total, 0)
      }.`,
    },
    {
      kind: "table",
      columns: ["Repair", "Times"],
      rows: repairs.map(({ rule, count }) => [rule, fixedFigure(count, 0)]),
      right: [1],
    },
  ];
}
