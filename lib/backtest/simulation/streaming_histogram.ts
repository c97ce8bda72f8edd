/**
 * Quantiles of a stream in flat memory: counts in bins of equal width, with the
 * smallest and largest value kept exactly.
 *
 * A quantile is right to one width as long as it lies between the ends; values
 * outside are counted in two bins of their own, between the end and the extreme.
 * Counts add up the same in whatever order parts are merged, which a t-digest
 * (Dunning, 2019) does not promise: the same paths give the same quantiles on
 * any number of threads.
 *
 * @module
 */

/** Where the bins are. */
export interface HistogramBins {
  /** Lower end of the first bin. */
  readonly low: number;
  /** Width of a bin. */
  readonly width: number;
  /** Number of bins. */
  readonly count: number;
}

/** What a histogram is sent as between threads. */
export interface HistogramState {
  /** Counts: below, the bins, above; shape `[count + 2]`. */
  readonly counts: Float64Array;
  /** Smallest value; Infinity if there is none. */
  readonly least: number;
  /** Largest value; −Infinity if there is none. */
  readonly most: number;
}

/** Counts of a stream. */
export class StreamingHistogram {
  /** Where the bins are. */
  readonly bins: HistogramBins;
  readonly #counts: Float64Array;
  #least = Infinity;
  #most = -Infinity;

  /**
   * Makes an empty histogram.
   *
   * @throws {RangeError} If the width is not above 0 or there is no bin.
   *
   * @example The median of 0 … 100
   * ```ts
   * import { assertAlmostEquals } from "@std/assert";
   * import { StreamingHistogram } from "lib/backtest/simulation/streaming_histogram.ts";
   *
   * const histogram = new StreamingHistogram({ low: 0, width: 0.5, count: 300 });
   * for (let i = 0; i <= 100; ++i) histogram.add(i);
   * assertAlmostEquals(histogram.quantile(0.5), 50, 0.5);
   * ```
   */
  constructor(bins: HistogramBins) {
    const { low, width, count } = bins;
    const fits = Number.isFinite(low) && width > 0 && width < Infinity &&
      Number.isInteger(count) && count >= 1;
    if (!fits) {
      throw new RangeError(
        `Cannot make a histogram as it must have a finite start, a width > 0 and one bin or more: current values are ${low}, ${width} and ${count}`,
      );
    }
    this.bins = bins;
    this.#counts = new Float64Array(count + 2);
  }

  /** Number of values. */
  get total(): number {
    return this.#counts.reduce((sum, n) => sum + n, 0);
  }

  /** Adds a value; NaN must not come. */
  add(value: number): void {
    const { low, width, count } = this.bins;
    const place = (value - low) / width;
    // 0 is below, 1 … count the bins, count + 1 above.
    const bin = place < 0 ? 0 : place >= count ? count + 1 : 1 + (place | 0);
    ++this.#counts[bin];
    if (value < this.#least) this.#least = value;
    if (value > this.#most) this.#most = value;
  }

  /** What {@linkcode StreamingHistogram.merge} takes. */
  state(): HistogramState {
    return { counts: this.#counts, least: this.#least, most: this.#most };
  }

  /**
   * Adds the values of another histogram of the same bins.
   *
   * @throws {TypeError} If it has another number of bins.
   */
  merge({ counts, least, most }: HistogramState): void {
    if (counts.length !== this.#counts.length) {
      throw new TypeError(
        `Cannot merge histograms as both must have ${
          this.#counts.length - 2
        } bins: the other has ${counts.length - 2}`,
      );
    }
    for (let i = 0; i < counts.length; ++i) this.#counts[i] += counts[i];
    this.#least = Math.min(this.#least, least);
    this.#most = Math.max(this.#most, most);
  }

  /**
   * A quantile, values taken to lie evenly within their bin.
   *
   * @param level In `[0, 1]`; 0 and 1 give the extremes exactly.
   * @returns The quantile, right to a width between the ends of the bins.
   * @throws {RangeError} If `level` is not in `[0, 1]`, or there are no values.
   */
  quantile(level: number): number {
    const { total } = this;
    if (!(level >= 0 && level <= 1) || total === 0) {
      throw new RangeError(
        `Cannot take a quantile as level must be in [0, 1] and there must be values: current level is ${level} of ${total} values`,
      );
    }
    const { low, width, count } = this.bins;
    const rank = level * total;
    let before = 0;
    for (let bin = 0; bin < count + 2; ++bin) {
      const here = this.#counts[bin];
      if (here === 0 || before + here < rank) {
        before += here;
        continue;
      }
      const from = bin === 0 ? this.#least : low + (bin - 1) * width;
      const to = bin === count + 1
        ? this.#most
        : bin === 0
        ? low
        : low + bin * width;
      const value = from + (to - from) * ((rank - before) / here);
      return Math.min(this.#most, Math.max(this.#least, value));
    }
    return this.#most;
  }
}
