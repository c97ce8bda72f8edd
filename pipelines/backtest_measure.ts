/** A run with its figures. */

import { simpleReturns } from "lib/backtest/metrics/returns.ts";
import {
  summarise,
  type Summary,
  type SummaryOptions,
} from "lib/backtest/metrics/summary.ts";
import { volatility } from "lib/backtest/metrics/volatility.ts";
import type { BacktestResult } from "lib/backtest/result.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** A run, its returns and all its figures. */
export interface MeasuredRun {
  readonly result: BacktestResult;
  /** Returns from each close to the next. */
  readonly returns: Float64Array;
  readonly summary: Summary;
}

/** Closes whose volatility a trade's impact is reckoned with. */
const SIGMA_CLOSES = 20;

/** Returns of a run from each close to the next. */
export function returnsOf({ equity }: BacktestResult): Float64Array {
  return simpleReturns(equity.equityCents);
}

/**
 * Measures a run.
 *
 * @param result The run.
 * @param options Periods a year; a benchmark's run; the bars traded, for the
 * capacity, where they have volumes.
 */
export function measure(
  result: BacktestResult,
  options: {
    readonly periodsPerYear: number;
    readonly benchmark?: MeasuredRun | undefined;
    readonly bars?: readonly Bars[];
  },
): MeasuredRun {
  const { periodsPerYear, benchmark, bars = [] } = options;
  const marketOf = marketOfBars(result, bars);
  return {
    result,
    returns: returnsOf(result),
    summary: summarise(result, {
      periodsPerYear,
      ...(benchmark && { benchmark: benchmark.returns }),
      ...(marketOf && { marketOf }),
    }),
  };
}

/** Volume and volatility on the days of fills; none where volumes are missing. */
function marketOfBars(
  { fills, instruments }: BacktestResult,
  bars: readonly Bars[],
): SummaryOptions["marketOf"] {
  const tables = new Map(bars.map((table) => [table.symbol, table]));
  const rowOf = (fill: BacktestResult["fills"][number]) => {
    const table = tables.get(instruments[fill.instrument].symbol);
    if (table === undefined) return undefined;
    // The bar that a fill is in: the last that opens at or before it.
    const row = table.time.findLastIndex((time) => time <= fill.time);
    return row >= SIGMA_CLOSES && table.volume[row] > 0
      ? { table, row }
      : undefined;
  };
  if (fills.length === 0 || !fills.every((fill) => rowOf(fill))) {
    return undefined;
  }
  return (fill) => {
    const { table, row } = rowOf(fill)!;
    const closes = table.close.subarray(row - SIGMA_CLOSES, row);
    return {
      dayVolume: table.volume[row],
      dailySigma: volatility(simpleReturns(closes), 1),
    };
  };
}
