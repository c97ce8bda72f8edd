/**
 * Purging and embargo: which rows may be learnt from beside a test.
 *
 * A row whose label is formed over a span of time shares information with
 * every row whose span meets it. Purging leaves out train rows whose span
 * `[a, b]` meets the span `[c, d]` of a test row, ends included: `a ≤ d` and
 * `c ≤ b`. The embargo leaves out, behind each run of test rows, rows that
 * start too soon after its last label has ended, since features remember.
 * López de Prado (2018), "Advances in Financial Machine Learning", sections
 * 7.4.1 and 7.4.2; here by the spans of the rows themselves, so that unsorted
 * and overlapping spans are right too.
 *
 * @module
 */

import type { SplitRows } from "lib/validation/splitter.ts";

/** How long after a test nothing is learnt from; both hold where both are given. */
export interface Embargo {
  /** Number of rows, in the order of their starts. @default {0} */
  readonly rows?: number;
  /** Time, in the unit of the spans. @default {0} */
  readonly time?: number;
}

/** Spans that were checked. */
export interface CheckedSpans {
  /** First time of each, shape `[n]`. */
  readonly start: Float64Array;
  /** Last time of each, shape `[n]`. */
  readonly end: Float64Array;
  /** Rows by start, equals by end and then by row, shape `[n]`. */
  readonly order: Int32Array;
}

/**
 * The spans of rows, checked and in order.
 *
 * @param splitter Its name, for the message.
 * @param rows What is known of the rows.
 * @param options Whether `times` stand in as spans of a single time where there
 * are no spans. @default {false}
 * @returns Copies of the ends, and the rows by start.
 * @throws {TypeError} If there are no spans or not one a row.
 * @throws {RangeError} If an end is not finite or before its start.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkSpans } from "lib/validation/label_spans.ts";
 *
 * const spans = { start: [3, 1, 2], end: [4, 2, 9] };
 * assertEquals([...checkSpans("folds", { count: 3, spans }).order], [1, 2, 0]);
 * ```
 */
export function checkSpans(
  splitter: string,
  rows: SplitRows,
  { timesWillDo = false }: { readonly timesWillDo?: boolean } = {},
): CheckedSpans {
  const { count, times } = rows;
  const spans = rows.spans ??
    (timesWillDo && times ? { start: times, end: times } : undefined);
  if (spans === undefined) {
    throw new TypeError(
      `Cannot split by ${splitter} as spans${
        timesWillDo ? " or times" : ""
      } must have ${count} values: there are none`,
    );
  }
  for (const side of ["start", "end"] as const) {
    if (spans[side].length === count) continue;
    throw new TypeError(
      `Cannot split by ${splitter} as spans.${side} must have ${count} values: it has ${
        spans[side].length
      }`,
    );
  }
  const start = Float64Array.from(spans.start);
  const end = Float64Array.from(spans.end);
  for (let row = 0; row < count; ++row) {
    const ok = Number.isFinite(start[row]) && Number.isFinite(end[row]) &&
      start[row] <= end[row];
    if (ok) continue;
    throw new RangeError(
      `Cannot split by ${splitter} as a label span must be finite and not end before it starts: row ${row} has [${
        start[row]
      }, ${end[row]}]`,
    );
  }
  const order = Int32Array.from({ length: count }, (_, i) => i)
    .sort((a, b) => start[a] - start[b] || end[a] - end[b] || a - b);
  return { start, end, order };
}

/**
 * Checks an embargo.
 *
 * @param splitter Name of the splitter, for the message.
 * @param embargo The embargo.
 * @returns It, with what was left out set to 0.
 * @throws {RangeError} If `rows` is not a whole number from 0, or `time` not
 * finite or below 0.
 */
export function checkEmbargo(
  splitter: string,
  embargo: Embargo,
): Required<Embargo> {
  const { rows = 0, time = 0 } = embargo;
  if (!Number.isInteger(rows) || rows < 0) {
    throw new RangeError(
      `Cannot make ${splitter} as embargo.rows must be a whole number ≥ 0: current value is ${rows}`,
    );
  }
  if (!(time >= 0 && time < Infinity)) {
    throw new RangeError(
      `Cannot make ${splitter} as embargo.time must be finite and ≥ 0: current value is ${time}`,
    );
  }
  return { rows, time };
}

/**
 * Marks the rows that may not be learnt from beside a test: those whose span
 * meets a test span, and those under embargo.
 *
 * @param spans Checked spans of n rows.
 * @param inTest For each row whether it is tested on, shape `[n]`.
 * @param embargo Checked embargo, applied behind each run of test rows that
 * are neighbours by start.
 * @returns 1 where a row is left out, shape `[n]`; test rows meet themselves
 * and are marked too.
 */
export function purgedRows(
  spans: CheckedSpans,
  inTest: Uint8Array,
  embargo: Required<Embargo>,
): Uint8Array {
  const out = new Uint8Array(inTest.length);
  markMeeting(spans, inTest, out);
  if (embargo.rows > 0 || embargo.time > 0) {
    markEmbargo(spans, inTest, { embargo, out });
  }
  return out;
}

/** Marks rows that meet a test span: one pass forward and one back. */
function markMeeting(
  { start, end, order }: CheckedSpans,
  inTest: Uint8Array,
  out: Uint8Array,
): void {
  // Test spans that start no later: met if the longest of them reaches here.
  let reach = -Infinity;
  for (let at = 0, ahead = 0; at < order.length; ++at) {
    const row = order[at];
    for (; ahead < order.length && start[order[ahead]] <= start[row]; ++ahead) {
      if (inTest[order[ahead]]) reach = Math.max(reach, end[order[ahead]]);
    }
    if (reach >= start[row]) out[row] = 1;
  }
  // Test spans that start later: met if the first of them is within this span.
  let next = Infinity;
  for (let at = order.length - 1; at >= 0; --at) {
    const row = order[at];
    if (inTest[row]) next = start[row];
    if (next <= end[row]) out[row] = 1;
  }
}

/** Marks what starts too soon after each run of test rows. */
function markEmbargo(
  { start, end, order }: CheckedSpans,
  inTest: Uint8Array,
  { embargo, out }: {
    readonly embargo: Required<Embargo>;
    readonly out: Uint8Array;
  },
): void {
  for (let at = 0; at < order.length;) {
    if (!inTest[order[at]]) {
      ++at;
      continue;
    }
    let last = -Infinity;
    for (; at < order.length && inTest[order[at]]; ++at) {
      last = Math.max(last, end[order[at]]);
    }
    let behind = 0;
    for (let next = at; next < order.length; ++next) {
      const row = order[next];
      if (start[row] > last && behind++ >= embargo.rows) {
        if (start[row] > last + embargo.time) break;
      }
      if (start[row] > last) out[row] = 1;
    }
  }
}
