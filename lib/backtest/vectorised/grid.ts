/**
 * Grids of parameters: each cell is run once, its figures kept, and a run that
 * was killed goes on where it stopped.
 *
 * The best cell of a grid is not a result: it is the luckiest of as many
 * trials. What is kept of each cell holds its Sharpe ratio a period, so that
 * the deflated Sharpe ratio can count them.
 *
 * @module
 */

import { cagr } from "lib/backtest/metrics/cagr.ts";
import { maxDrawdown } from "lib/backtest/metrics/drawdowns.ts";
import { returnsUntilRuin, totalReturn } from "lib/backtest/metrics/returns.ts";
import { TRADING_DAYS } from "lib/backtest/metrics/series.ts";
import { sharpeRatio } from "lib/backtest/metrics/sharpe_ratio.ts";
import {
  type CrossoverOptions,
  type CrossoverPair,
  crossoverRunner,
} from "lib/backtest/vectorised/crossover.ts";
import { openGridStore } from "lib/backtest/vectorised/grid_store.ts";
import type { SparseRun } from "lib/backtest/vectorised/sparse_run.ts";
import { sha256Hex } from "lib/core/hash.ts";
import type { Watch } from "lib/core/progress.ts";
import type { Bars } from "lib/market/bars/bars.ts";

/** Cells between two looks at the signal and the store's neighbours. */
const STRIDE = 50;

/** Figures of one cell. */
export interface CellFigures {
  /** Equity at the last close, cents. */
  readonly endCents: number;
  /** Return over the run. */
  readonly totalReturn: number;
  /** Compound annual growth rate. */
  readonly cagr: number;
  /** Sharpe ratio a period, not annualised; null if equity never moved. */
  readonly sharpe: number | null;
  /** Depth of the deepest drawdown. */
  readonly maxDrawdown: number;
  /** Number of fills. */
  readonly fills: number;
  /** Commissions, cents. */
  readonly commissionCents: number;
}

/** A pair and its figures. */
export type CrossoverCell = CrossoverPair & CellFigures;

/** How a grid is run. */
export interface CrossoverGridOptions extends CrossoverOptions, Watch {
  /** File that keeps the cells that are done. @default none */
  readonly store?: string;
  /** Periods in a year. @default {252} */
  readonly periodsPerYear?: number;
}

/**
 * Runs every pair of a grid of moving-average crossovers.
 *
 * @param bars Bars of one share.
 * @param pairs The cells.
 * @param options Money, costs, store, progress.
 * @returns Figures in the order of the pairs.
 * @throws {RangeError} If a pair makes no sense or there are fewer than two bars.
 * @throws {DataQualityError} If the store holds another grid: other bars,
 * pairs, or options (costs and accounts are told apart by their names).
 * @throws The signal's reason if it aborts; what is done stays in the store.
 *
 * @example Two cells
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { crossoverGrid } from "lib/backtest/vectorised/grid.ts";
 * import { DAY_MS, makeBars } from "lib/market/bars/bars.ts";
 *
 * const close = [10, 11, 12, 13, 14, 15];
 * const bars = makeBars("XYZ", {
 *   time: close.map((_, i) => i * DAY_MS),
 *   open: close, high: close, low: close, close,
 * });
 * const cells = await crossoverGrid(
 *   bars,
 *   [{ fast: 1, slow: 2 }, { fast: 2, slow: 3 }],
 *   { cash: 1000, invested: 0.9 },
 * );
 * assertEquals(cells.map(({ fills }) => fills), [1, 1]);
 * ```
 */
export async function crossoverGrid(
  bars: Bars,
  pairs: readonly CrossoverPair[],
  options: CrossoverGridOptions,
): Promise<CrossoverCell[]> {
  const { store: path, periodsPerYear = TRADING_DAYS } = options;
  const runner = crossoverRunner(bars, options);
  const compute = (pair: CrossoverPair): CrossoverCell => ({
    fast: pair.fast,
    slow: pair.slow,
    ...cellFigures(runner.run(pair), periodsPerYear),
  });
  if (path === undefined) return await runCells(pairs, compute, options);
  using store = await openGridStore<CrossoverCell>(path, {
    identity: await identityOf(bars, pairs, options),
    cells: pairs.length,
  });
  return await runCells(pairs, (pair, cell) => {
    const done = store.done.get(cell);
    if (done !== undefined) return done;
    const result = compute(pair);
    store.put(cell, result);
    return result;
  }, options);
}

/** Figures of a run. */
function cellFigures(run: SparseRun, periodsPerYear: number): CellFigures {
  const { equityCents, fills } = run;
  const { returns } = returnsUntilRuin(equityCents);
  let commissionCents = 0;
  for (const fill of fills) commissionCents += fill.commissionCents;
  return {
    endCents: equityCents[equityCents.length - 1],
    totalReturn: totalReturn(returns),
    cagr: cagr(returns, periodsPerYear),
    sharpe: returns.length < 2
      ? null
      : sharpeRatio(returns, { periodsPerYear: 1 }),
    maxDrawdown: maxDrawdown(returns),
    fills: fills.length,
    commissionCents,
  };
}

async function runCells<Cell, Result>(
  cells: readonly Cell[],
  compute: (cell: Cell, index: number) => Result,
  { onProgress, signal }: Watch,
): Promise<Result[]> {
  const total = cells.length;
  const results: Result[] = [];
  for (let i = 0; i < total; ++i) {
    if (i % STRIDE === 0) {
      onProgress?.({ done: i, total, label: "cells" });
      // A turn of the event loop, in which an abort can come through.
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
    }
    results.push(compute(cells[i], i));
  }
  onProgress?.({ done: total, total, label: "cells" });
  return results;
}

/** Hash of all that the figures depend on. */
async function identityOf(
  bars: Bars,
  pairs: readonly CrossoverPair[],
  options: CrossoverGridOptions,
): Promise<string> {
  const columns = [
    bars.time,
    bars.knownTime,
    bars.open,
    bars.high,
    bars.low,
    bars.close,
    bars.volume,
    bars.dividend,
    bars.split,
  ];
  const hashes = await Promise.all(columns.map((column) =>
    sha256Hex(
      new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
    )
  ));
  const { commission, priceCosts, account } = options;
  return await sha256Hex(JSON.stringify({
    hashes,
    symbol: bars.symbol,
    pairs: pairs.map(({ fast, slow }) => [fast, slow]),
    cash: options.cash,
    invested: options.invested ?? null,
    short: options.short ?? false,
    periodsPerYear: options.periodsPerYear ?? TRADING_DAYS,
    volumeShare: `${options.volumeShare ?? Infinity}`,
    shortfall: options.shortfall ?? null,
    commission: commission?.name ?? null,
    priceCosts: priceCosts?.map(({ name }) => name) ?? null,
    account: account?.name ?? null,
  }));
}
