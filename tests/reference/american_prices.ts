/**
 * American prices, spot 100, from two independent implementations.
 *
 * `PREMIUM`: Andersen, Lake and Offengenden (2016), J. Computational Finance
 * 20(1), 39-87, DOI 10.21314/JCF.2016.312: the early-exercise premium of the
 * put with K = S = 100, r = q = 5%, sigma = 25%, T = 1, to its 12 decimals.
 *
 * `AMERICAN_PRICES`: QuantLib's QdFpAmericanEngine with
 * QdFpTanhSinhIterationScheme(30, 60, 1e-12); `miss` is the distance to its
 * scheme (24, 40, 1e-12), which bounds how far it may be trusted.
 */

/** The published premium. */
export const PREMIUM = 0.106952702747;

/** One row of the table; maturity is `days/365`. */
export interface AmericanRow {
  readonly isCall: boolean;
  readonly strike: number;
  readonly rate: number;
  readonly dividend: number;
  readonly sigma: number;
  readonly days: number;
  readonly price: number;
  readonly miss: number;
}

const row = (
  isCall: boolean,
  strike: number,
  [rate, dividend, sigma]: readonly [number, number, number],
  days: number,
  price: number,
  miss: number,
): AmericanRow => ({
  isCall,
  strike,
  rate,
  dividend,
  sigma,
  days,
  price,
  miss,
});

/** Spot 100 throughout. */
export const AMERICAN_PRICES: readonly AmericanRow[] = [
  row(false, 100, [0.05, 0.05, 0.25], 365, 9.569445298913799, 2e-14),
  row(true, 105, [0.02, 0.05, 0.3], 365, 8.570415319593621, 2e-11),
  row(false, 95, [0.05, 0.12, 0.25], 365, 9.768246527295283, 0e+00),
  row(false, 90, [0.001, 0.01, 0.15], 365, 2.22327195919763, 0e+00),
  row(true, 90, [0.02, 0.01, 0.4], 182, 16.58123316561263, 2e-14),
  row(false, 110, [0.05, 0, 0.2], 730, 13.264258082350775, 4e-11),
  row(false, 110, [0.06, 0.02, 0.5], 1095, 32.99485090750908, 6e-11),
  row(true, 100, [0.0, 0.04, 0.15], 3650, 8.257781128021826, 5e-10),
  row(false, 100, [0.05, 0.02, 0.2], 7, 1.0788930146916063, 5e-13),
  row(true, 80, [0.05, 0.1, 0.6], 730, 33.841539267492365, 9e-10),
  row(false, 100, [0.1, -0.02, 0.15], 365, 2.8480413999056715, 2e-10),
];
