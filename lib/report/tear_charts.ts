/**
 * The charts of a tear sheet with their captions, drawn from what there is.
 *
 * @module
 */

import {
  type ActivityChart,
  activityChart,
} from "lib/report/activity_chart.ts";
import {
  drawdownChart,
  type DrawdownSpan,
  equityChart,
  type RollingChart,
  rollingChart,
} from "lib/report/backtest_charts.ts";
import {
  type AttributionChart,
  attributionChart,
  costChart,
  type CostPoint,
} from "lib/report/cost_charts.ts";
import {
  overfittingChart,
  type SharpeLuck,
  sharpeLuckChart,
  type TrialsChart,
  trialsChart,
} from "lib/report/luck_charts.ts";
import {
  type ParameterGrid,
  parameterGrid,
} from "lib/report/parameter_grid_chart.ts";
import type { Section } from "lib/report/page.ts";
import type { MarkedLine } from "lib/report/histogram_chart.ts";
import type { MonthReturn } from "lib/report/month_returns.ts";
import {
  monthlyReturns,
  returnHistogram,
  tradeHistogram,
} from "lib/report/return_charts.ts";
import type { NamedSeries } from "lib/report/time_series.ts";

/** What may be drawn; each part is left out where it is absent. */
export interface TearData {
  /** What the strategy and its benchmark are called. */
  readonly names?: {
    /** Heading of the strategy's column. */
    readonly strategy: string;
    /** Heading of the benchmark's. */
    readonly benchmark?: string;
  };
  /** Equity, and what it did. */
  readonly equity?: {
    /** Milliseconds since 1970, UTC, shape `[n]`. */
    readonly time: ArrayLike<number>;
    /** The strategy first, then its benchmark. */
    readonly curves: readonly NamedSeries[];
    /** Vertical scale. @default "log" where all is above 0, else "linear" */
    readonly scale?: "log" | "linear";
  };
  /** The worst falls of the strategy, the deepest first. */
  readonly drawdowns?: readonly DrawdownSpan[];
  /** Rolling Sharpe ratio and volatility. */
  readonly rolling?: RollingChart;
  /** Exposure and what was traded. */
  readonly activity?: ActivityChart;
  /** Monthly returns of the strategy. */
  readonly months?: readonly MonthReturn[];
  /** Returns a period of the strategy, decimals, shape `[n]`. */
  readonly returns?: ArrayLike<number>;
  /** Marked among the returns, as returns: a loss is below 0. */
  readonly returnLines?: readonly MarkedLine[];
  /** Profit of each trade, money. */
  readonly trades?: ArrayLike<number>;
  /** The same backtest with its costs multiplied. */
  readonly costs?: readonly CostPoint[];
  /** Profit by source. */
  readonly attribution?: AttributionChart;
  /** Resampled Sharpe ratios. */
  readonly luck?: SharpeLuck;
  /** Logits of the probability of backtest overfitting. */
  readonly overfitting?: ArrayLike<number>;
  /** Sharpe ratios over two parameters. */
  readonly grid?: ParameterGrid;
  /** Expected best ratio by the number of trials. */
  readonly trials?: TrialsChart;
}

/** Charts by the part of the page they belong to, each empty or of one and more. */
export interface TearCharts {
  /** Growth. */
  readonly equity: readonly Section[];
  /** Falls. */
  readonly drawdown: readonly Section[];
  /** Rolling figures, exposure and trading. */
  readonly overTime: readonly Section[];
  /** Months, returns, trades. */
  readonly returns: readonly Section[];
  /** Cost sensitivity. */
  readonly costs: readonly Section[];
  /** Profit by source. */
  readonly attribution: readonly Section[];
  /** Skill or luck. */
  readonly luck: readonly Section[];
}

/**
 * Draws what there is.
 *
 * @param data What may be drawn.
 * @returns Charts with captions.
 * @throws {RangeError} If a chart's values cannot be drawn.
 * @throws {TypeError} If series and times differ in length.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tearCharts } from "lib/report/tear_charts.ts";
 *
 * const charts = tearCharts({ trades: [1, -2, 3] });
 * assertEquals([charts.returns.length, charts.luck.length], [1, 0]);
 * ```
 */
export function tearCharts(data: TearData): TearCharts {
  const { equity, drawdowns = [] } = data;
  return {
    equity: drawn(
      equity,
      equityChart,
      "What one unit of money put in at the start became.",
    ),
    drawdown: drawn(
      equity,
      ({ time, curves }) => drawdownChart({ time, curves, worst: drawdowns }),
      "Equity over its highest value so far, less one. Shaded from peak to recovery; numbers are those of the table.",
    ),
    overTime: [
      ...drawn(
        data.rolling,
        rollingChart,
        "A ratio that sank to 0 long ago and stayed there is no edge of today.",
      ),
      ...drawn(
        data.activity,
        activityChart,
        "Value held, and value bought and sold, each over equity; a round trip trades twice.",
      ),
    ],
    returns: returnSections(data),
    costs: drawn(
      data.costs,
      costChart,
      "The backtest run again with all of its costs multiplied.",
    ),
    attribution: drawn(
      data.attribution,
      attributionChart,
      "What the sources do not explain is shown as such; all together is what the ledger says.",
    ),
    luck: luckSections(data),
  };
}

function returnSections(data: TearData): Section[] {
  return [
    ...drawn(
      data.months,
      (months) => monthlyReturns(months),
      "Blue months gained, red ones lost.",
    ),
    ...drawn(
      data.returns,
      (returns) =>
        returnHistogram(
          returns,
          data.returnLines === undefined ? {} : { lines: data.returnLines },
        ),
      "Bars above the line in the middle and at the ends are tails fatter than the normal law's.",
    ),
    ...drawn(
      data.trades,
      (trades) => tradeHistogram(trades),
      "Profit of each closed trade; red bars lost.",
    ),
  ];
}

function luckSections(data: TearData): Section[] {
  return [
    ...drawn(
      data.luck,
      sharpeLuckChart,
      "How far the ratio could have come out otherwise on the same returns. What lies left of the luck of all trials is no evidence of skill.",
    ),
    ...drawn(
      data.trials,
      trialsChart,
      "A ratio in the shaded area is what the best of so many trials shows without skill.",
    ),
    ...drawn(
      data.overfitting,
      overfittingChart,
      "Each split of the sample into two halves picks the best trial in one and ranks it in the other.",
    ),
    ...drawn(
      data.grid,
      parameterGrid,
      "A plateau around the chosen pair speaks for it, a lone peak against it.",
    ),
  ];
}

/** The chart of a part with its caption; nothing where the part is absent or empty. */
function drawn<T extends object>(
  part: T | undefined,
  draw: (part: T) => string,
  caption: string,
): Section[] {
  if (part === undefined) return [];
  if ("length" in part && part.length === 0) return [];
  return [{ kind: "chart", svg: draw(part), caption }];
}
