/** Figures of a run beside its benchmark's, each with its definition. */

import type { Summary } from "lib/backtest/metrics/summary.ts";
import type { TearMetric } from "lib/report/tear_sheet.ts";

type Figure = Omit<TearMetric, "strategy" | "benchmark"> & {
  readonly of: (summary: Summary) => number | null;
  /** Whether a benchmark has it too. @default {true} */
  readonly ofBenchmark?: false;
};

const FIGURES: readonly Figure[] = [
  {
    name: "Total return",
    kind: "percent",
    definition: "Last equity over the first, less 1.",
    of: (s) => s.totalReturn,
  },
  {
    name: "CAGR",
    kind: "percent",
    definition: "Growth a year: (1 + total return)^(periods a year / n) − 1.",
    of: (s) => s.cagr,
  },
  {
    name: "Volatility",
    kind: "percent",
    definition: "Standard deviation of returns (ddof 1) times √periods a year.",
    of: (s) => s.volatility,
  },
  {
    name: "Sharpe ratio",
    kind: "ratio",
    definition:
      "Mean over standard deviation (ddof 1) of returns, times √periods a year; the riskless return is 0.",
    of: (s) => s.sharpe,
  },
  {
    name: "Sortino ratio",
    kind: "ratio",
    definition:
      "Mean over downside deviation (root mean square of returns below 0), times √periods a year.",
    of: (s) => s.sortino,
  },
  {
    name: "Calmar ratio",
    kind: "ratio",
    definition: "CAGR over the largest drawdown.",
    of: (s) => s.calmar,
  },
  {
    name: "Omega ratio",
    kind: "ratio",
    definition: "Sum of returns above 0 over that of losses.",
    of: (s) => s.omega,
  },
  {
    name: "Largest drawdown",
    kind: "percent",
    definition: "Deepest fall of equity below its last high.",
    of: (s) => -s.maxDrawdown,
  },
  {
    name: "Value at risk, 95 %",
    kind: "percent",
    definition: "R-7 quantile of losses a period.",
    of: (s) => s.valueAtRisk,
  },
  {
    name: "CVaR, 95 %",
    kind: "percent",
    definition: "Mean loss of the periods beyond the value at risk.",
    of: (s) => s.expectedShortfall,
  },
  {
    name: "Tail ratio",
    kind: "ratio",
    definition: "95 % quantile of returns over the absolute 5 % quantile.",
    of: (s) => s.tailRatio,
  },
  {
    name: "Turnover",
    kind: "ratio",
    definition:
      "Half of the value traded over mean equity, a year: a round trip counts once.",
    of: (s) => s.trades.turnover,
  },
  {
    name: "Time in the market",
    kind: "percent",
    definition: "Share of closes at which anything is held.",
    of: (s) => s.exposure.timeInMarket,
  },
  {
    name: "Mean exposure",
    kind: "percent",
    definition: "Mean over closes of Σ|value of positions| over equity.",
    of: (s) => s.exposure.gross,
  },
  {
    name: "Round trips",
    kind: "count",
    definition: "Positions opened and closed again.",
    of: (s) => s.trades.roundTrips,
  },
  {
    name: "Hit rate",
    kind: "percent",
    definition: "Share of round trips that gain after costs.",
    of: (s) => s.trades.hitRate,
  },
  {
    name: "Profit factor",
    kind: "ratio",
    definition: "Gains of round trips over their losses.",
    of: (s) => s.trades.profitFactor,
  },
  {
    name: "Commissions",
    kind: "money",
    definition: "Paid over the run; spread and slippage are in the prices.",
    of: (s) => s.trades.commission,
  },
  {
    name: "Capacity",
    kind: "money",
    definition:
      "Capital at which impact (square-root law, Grinold and Kahn 2000) eats all profit; none where bars have no volumes.",
    of: (s) => s.capacity?.breakEven ?? null,
    ofBenchmark: false,
  },
  {
    name: "Alpha",
    kind: "percent",
    definition: "Intercept of returns on the benchmark's, a year.",
    of: (s) => s.benchmark?.alpha ?? null,
    ofBenchmark: false,
  },
  {
    name: "Beta",
    kind: "ratio",
    definition: "Slope of returns on the benchmark's.",
    of: (s) => s.benchmark?.beta ?? null,
    ofBenchmark: false,
  },
  {
    name: "Information ratio",
    kind: "ratio",
    definition:
      "Mean over standard deviation of returns less the benchmark's, times √periods a year.",
    of: (s) => s.benchmark?.informationRatio ?? null,
    ofBenchmark: false,
  },
];

/** Figures of a run and its benchmark, as a tear sheet shows them. */
export function figuresOf(
  summary: Summary,
  benchmark: Summary | undefined,
): TearMetric[] {
  return FIGURES.map(({ of, ofBenchmark, ...figure }) => ({
    ...figure,
    strategy: of(summary),
    ...(benchmark && ofBenchmark !== false && { benchmark: of(benchmark) }),
  }));
}
