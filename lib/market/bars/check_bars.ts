/**
 * Rules that bars must keep before anything is computed from them. A broken
 * rule is an error that names row and rule; with `repair` it is mended where
 * there is a plain way to, and counted.
 *
 * | rule | broken by | repair |
 * |---|---|---|
 * | order | a row before the one above it | the rows are sorted |
 * | duplicate | a second row of one time | the first is kept |
 * | price | a price that is zero, negative or blank | the row is left out |
 * | range | an open or close outside low to high | the range is widened |
 * | split_unknown | a jump by 2, 3, 4 … between close and open, without a split | the split is entered |
 * | split_unseen | a split that the prices do not show | the split is left out |
 * | missing | no bar in a session that the calendar, or most other symbols, have; without either, a gap of more than `maxGapDays` | none: it is counted |
 *
 * @module
 */

import { DataQualityError } from "lib/core/errors.ts";
import { type BarRows, takeBarRows } from "lib/market/bars/bar_rows.ts";
import { DAY_MS } from "lib/market/bars/bars.ts";
import { factorEvents, type FactorRow } from "lib/market/bars/factor_file.ts";
import { splitProblem } from "lib/market/bars/split_jump.ts";
import { formatDate } from "lib/market/instant.ts";

/** Names of the rules. */
export type BarRule =
  | "order"
  | "duplicate"
  | "price"
  | "range"
  | "split_unknown"
  | "split_unseen"
  | "missing";

/** What was mended under one rule for one symbol. */
export interface BarRepair {
  /** Symbol. */
  readonly symbol: string;
  /** The rule. */
  readonly rule: BarRule;
  /** Rows mended, or sessions missing. */
  readonly count: number;
  /** Row of the file at which it is first broken. */
  readonly firstRow: number;
}

/** How to check. */
export interface CheckBarsOptions {
  /** Mend and count instead of throwing. @default false */
  readonly repair?: boolean;
  /** Opening times of the sessions that there should be. @default not known */
  readonly sessions?: ArrayLike<number>;
  /** A factor file, for dividends and splits in place of the file's. */
  readonly factors?: readonly FactorRow[];
  /** Decimals of dividends from factors, see `factorEvents`. @default 4 */
  readonly dividendDecimals?: number;
  /** Longest gap in calendar days where no sessions are known. @default 7 */
  readonly maxGapDays?: number;
}

/**
 * Checks the rows of one symbol.
 *
 * @param rows The rows, left as they are.
 * @param file Name for messages.
 * @param options What to do about broken rules.
 * @returns Rows that keep the rules, and what was mended.
 * @throws {DataQualityError} If a rule is broken and `repair` is not set.
 */
export function checkBarRows(
  rows: BarRows,
  file: string,
  options: CheckBarsOptions = {},
): { rows: BarRows; repairs: BarRepair[] } {
  const { factors, repair = false, sessions, maxGapDays = 7 } = options;
  const found = new Map<BarRule, { count: number; firstRow: number }>();
  const report = (rule: BarRule, row: number, problem: string) => {
    if (!repair) {
      throw new DataQualityError(
        `Rule ${rule} is broken for ${rows.symbol}: ${problem}, or read it with repair`,
        { file, row, value: rule },
      );
    }
    const entry = found.get(rule);
    if (entry === undefined) found.set(rule, { count: 1, firstRow: row });
    else ++entry.count;
  };
  let checked = withGoodPrices(rows, report);
  checked = inOrder(checked, report);
  if (factors !== undefined) {
    enterFactors(checked, factors, options.dividendDecimals ?? 4);
  }
  widenRanges(checked, report);
  checkSplits(checked, report);
  if (sessions !== undefined) checkSessions(checked, sessions, report);
  else checkGaps(checked, maxGapDays, report);
  const repairs = [...found].map(([rule, entry]) => ({
    symbol: rows.symbol,
    rule,
    ...entry,
  }));
  return { rows: checked, repairs };
}

/** Says that a rule is broken; throws unless it is to be mended. */
type Report = (rule: BarRule, row: number, problem: string) => void;

function withGoodPrices(rows: BarRows, report: Report): BarRows {
  const kept: number[] = [];
  for (let i = 0; i < rows.time.length; ++i) {
    const bad = (["open", "high", "low", "close"] as const).find((name) =>
      !(rows[name][i] > 0 && rows[name][i] < Infinity)
    );
    if (bad === undefined) kept.push(i);
    else {
      report(
        "price",
        rows.row[i],
        `the ${bad} is ${rows[bad][i]} and must be > 0. Mend or remove the row`,
      );
    }
  }
  // Always a copy: what follows mends in place.
  return takeBarRows(rows, kept);
}

