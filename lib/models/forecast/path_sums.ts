/**
 * Sums of products of the rows of windows and of the steps after them, without
 * a copy of a window.
 *
 * Of windows that follow each other bar by bar the sums
 * M[a, b] = Σᵢ s[i + a]·s[i + b], i = 0 … n − 1, obey
 * M[a + 1, b + 1] = M[a, b] − s[a]·s[b] + s[a + n]·s[b + n]: the first row costs
 * n·(L + H) products, all others two each, so that n windows cost
 * n·(L + H) + L·(L + H) in place of n·L·(L + H).
 *
 * @module
 */

import { dot } from "lib/math/dot.ts";
import type { RegressionSums } from "lib/models/forecast/ridge_path.ts";
import type { Windows } from "lib/models/windows/windows.ts";

/** Products of rows: `square` is M `[L × (L + H)]` for a ≤ b. */
interface RawSums {
  readonly square: Float64Array;
  /** M[b, b] `[L + H]`. */
  readonly diagonal: Float64Array;
  /** Σᵢ s[i + b] `[L + H]`. */
  readonly sums: Float64Array;
}

/**
 * Sums over windows of the L rows and the H steps of a column, both less the
 * window's last value.
 *
 * @param windows Windows whose target is a path.
 * @param column Its column.
 */
export function pathSums(windows: Windows, column: number): RegressionSums {
  const { length, outputs, count } = windows;
  const width = length + outputs;
  const raw: RawSums = {
    square: new Float64Array(length * width),
    diagonal: new Float64Array(width),
    sums: new Float64Array(width),
  };
  for (const [end, size] of runs(windows.ends)) {
    addRun(raw, seriesOf(windows, column, end, size), length, size);
  }
  return lessLast(raw, length, outputs, count);
}

/** Windows that follow each other: the first one's end, and how many. */
function runs(ends: Int32Array): [number, number][] {
  const sorted = ends.slice().sort();
  const out: [number, number][] = [];
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[to - 1] + 1) ++to;
    out.push([sorted[from], to - from]);
    from = to;
  }
  return out;
}

/** The run's values less the first: sums of differences stay, digits too. */
function seriesOf(
  { values, features, length, outputs }: Windows,
  column: number,
  end: number,
  size: number,
): Float64Array {
  const p = features.length;
  const at = (end - length) * p + column;
  return Float64Array.from(
    { length: length + outputs + size - 1 },
    (_, i) => values[at + i * p] - values[at],
  );
}

function addRun(
  { square, diagonal, sums }: RawSums,
  s: Float64Array,
  length: number,
  n: number,
): void {
  const width = sums.length;
  const row = new Float64Array(width);
  let [sum, own] = [0, dot(s, 0, s, 0, n)];
  for (let i = 0; i < n; ++i) sum += s[i];
  for (let b = 0; b < width; ++b) {
    row[b] = dot(s, 0, s, b, n);
    sums[b] += sum;
    diagonal[b] += own;
    sum += s[b + n] - s[b];
    own += s[b + n] ** 2 - s[b] ** 2;
  }
  for (let a = 0; a < length; ++a) {
    for (let b = a; b < width; ++b) square[a * width + b] += row[b];
    const [old, fresh] = [s[a], s[a + n]];
    // From the back, as each sum comes from the one before it.
    for (let b = width - 1; b > a; --b) {
      row[b] = row[b - 1] - old * s[b - 1] + fresh * s[b - 1 + n];
    }
  }
}

/** Sums of products of differences to the window's last value. */
function lessLast(
  { square, diagonal, sums }: RawSums,
  length: number,
  outputs: number,
  count: number,
): RegressionSums {
  const width = sums.length;
  const last = length - 1;
  const own = diagonal[last];
  const at = (a: number, b: number) => square[a * width + b];
  const xx = new Float64Array(length * length);
  for (let a = 0; a < length; ++a) {
    for (let b = a; b < length; ++b) {
      xx[a * length + b] = xx[b * length + a] = at(a, b) - at(a, last) -
        at(b, last) + own;
    }
  }
  const yx = new Float64Array(outputs * length);
  let yy = 0;
  for (let h = 0; h < outputs; ++h) {
    const b = length + h;
    const withLast = at(last, b);
    for (let a = 0; a < length; ++a) {
      yx[h * length + a] = at(a, b) - at(a, last) - withLast + own;
    }
    yy += diagonal[b] - 2 * withLast + own;
  }
  return {
    count,
    x: sums.subarray(0, length).map((s) => s - sums[last]),
    y: sums.subarray(length).map((s) => s - sums[last]),
    xx,
    yx,
    yy,
  };
}
