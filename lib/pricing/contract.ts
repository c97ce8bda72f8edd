/** The terms that every single-asset contract has, and what moves its value. */

/** Spot, strike, rates, maturity, call or put. */
export interface ContractTerms {
  /** Spot price of the underlying, positive. */
  readonly spot: number;
  /** Strike, in the currency of the spot, positive. */
  readonly strike: number;
  /** Continuous risk-free rate, per year. */
  readonly rate: number;
  /** Continuous dividend yield, per year. */
  readonly dividend: number;
  /** Time to expiry, in years, positive. */
  readonly maturity: number;
  /** Call if true, put if false. */
  readonly isCall: boolean;
}

/** Partial derivatives of a contract's value `V`. */
export interface Greeks {
  /** `∂V/∂S`. */
  readonly delta: number;
  /** `∂²V/∂S²`. */
  readonly gamma: number;
  /** `∂V/∂σ`; Black–Scholes only. */
  readonly vega?: number;
  /** `−∂V/∂T`, a year. */
  readonly theta: number;
  /** `∂V/∂r`. */
  readonly rho: number;
  /** `∂V/∂q`. */
  readonly rhoDividend: number;
  /** `∂²V/∂S∂σ`; Black–Scholes only. */
  readonly vanna?: number;
  /** `∂²V/∂σ²`; Black–Scholes only. */
  readonly volga?: number;
  /** `−∂²V/∂S∂T`, a year. */
  readonly charm: number;
  /** `∂³V/∂S³`. */
  readonly speed: number;
}