function inOrder(rows: BarRows, report: Report): BarRows {
  const n = rows.time.length;
  let latest = -Infinity;
  let isSorted = true;
  for (let i = 0; i < n; ++i) {
    if (rows.time[i] < latest) {
      isSorted = false;
      report(
        "order",
        rows.row[i],
        `${written(rows.time[i])} stands below ${
          written(latest)
        }. Sort the file`,
      );
    } else latest = rows.time[i];
  }
  const places = Array.from({ length: n }, (_, i) => i);
  // Sorting is stable: of equal times the one that stood first comes first.
  if (!isSorted) places.sort((a, b) => rows.time[a] - rows.time[b]);
  const kept = places.filter((i, k) => {
    if (k === 0 || rows.time[i] !== rows.time[places[k - 1]]) return true;
    report(
      "duplicate",
      rows.row[i],
      `there is another bar of ${written(rows.time[i])}. Remove one`,
    );
    return false;
  });
  return takeBarRows(rows, kept);
}

function enterFactors(
  rows: BarRows,
  factors: readonly FactorRow[],
  decimals: number,
): void {
  rows.dividend.fill(0);
  rows.split.fill(1);
  for (const event of factorEvents(rows.time, factors, { decimals })) {
    rows.dividend[event.at] += event.dividend;
    rows.split[event.at] *= event.split;
  }
}

function widenRanges(rows: BarRows, report: Report): void {
  const { high, low, open, close, row } = rows;
  for (let i = 0; i < row.length; ++i) {
    const top = Math.max(high[i], low[i], open[i], close[i]);
    const bottom = Math.min(high[i], low[i], open[i], close[i]);
    if (top === high[i] && bottom === low[i]) continue;
    report(
      "range",
      row[i],
      `open ${open[i]} and close ${close[i]} must lie in ${low[i]} to ${
        high[i]
      }. Mend the row`,
    );
    high[i] = top;
    low[i] = bottom;
  }
}

function checkSplits(rows: BarRows, report: Report): void {
  for (let i = 1; i < rows.time.length; ++i) {
    // A large dividend, such as a spin-off, is taken off first.
    const before = rows.close[i - 1] - rows.dividend[i] * rows.split[i];
    const problem = before > 0
      ? splitProblem(before, rows.open[i], rows.split[i])
      : undefined;
    if (problem === undefined) continue;
    if (problem.isUnseen) {
      report(
        "split_unseen",
        rows.row[i],
        `a split of ${rows.split[i]} goes with an open of ${
          rows.open[i]
        } after a close of ${
          rows.close[i - 1]
        }. Remove it if prices are adjusted already`,
      );
    } else {
      report(
        "split_unknown",
        rows.row[i],
        `an open of ${rows.open[i]} after a close of ${
          rows.close[i - 1]
        } looks like a split of ${problem.ratio}. Enter it in the split column`,
      );
    }
    rows.split[i] = problem.ratio;
  }
}

function checkSessions(
  rows: BarRows,
  sessions: ArrayLike<number>,
  report: Report,
): void {
  const n = rows.time.length;
  let i = 0;
  for (let k = 0; k < sessions.length && i < n; ++k) {
    while (i < n && rows.time[i] < sessions[k]) ++i;
    // Before the first bar a symbol is not listed yet, after the last no more.
    if (i === 0 || i === n || rows.time[i] === sessions[k]) continue;
    report(
      "missing",
      rows.row[i],
      `there is no bar of ${written(sessions[k])}, which is a session. Add it`,
    );
  }
}

/** A day, or `2025-04-30T16:05Z` of a bar within one. */
function written(ms: number): string {
  return ms % DAY_MS === 0
    ? formatDate(ms)
    : `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function checkGaps(rows: BarRows, maxGapDays: number, report: Report): void {
  for (let i = 1; i < rows.time.length; ++i) {
    const days = (rows.time[i] - rows.time[i - 1]) / DAY_MS;
    if (days <= maxGapDays) continue;
    report(
      "missing",
      rows.row[i],
      `there is no bar for ${Number(days.toFixed(1))} days before ${
        written(rows.time[i])
      }. Add them, allow more by maxGapDays`,
    );
  }
}

/**
 * The times at which at least half of the symbols that are listed trade: the
 * calendar of a file that has none.
 *
 * @param tables The rows of each symbol.
 * @returns Increasing times, or `undefined` for fewer than three symbols.
 */
export function commonSessions(
  tables: readonly BarRows[],
): number[] | undefined {
  if (tables.length < 3) return undefined;
  const traded = new Map<number, number>();
  const spans = tables.filter(({ time }) => time.length > 0).map(({ time }) =>
    time.reduce(
      ([first, last], t) => [Math.min(first, t), Math.max(last, t)],
      [Infinity, -Infinity],
    )
  );
  for (const { time } of tables) {
    for (const t of new Set(time)) traded.set(t, (traded.get(t) ?? 0) + 1);
  }
  return [...traded.keys()].sort((a, b) => a - b).filter((t) => {
    const listed = spans.filter(([first, last]) => first <= t && t <= last);
    return 2 * (traded.get(t) ?? 0) >= listed.length;
  });
}
