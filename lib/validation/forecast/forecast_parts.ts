/**
 * Windows by symbol and by period, as rows of each part.
 *
 * @module
 */

import type { Windows } from "lib/models/windows/windows.ts";

/** How time is divided: into calendar years (UTC), or k stretches of equal length. */
export type Periods = "year" | number;

/** A stretch of time and the windows in it. */
export interface Period {
  /** What it is called: the year, or the date of its first window. */
  readonly period: string;
  /** Time of its first window, ms since 1970 UTC. */
  readonly from: number;
  /** Time of its last window. */
  readonly to: number;
  /** Places of its windows, ascending. */
  readonly rows: Int32Array;
}

/**
 * Windows by period, in order of time; periods without windows are left out.
 *
 * @param windows The windows.
 * @param periods Calendar years, or the number of equal stretches.
 * @throws {RangeError} If that number is not a whole number ≥ 1.
 */
export function windowsByPeriod(
  windows: Pick<Windows, "time">,
  periods: Periods,
): readonly Period[] {
  if (periods !== "year" && !(Number.isSafeInteger(periods) && periods >= 1)) {
    throw new RangeError(
      `Cannot divide time as periods must be "year" or a whole number ≥ 1: current value is ${periods}`,
    );
  }
  const { time } = windows;
  const [first, last] = endsOf(time);
  const stretch = (last - first) / Number(periods);
  const partOf = (t: number) =>
    periods === "year" ? new Date(t).getUTCFullYear() : Math.min(
      periods - 1,
      stretch > 0 ? Math.floor((t - first) / stretch) : 0,
    );
  const parts = new Map<number, number[]>();
  time.forEach((t, row) => {
    const part = partOf(t);
    const rows = parts.get(part);
    if (rows === undefined) parts.set(part, [row]);
    else rows.push(row);
  });
  return [...parts].sort(([a], [b]) => a - b).map(([part, list]) => {
    const rows = Int32Array.from(list);
    const [from, to] = endsOf(Float64Array.from(rows, (row) => time[row]));
    const date = new Date(from).toISOString().slice(0, 10);
    return { period: periods === "year" ? `${part}` : date, from, to, rows };
  });
}

/**
 * Windows by symbol, in the order of the panel's symbols; those without windows
 * are left out.
 */
export function windowsBySymbol(
  windows: Pick<Windows, "symbolOf" | "symbols">,
): readonly { readonly symbol: string; readonly rows: Int32Array }[] {
  const { symbolOf, symbols } = windows;
  const members = symbols.map((): number[] => []);
  symbolOf.forEach((symbol, row) => members[symbol].push(row));
  return symbols.flatMap((symbol, s) =>
    members[s].length === 0
      ? []
      : [{ symbol, rows: Int32Array.from(members[s]) }]
  );
}

function endsOf(time: Float64Array): [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const t of time) {
    first = Math.min(first, t);
    last = Math.max(last, t);
  }
  return [first, last];
}
