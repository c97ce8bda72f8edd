/**
 * What a model says of windows: predictions with their times, symbols and
 * uncertainty.
 *
 * @module
 */

/** What {@linkcode PredictionOutput} consists of. */
export interface PredictionParts {
  /** Predicted numbers `[n × outputs]`; for classes the likeliest one. */
  readonly predictions: Float64Array;
  /** Probability of each class `[n × classes]`; null for numbers. */
  readonly probabilities: Float64Array | null;
  /** When each window's last row was known `[n]`, ms since 1970 UTC. */
  readonly timestamps: Float64Array;
  /** Symbol of each window `[n]`. */
  readonly symbols: readonly string[];
  /** Bars ahead of each output `[outputs]`. */
  readonly horizons: Int32Array;
  /**
   * Standard deviation of each prediction `[n × outputs]`: from the model's
   * quantiles where it has some, else that of its errors on the validation
   * windows; for classes √(p(1 − p)) of the likeliest one.
   */
  readonly uncertainty: Float64Array;
  /** Quantiles `[n × outputs × levels]`; null if the model has none. */
  readonly quantiles: Float64Array | null;
  /** Levels of the quantiles, ascending. */
  readonly levels: readonly number[];
}

/** Columns of equal length, as data frames take them. */
export type FrameColumns = Readonly<
  Record<string, readonly (string | number)[]>
>;

/** Predictions of a set of windows. */
export class PredictionOutput implements PredictionParts {
  readonly predictions: Float64Array;
  readonly probabilities: Float64Array | null;
  readonly timestamps: Float64Array;
  readonly symbols: readonly string[];
  readonly horizons: Int32Array;
  readonly uncertainty: Float64Array;
  readonly quantiles: Float64Array | null;
  readonly levels: readonly number[];

  /** Keeps the parts. */
  constructor(parts: PredictionParts) {
    this.predictions = parts.predictions;
    this.probabilities = parts.probabilities;
    this.timestamps = parts.timestamps;
    this.symbols = parts.symbols;
    this.horizons = parts.horizons;
    this.uncertainty = parts.uncertainty;
    this.quantiles = parts.quantiles;
    this.levels = parts.levels;
  }

  /** Number of windows. */
  get count(): number {
    return this.timestamps.length;
  }

  /** Number of classes, 0 for numbers. */
  get classes(): number {
    return (this.probabilities?.length ?? 0) / Math.max(1, this.count);
  }

  /**
   * A table with a row for each window and horizon: `timestamp` (ms),
   * `symbol`, `horizon`, `prediction`, `uncertainty`, `p0` … of the classes
   * and `q0.1` … of the quantiles; `pl.DataFrame(output.toFrame())` takes it.
   */
  toFrame(): FrameColumns {
    const outputs = this.horizons.length;
    const rows = this.count * outputs;
    const column = <T>(of: (window: number, output: number) => T): T[] =>
      Array.from(
        { length: rows },
        (_, k) => of(Math.floor(k / outputs), k % outputs),
      );
    const at = (values: Float64Array, width: number, j: number) =>
      column((i, h) => values[(i * outputs + h) * width + j]);
    const { probabilities, quantiles, levels, classes } = this;
    return {
      timestamp: column((i) => this.timestamps[i]),
      symbol: column((i) => this.symbols[i]),
      horizon: column((_, h) => this.horizons[h]),
      prediction: at(this.predictions, 1, 0),
      uncertainty: at(this.uncertainty, 1, 0),
      ...(probabilities && Object.fromEntries(
        Array.from(
          { length: classes },
          (_, c) => [`p${c}`, at(probabilities, classes, c)],
        ),
      )),
      ...(quantiles && Object.fromEntries(
        levels.map((q, j) => [`q${q}`, at(quantiles, levels.length, j)]),
      )),
    };
  }
}
