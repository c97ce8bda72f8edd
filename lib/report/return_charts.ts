/**
 * Charts of what was earned when, from plain arrays: a calendar of months, the
 * distribution of returns, of profits of trades.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { plotSvg } from "lib/report/chart.ts";
import { fixedFigure } from "lib/report/figures.ts";
import { histogramChart, type MarkedLine } from "lib/report/histogram_chart.ts";
import { type MonthReturn, yearReturns } from "lib/report/month_returns.ts";

const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];
const YEAR = "Year";

/**
 * A calendar of monthly returns; a year's total compounds its months.
 *
 * @param months The months, in any order.
 * @param options Title.
 * @returns SVG.
 * @throws {RangeError} If there is no month, one is not of a calendar, stands
 * twice, or its return is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { monthlyReturns } from "lib/report/return_charts.ts";
 *
 * const svg = monthlyReturns([
 *   { year: 2001, month: 1, value: 0.1 },
 *   { year: 2001, month: 2, value: -0.1 },
 * ]);
 * assertStringIncludes(svg, "−1.0"); // 1.1 × 0.9 − 1
 * ```
 */
export function monthlyReturns(
  months: readonly MonthReturn[],
  options: { readonly title?: string } = {},
): string {
  const { title = "Return by month, %; years compounded" } = options;
  checkMonths(months);
  const cells = months.map(({ year, month, value }) => ({
    year: String(year),
    month: MONTHS[month - 1],
    value: 100 * value,
    text: fixedFigure(100 * value, 1),
  }));
  const totals = yearReturns(months).map(({ year, value }) => ({
    year: String(year),
    month: YEAR,
    value: 100 * value,
    text: fixedFigure(100 * value, 1),
  }));
  const sizes = cells.map(({ value }) => Math.abs(value)).sort((a, b) => a - b);
  // One wild month must not bleach all others.
  const reach = sizes[Math.floor(0.95 * (sizes.length - 1))] || 1;
  return plotSvg({
    title,
    width: 960,
    height: 50 + 24 * totals.length,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 30,
    marginBottom: 10,
    x: {
      type: "band",
      domain: [...MONTHS, YEAR],
      label: null,
      axis: "top",
      tickSize: 0,
    },
    y: {
      type: "band",
      domain: totals.map(({ year }) => year),
      label: null,
      tickSize: 0,
    },
    color: {
      type: "diverging",
      scheme: "RdBu",
      domain: [-1.4 * reach, 1.4 * reach],
      clamp: true,
    },
    marks: [
      Plot.cell(cells, { x: "month", y: "year", fill: "value", inset: 0.5 }),
      Plot.text(cells, {
        x: "month",
        y: "year",
        text: "text",
        // White on the darkest cells, dark on the rest.
        fill: (cell: { value: number }) =>
          Math.abs(cell.value) > 0.75 * reach ? "white" : "#1b1e23",
        fontSize: 11,
      }),
      Plot.text(totals, {
        x: "month",
        y: "year",
        text: "text",
        fill: (cell: { value: number }) =>
          cell.value < 0 ? "#b2182b" : "#1b1e23",
        fontWeight: 700,
        fontSize: 11,
      }),
    ],
  });
}

function checkMonths(months: readonly MonthReturn[]): void {
  if (months.length === 0) {
    throw new RangeError(
      "Cannot draw monthly returns as months must be one at least: current value is 0",
    );
  }
  const seen = new Set<number>();
  for (const { year, month, value } of months) {
    if (!Number.isInteger(year) || ![...MONTHS.keys()].includes(month - 1)) {
      throw new RangeError(
        `Cannot draw monthly returns as months must be of a calendar: current value is ${year}-${month}`,
      );
    }
    if (seen.has(12 * year + month)) {
      throw new RangeError(
        `Cannot draw monthly returns as a month must stand once: current value is ${year}-${month} twice`,
      );
    }
    seen.add(12 * year + month);
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot draw monthly returns as they must be finite: current value is ${value} in ${year}-${month}`,
      );
    }
  }
}

/**
 * Returns as bars with the normal law of their mean and deviation (ddof 1),
 * and lines where asked, such as value at risk and expected shortfall.
 *
 * @param returns Simple returns as decimals, shape `[n]`, n ≥ 2.
 * @param options Title; lines by their place as a return: a loss is below 0.
 * @returns SVG.
 * @throws {RangeError} If there are fewer than two returns or one is not finite.
 */
export function returnHistogram(
  returns: ArrayLike<number>,
  options: {
    readonly title?: string;
    readonly lines?: readonly MarkedLine[];
  } = {},
): string {
  const {
    title = "Returns (line: normal law of the same mean and deviation)",
  } = options;
  return histogramChart({
    title,
    label: "Return a period, %",
    values: Float64Array.from(returns, (v) => 100 * v),
    lines: (options.lines ?? []).map(({ label, at }) => ({
      label,
      at: 100 * at,
    })),
    normal: true,
    signed: true,
  });
}

/**
 * Profits of trades as bars, losses apart from gains.
 *
 * @param profits Profit of each trade, shape `[n]`.
 * @param options Title; what profit is measured in.
 * @returns SVG.
 * @throws {RangeError} If there is no trade or a profit is not finite.
 */
export function tradeHistogram(
  profits: ArrayLike<number>,
  options: { readonly title?: string; readonly label?: string } = {},
): string {
  const n = profits.length;
  let sum = 0;
  let won = 0;
  for (let i = 0; i < n; ++i) {
    sum += profits[i];
    if (profits[i] > 0) ++won;
  }
  const {
    title = `${fixedFigure(n, 0)} ${n === 1 ? "trade" : "trades"}, ${
      fixedFigure(100 * won / n, 1)
    } % won`,
    label = "Profit of a trade",
  } = options;
  return histogramChart({
    title,
    label,
    values: profits,
    lines: [{ label: `mean ${fixedFigure(sum / n, 2)}`, at: sum / n }],
    signed: true,
    count: "Trades",
  });
}
