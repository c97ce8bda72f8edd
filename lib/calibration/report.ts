/** What a calibration says of itself. */

/** One quote beside the fitted law. */
export interface FittedQuote {
  /** Strike. */
  readonly strike: number;
  /** Time to expiry, in years. */
  readonly maturity: number;
  /** Call or put. */
  readonly type: "call" | "put";
  /** Forward to the expiry. */
  readonly forward: number;
  /** Market price. */
  readonly marketPrice: number;
  /** Price of the fitted law. */
  readonly modelPrice: number;
  /** Market implied volatility, null where the price has none. */
  readonly marketVol: number | null;
  /** Implied volatility of the fitted law, null where it has none. */
  readonly modelVol: number | null;
}

/** Where one start ended. */
export interface StartOutcome {
  /** Sum of squared weighted residuals. */
  readonly cost: number;
  /** Parameters there. */
  readonly params: Readonly<Record<string, number>>;
  /** Whether it found the best cost. */
  readonly agrees: boolean;
}

/** A fitted law, how well it fits and what the quotes do not tell. */
export interface CalibrationReport {
  /** Law name. */
  readonly law: string;
  /** Fitted parameters. */
  readonly params: Readonly<Record<string, number>>;
  /**
   * Standard errors from `s²(JᵀJ)⁻¹`, `s² = Σr²/(n − p)`; null where the quotes
   * do not determine the parameter.
   */
  readonly standardErrors: Readonly<Record<string, number | null>>;
  /** Correlation of the estimates, in the order of `params`; null as above. */
  readonly correlation: readonly (readonly number[])[] | null;
  /** Condition number of the column-scaled Jacobian; null if singular. */
  readonly condition: number | null;
  /** Root mean squared price error. */
  readonly rmsePrice: number;
  /** Root mean squared implied-volatility error, as a decimal. */
  readonly rmseImpliedVol: number | null;
  /** Mean absolute price error over the mean price. */
  readonly ape: number;
  /** Mean absolute price error. */
  readonly aae: number;
  /** Mean of absolute price error over price, over prices > 0. */
  readonly arpe: number;
  /** Number of quotes fitted. */
  readonly quotes: number;
  /** Steps of the best start. */
  readonly iterations: number;
  /** Wall time. */
  readonly milliseconds: number;
  /** What a reader should know before using the numbers. */
  readonly warnings: readonly string[];
  /** The quotes with the largest price errors. */
  readonly worstQuotes: readonly FittedQuote[];
  /** Where the starts ended, the best first. */
  readonly starts: readonly StartOutcome[];
  /** Every quote beside the fit. */
  readonly fitted: readonly FittedQuote[];
}
