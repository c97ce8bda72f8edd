/**
 * The probability of backtest overfitting (PBO) by combinatorially symmetric
 * cross-validation (CSCV).
 *
 * Rows are cut into S contiguous, near-equal blocks, earlier ones longer by one
 * where S does not divide them. For each of the C(S, S/2) ways of taking half of
 * the blocks, the trial with the best Sharpe ratio there is ranked by its Sharpe
 * ratio on the other half: `ω = rank/(N + 1)`, 1 the worst. PBO is the share of
 * logits `ln(ω/(1 − ω)) ≤ 0`: of choices that ended up in the lower half.
 *
 * Bailey, Borwein, López de Prado and Zhu (2017), "The probability of backtest
 * overfitting", Journal of Computational Finance 20(4), 39–69, section 3. The
 * Sharpe ratio is mean over ddof-1 deviation; of equally good trials the first is
 * chosen, and equal ones share their mean rank. A half without any spread has
 * the Sharpe ratio 0 if its mean is 0, else ±∞.
 *
 * @module
 */

import type { Matrix } from "lib/math/matrix.ts";
import { checkSeries } from "lib/validation/check_series.ts";

/** Most blocks: 24 have 2.7 million halves. */
const MOST_BLOCKS = 24;

/** A variance below this share of the mean square is rounding. */
const ROUNDING = 1e-12;

/** What choosing the best in one half led to in the other. */
export interface OverfitResult {
  /** Probability of backtest overfitting. */
  readonly pbo: number;
  /** One logit a way of halving, shape `[C(S, S/2)]`. */
  readonly logits: Float64Array;
  /** Sharpe ratios of the chosen in its half, a period, likewise. */
  readonly chosen: Float64Array;
  /** Its Sharpe ratios in the other half, a period, likewise. */
  readonly heldOut: Float64Array;
}

/** Sums over some rows. */
interface Sums {
  /** Number of rows. */
  rows: number;
  /** Sum of centred values by trial, then of their squares, `[2N]`. */
  readonly sums: Float64Array;
}

/**
 * Probability of backtest overfitting.
 *
 * @param returns Returns of all that was tried, shape `[n × N]`, N ≥ 2.
 * @param options Number of blocks S, even. @default {16}
 * @returns The probability, and every halving's logit and Sharpe ratios.
 * @throws {RangeError} If there are fewer than two trials, `blocks` is odd or out
 * of range, a half has fewer than two rows, a value is not finite, or a trial is
 * constant.
 *
 * @example A trial that is always best
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { overfitProbability } from "lib/validation/skill/pbo.ts";
 *
 * const data = Float64Array.of(2, 0, 3, 1, 2, 0, 3, 1, 2, 0, 3, 1, 2, 0, 3, 1);
 * const result = overfitProbability({ data, rows: 8, cols: 2 }, { blocks: 4 });
 * assertEquals(result.pbo, 0);
 * assertEquals(result.logits.length, 6);
 * ```
 */
export function overfitProbability(
  returns: Matrix,
  options: { readonly blocks?: number } = {},
): OverfitResult {
  const { blocks = 16 } = options;
  check(returns, blocks);
  const { means, parts } = blockSums(returns, blocks);
  const count = waysToHalve(blocks);
  const logits = new Float64Array(count);
  const chosen = new Float64Array(count);
  const heldOut = new Float64Array(count);
  const inside = new Float64Array(returns.cols);
  const outside = new Float64Array(returns.cols);
  let way = 0;
  let low = 0;
  eachHalving(parts, (half, rest) => {
    sharpesInto(inside, half, means);
    sharpesInto(outside, rest, means);
    const best = firstLargest(inside);
    const share = rankOf(outside, best) / (returns.cols + 1);
    // By the share: rounding could make the logit of ½ a little more than 0.
    if (share <= 0.5) ++low;
    logits[way] = Math.log(share / (1 - share));
    chosen[way] = inside[best];
    heldOut[way++] = outside[best];
  });
  return { pbo: low / count, logits, chosen, heldOut };
}

