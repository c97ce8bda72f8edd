/**
 * Where windows may end: with L rows of one segment before them, all features
 * there, a label, and on one side of each cut.
 *
 * @module
 */

import type { Labels } from "lib/features/labels.ts";
import type { PanelRows } from "lib/features/panel_rows.ts";
import {
  type PartName,
  partOf,
  PARTS,
  type TimeSplit,
} from "lib/features/split_in_time.ts";

/** What became of the rows that a window could end before. */
export interface WindowCounts extends Readonly<Record<PartName, number>> {
  /** Left out: they or their labels reach across a cut, its purge or embargo. */
  readonly nearCuts: number;
  /** Left out: no bars are there to label them by, or they are neutral. */
  readonly unlabelled: number;
}

/** What windows are placed by. */
export interface PlaceOptions {
  /** The cuts. */
  readonly split: TimeSplit;
  /** The labels. */
  readonly labels: Labels;
  /** Rows of a window, L. */
  readonly length: number;
  /** Rows of each segment without features. */
  readonly warmup: number;
}

/**
 * Places windows.
 *
 * @param panel The rows.
 * @param options Cuts, labels, length and warm-up.
 * @returns For each row i the part that the window `[i − L, i)` stands in, as
 * its place in `PARTS`, or −1; and how many there are of each.
 * @throws {RangeError} If a symbol has fewer bars than a window takes.
 */
export function placeWindows(
  panel: PanelRows,
  { split, labels, length, warmup }: PlaceOptions,
): { partOfEnd: Int8Array; counts: WindowCounts } {
  checkSymbols(panel, length, warmup);
  const { barOf } = split;
  const partOfEnd = new Int8Array(panel.rows).fill(-1);
  const found = [0, 0, 0];
  let nearCuts = 0;
  let unlabelled = 0;
  for (const { start, end } of panel.segments) {
    for (let i = start + warmup + length; i < end; ++i) {
      const last = labels.lastRow[i];
      if (last < 0) {
        ++unlabelled;
        continue;
      }
      const part = partOf(split, barOf[i - length], barOf[i - 1], barOf[last]);
      partOfEnd[i] = part;
      if (part < 0) ++nearCuts;
      else ++found[part];
    }
  }
  const counts = {
    ...Object.fromEntries(PARTS.map((part, k) => [part, found[k]])) as Record<
      PartName,
      number
    >,
    nearCuts,
    unlabelled,
  };
  return { partOfEnd, counts };
}

/**
 * Marks the rows that stand in a window of a part.
 *
 * @param partOfEnd The part of the window that ends before each row `[rows]`.
 * @param part The part.
 * @param length Rows of a window.
 * @param ahead Rows behind each window that count too: a path that is learnt
 * is data as well.
 * @returns 1 for each such row `[rows]`.
 */
export function rowsOfPart(
  partOfEnd: Int8Array,
  part: number,
  length: number,
  ahead: number,
): Uint8Array {
  const out = new Uint8Array(partOfEnd.length);
  let marked = 0;
  for (let i = 0; i < partOfEnd.length; ++i) {
    if (partOfEnd[i] !== part) continue;
    // Windows overlap: what the last one marked is not marked again.
    out.fill(1, Math.max(i - length, marked), marked = i + ahead);
  }
  return out;
}

/** The ends of a part's windows. */
export function endsOfPart(partOfEnd: Int8Array, part: number): Int32Array {
  const ends = new Int32Array(
    partOfEnd.reduce((sum, of) => sum + (of === part ? 1 : 0), 0),
  );
  let n = 0;
  for (let i = 0; i < partOfEnd.length; ++i) {
    if (partOfEnd[i] === part) ends[n++] = i;
  }
  return ends;
}

function checkSymbols(
  panel: PanelRows,
  length: number,
  warmup: number,
): void {
  const longest = new Int32Array(panel.symbols.length);
  const bars = new Int32Array(panel.symbols.length);
  for (const { symbol, start, end } of panel.segments) {
    longest[symbol] = Math.max(longest[symbol], end - start);
    bars[symbol] += end - start;
  }
  // A label needs a bar behind the window.
  const needed = length + warmup + 1;
  const short = longest.findIndex((run) => run < needed);
  if (short < 0) return;
  const isWhole = bars[short] === longest[short];
  const gaps = isWhole ? "" : `, ${longest[short]} of them without a gap`;
  const fix = isWhole
    ? "Leave"
    : `Raise maxGap (${
      longestStep(panel, short)
    } bars is the longest step) so that windows span nights and holidays, leave`;
  throw new RangeError(
    `Cannot make windows as symbol ${
      panel.symbols[short]
    } must have ${needed} bars or more (a window of ${length}, ${warmup} before it for its features, one behind it): it has ${
      bars[short]
    }${gaps}. ${fix} the symbol out, fetch more of it, or shorten the window`,
  );
}

/** A symbol's longest step between two rows, in its median steps, rounded up. */
function longestStep({ symbolOf, time }: PanelRows, symbol: number): number {
  const own = time.filter((_, i) => symbolOf[i] === symbol);
  const steps = own.subarray(1).map((t, i) => t - own[i]).sort();
  return Math.ceil(steps[steps.length - 1] / steps[steps.length >> 1]);
}
