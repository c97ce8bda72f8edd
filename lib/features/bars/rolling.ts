/**
 * Figures of the last values of a series, each place from scratch: no rounding
 * of the past is carried along.
 *
 * @module
 */

/**
 * Applies a figure to the `length` values up to each place.
 *
 * @param values The series `[n]`.
 * @param length How many values.
 * @param figure Told the first place and the place after the last.
 * @returns The figures `[n]`, NaN before there are enough values.
 */
export function rolling(
  values: Float64Array,
  length: number,
  figure: (from: number, to: number) => number,
): Float64Array {
  const out = new Float64Array(values.length).fill(NaN);
  for (let i = length - 1; i < values.length; ++i) {
    out[i] = figure(i + 1 - length, i + 1);
  }
  return out;
}

/** Means of the last `length` values; NaN where one of them is. */
export function rollingMean(
  values: Float64Array,
  length: number,
): Float64Array {
  return rolling(values, length, (from, to) => meanOf(values, from, to));
}

/**
 * Standard deviations of the last `length` values.
 *
 * @param values The series `[n]`.
 * @param length How many values.
 * @param ddof Taken off their number: 1 for a sample, 0 for a population.
 * @returns Deviations `[n]`; 0 where all are equal.
 */
export function rollingDeviation(
  values: Float64Array,
  length: number,
  ddof: 0 | 1,
): Float64Array {
  return rolling(values, length, (from, to) => {
    const mean = meanOf(values, from, to);
    let squares = 0;
    for (let i = from; i < to; ++i) squares += (values[i] - mean) ** 2;
    const deviation = Math.sqrt(squares / (to - from - ddof));
    // What is left of equal values is the rounding of their mean.
    return deviation <= 1e-12 * Math.abs(mean) ? 0 : deviation;
  });
}

/** Largest of the last `length` values. */
export function rollingMax(values: Float64Array, length: number): Float64Array {
  return rolling(values, length, (from, to) => {
    let most = -Infinity;
    for (let i = from; i < to; ++i) most = Math.max(most, values[i]);
    return most;
  });
}

/** Smallest of the last `length` values. */
export function rollingMin(values: Float64Array, length: number): Float64Array {
  return rolling(values, length, (from, to) => {
    let least = Infinity;
    for (let i = from; i < to; ++i) least = Math.min(least, values[i]);
    return least;
  });
}

/**
 * Exponential means, `m_t = m_{t−1} + weight · (x_t − m_{t−1})`.
 *
 * @param values The series `[n]`; leading NaNs are passed over.
 * @param weight Weight of the newest value, in (0, 1].
 * @param start How many values the first mean is the plain mean of.
 * @returns The means `[n]`, NaN before the first.
 */
export function exponentialMean(
  values: Float64Array,
  weight: number,
  start: number,
): Float64Array {
  const out = new Float64Array(values.length).fill(NaN);
  let first = 0;
  while (first < values.length && Number.isNaN(values[first])) ++first;
  const at = first + start - 1;
  if (at >= values.length) return out;
  out[at] = meanOf(values, first, at + 1);
  for (let i = at + 1; i < values.length; ++i) {
    out[i] = out[i - 1] + weight * (values[i] - out[i - 1]);
  }
  return out;
}

/** One series by another; `fallback` where the second is 0. */
export function ratio(
  above: Float64Array,
  below: Float64Array,
  fallback: number,
): Float64Array {
  return above.map((x, i) => below[i] === 0 ? fallback : x / below[i]);
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; ++i) sum += values[i];
  return sum / (to - from);
}
