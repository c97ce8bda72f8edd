/** Figures of a run beside its benchmark's, each with its definition. */

import { alphaBeta } from "lib/backtest/metrics/alpha_beta.ts";
import { cagr } from "lib/backtest/metrics/cagr.ts";
import { calmarRatio } from "lib/backtest/metrics/calmar_ratio.ts";
import { maxDrawdown } from "lib/backtest/metrics/drawdowns.ts";
import { hitRate } from "lib/backtest/metrics/hit_rate.ts";
import { omegaRatio } from "lib/backtest/metrics/omega_ratio.ts";
import { profitFactor } from "lib/backtest/metrics/profit_factor.ts";
import { totalReturn } from "lib/backtest/metrics/returns.ts";
import {
  type RoundTrip,
  roundTrips,
} from "lib/backtest/metrics/round_trips.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import { sortinoRatio } from "lib/backtest/metrics/sortino_ratio.ts";
import { tailRatio } from "lib/backtest/metrics/tail_ratio.ts";
import { turnover } from "lib/backtest/metrics/turnover.ts";
import { volatility } from "lib/backtest/metrics/volatility.ts";
import { centsPerPoint } from "lib/backtest/instrument.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import type { TearMetric } from "lib/report/tear_sheet.ts";
import { historicalTail } from "lib/risk/value_at_risk/historical.ts";
import { returnsOf } from "pipelines/backtest_study.ts";

/** Round trips of a run. */
export function tripsOf({ fills, instruments }: BacktestResult): RoundTrip[] {
  return roundTrips(fills, (i) => centsPerPoint(instruments[i]));
}

type Figure = Omit<TearMetric, "strategy" | "benchmark"> & {
  readonly of: (run: Measured) => number | null;
};

interface Measured {
  readonly result: BacktestResult;
  readonly returns: Float64Array;
  readonly gains: readonly number[];
  readonly periods: number;
}

const FIGURES: readonly Figure[] = [
  {
    name: "Total return",
    kind: "percent",
    definition: "Last equity over what was paid in, less 1.",
    of: ({ returns }) => totalReturn(returns),
  },
  {
    name: "CAGR",
    kind: "percent",
    definition: "Growth a year: (1 + total return)^(periods a year / n) − 1.",
    of: ({ returns, periods }) => cagr(returns, periods),
  },
  {
    name: "Volatility",
    kind: "percent",
    definition: "Standard deviation of returns (ddof 1) times √periods a year.",
    of: ({ returns, periods }) => volatility(returns, periods),
  },
  {
    name: "Sharpe ratio",
    kind: "ratio",
    definition:
      "Mean over standard deviation (ddof 1) of returns, times √periods a year; the riskless return is 0.",
    of: ({ returns, periods }) =>
      sharpeRatio(returns, { periodsPerYear: periods }),
  },
  {
    name: "Sortino ratio",
    kind: "ratio",
    definition:
      "Mean over downside deviation (root mean square of returns below 0), times √periods a year.",
    of: ({ returns, periods }) =>
      sortinoRatio(returns, { periodsPerYear: periods }),
  },
  {
    name: "Calmar ratio",
    kind: "ratio",
    definition: "CAGR over the largest drawdown.",
    of: ({ returns, periods }) => calmarRatio(returns, periods),
  },
  {
    name: "Omega ratio",
    kind: "ratio",
    definition: "Sum of returns above 0 over that of losses.",
    of: ({ returns }) => omegaRatio(returns),
  },
  {
    name: "Largest drawdown",
    kind: "percent",
    definition: "Deepest fall of equity below its last high.",
    of: ({ returns }) => -Math.abs(maxDrawdown(returns)),
  },
  {
    name: "Value at risk, 95 %",
    kind: "percent",
    definition: "R-7 quantile of losses a period.",
    of: ({ returns }) => historicalTail(returns).valueAtRisk,
  },
  {
    name: "CVaR, 95 %",
    kind: "percent",
    definition: "Mean loss of the periods beyond the value at risk.",
    of: ({ returns }) => historicalTail(returns).expectedShortfall,
  },
  {
    name: "Tail ratio",
    kind: "ratio",
    definition: "95 % quantile of returns over the absolute 5 % quantile.",
    of: ({ returns }) => tailRatio(returns),
  },
  {
    name: "Turnover",
    kind: "ratio",
    definition:
      "Half of the value traded over mean equity, a year: a round trip counts once.",
    of: ({ result, periods }) => turnoverOf(result, periods),
  },
  {
    name: "Time in the market",
    kind: "percent",
    definition: "Share of closes at which anything is held.",
    of: ({ result }) => shareHeld(result),
  },
  {
    name: "Round trips",
    kind: "count",
    definition: "Positions opened and closed again.",
    of: ({ gains }) => gains.length,
  },
  {
    name: "Hit rate",
    kind: "percent",
    definition: "Share of round trips that gain after costs.",
    of: ({ gains }) => hitRate(gains),
  },
  {
    name: "Profit factor",
    kind: "ratio",
    definition: "Gains of round trips over their losses.",
    of: ({ gains }) => profitFactor(gains),
  },
  {
    name: "Commissions",
    kind: "money",
    definition: "Paid over the run; spread and slippage are in the prices.",
    of: ({ result }) => commissionsOf(result),
  },
];

/** Figures of a run and its benchmark. */
export function figuresOf(
  result: BacktestResult,
  benchmark: BacktestResult | undefined,
  periods: number,
): TearMetric[] {
  const own = measured(result, periods);
  const other = benchmark && measured(benchmark, periods);
  const metrics: TearMetric[] = FIGURES.map(({ of, ...figure }) => ({
    ...figure,
    strategy: of(own),
    ...(other && { benchmark: of(other) }),
  }));
  const fit = other && own.returns.length >= 3
    ? alphaBeta(own.returns, other.returns, { periodsPerYear: periods })
    : null;
  if (fit === null) return metrics;
  return [
    ...metrics,
    {
      name: "Alpha",
      kind: "percent",
      definition: "Intercept of returns on the benchmark's, a year.",
      strategy: fit.alpha,
    },
    {
      name: "Beta",
      kind: "ratio",
      definition: "Slope of returns on the benchmark's.",
      strategy: fit.beta,
    },
    {
      name: "Information ratio",
      kind: "ratio",
      definition:
        "Mean over standard deviation of returns less the benchmark's, times √periods a year.",
      strategy: fit.informationRatio,
    },
  ];
}

/** Commissions of a run, in currency units. */
export function commissionsOf({ fills }: BacktestResult): number {
  return fills.reduce((sum, fill) => sum + fill.commissionCents, 0) / 100;
}

function measured(result: BacktestResult, periods: number): Measured {
  return {
    result,
    returns: returnsOf(result),
    gains: tripsOf(result).map(({ profitCents }) => profitCents / 100),
    periods,
  };
}

function turnoverOf(result: BacktestResult, periods: number): number {
  const { fills, instruments, equity, startCents } = result;
  const traded = fills.map(({ quantity, price, instrument }) =>
    Math.abs(quantity * price * centsPerPoint(instruments[instrument]) / 100)
  );
  const values = [startCents, ...equity.equityCents].map((c) => c / 100);
  return turnover(traded, values, periods);
}

function shareHeld({ equity }: BacktestResult): number {
  const held = equity.grossCents.reduce((n, g) => n + (g > 0 ? 1 : 0), 0);
  return held / equity.grossCents.length;
}