/** Sums of each block about the trial's mean, which keeps squares exact. */
function blockSums(
  { data, rows, cols }: Matrix,
  blocks: number,
): { readonly means: Float64Array; readonly parts: readonly Sums[] } {
  const means = new Float64Array(cols);
  for (let at = 0; at < data.length; ++at) means[at % cols] += data[at] / rows;
  const parts: Sums[] = [];
  for (let b = 0, row = 0; b < blocks; ++b) {
    const size = Math.floor(rows / blocks) + (b < rows % blocks ? 1 : 0);
    const sums = new Float64Array(2 * cols);
    for (const end = row + size; row < end; ++row) {
      for (let j = 0; j < cols; ++j) {
        const d = data[row * cols + j] - means[j];
        sums[j] += d;
        sums[cols + j] += d * d;
      }
    }
    parts.push({ rows: size, sums });
  }
  return { means, parts };
}

/** Calls back for every half of the blocks and the rest, reusing both. */
function eachHalving(
  parts: readonly Sums[],
  visit: (half: Sums, rest: Sums) => void,
): void {
  const size = parts[0].sums.length;
  const taken = parts.length / 2;
  const empty = () => ({ rows: 0, sums: new Float64Array(size) });
  const halves = Array.from({ length: taken + 1 }, empty);
  const rests = Array.from({ length: taken + 1 }, empty);
  const walk = (block: number, inside: number, outside: number): void => {
    if (block === parts.length) return visit(halves[taken], rests[taken]);
    if (inside < taken) {
      addInto(halves[inside + 1], halves[inside], parts[block]);
      walk(block + 1, inside + 1, outside);
    }
    if (outside < taken) {
      addInto(rests[outside + 1], rests[outside], parts[block]);
      walk(block + 1, inside, outside + 1);
    }
  };
  walk(0, 0, 0);
}

function addInto(out: Sums, a: Sums, b: Sums): void {
  out.rows = a.rows + b.rows;
  for (let i = 0; i < out.sums.length; ++i) out.sums[i] = a.sums[i] + b.sums[i];
}

function sharpesInto(
  out: Float64Array,
  { rows, sums }: Sums,
  means: Float64Array,
): void {
  const cols = out.length;
  for (let j = 0; j < cols; ++j) {
    const shift = sums[j] / rows;
    const mean = means[j] + shift;
    const squares = sums[cols + j] - sums[j] * shift;
    const level = mean * mean + sums[cols + j] / rows;
    if (squares > ROUNDING * rows * level) {
      out[j] = mean / Math.sqrt(squares / (rows - 1));
    } else {
      out[j] = mean * mean <= ROUNDING * level ? 0 : Math.sign(mean) * Infinity;
    }
  }
}

function firstLargest(values: Float64Array): number {
  let best = 0;
  for (let j = 1; j < values.length; ++j) {
    if (values[j] > values[best]) best = j;
  }
  return best;
}

/** Rank of one value, 1 the least; equal ones share their mean rank. */
function rankOf(values: Float64Array, at: number): number {
  let below = 0;
  let equal = 0;
  for (let j = 0; j < values.length; ++j) {
    if (values[j] < values[at]) ++below;
    else if (values[j] === values[at]) ++equal;
  }
  return below + (equal + 1) / 2;
}

/** The binomial coefficient C(S, S/2). */
function waysToHalve(blocks: number): number {
  let ways = 1;
  for (let k = 1; k <= blocks / 2; ++k) ways = ways * (blocks / 2 + k) / k;
  return Math.round(ways);
}

function check({ data, rows, cols }: Matrix, blocks: number): void {
  if (!(cols >= 2)) {
    throw new RangeError(
      `Cannot compare trials as there must be at least 2: current value is ${cols}`,
    );
  }
  const most = Math.min(MOST_BLOCKS, rows);
  if (!(Number.isInteger(blocks) && blocks % 2 === 0 && blocks >= 2)) {
    throw new RangeError(
      `Cannot halve the rows as blocks must be an even number ≥ 2: current value is ${blocks}`,
    );
  }
  if (blocks > most || rows < 4) {
    throw new RangeError(
      `Cannot halve ${rows} rows as blocks must be at most ${most}, and rows at least 4: current value is ${blocks}`,
    );
  }
  for (let j = 0; j < cols; ++j) {
    const column = Float64Array.from(
      { length: rows },
      (_, i) => data[i * cols + j],
    );
    checkSeries(column, { name: `returns of trial ${j}`, varies: true });
  }
}
