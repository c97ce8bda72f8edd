/**
 * Published prices of average-price calls with a continuous average, S = 100.
 *
 * @module
 */

/**
 * Zhang (2001), "A semi-analytical method for pricing and hedging continuously
 * sampled arithmetic average rate options", J. Computational Finance 5(1), 59–79,
 * table 1: Black–Scholes, T = 1, q = 0, seven decimals. At σ = 0.05, r = 0.09,
 * K = 95 one reprint has 8.8088302, which is four standard errors of 2e-6 off
 * the simulation; 8.8088392, as others print it, is used.
 */
export const ZHANG_ARITHMETIC: readonly {
  readonly sigma: number;
  readonly rate: number;
  readonly prices: readonly (readonly [strike: number, price: number])[];
}[] = [
  {
    sigma: 0.05,
    rate: 0.05,
    prices: [[95, 7.1777275], [100, 2.7161745], [105, 0.3372614]],
  },
  {
    sigma: 0.05,
    rate: 0.09,
    prices: [[95, 8.8088392], [100, 4.3082350], [105, 0.9583841]],
  },
  {
    sigma: 0.05,
    rate: 0.15,
    prices: [[95, 11.0940944], [100, 6.7943550], [105, 2.7444531]],
  },
  {
    sigma: 0.1,
    rate: 0.05,
    prices: [[90, 11.9510927], [100, 3.6413864], [110, 0.3312030]],
  },
  {
    sigma: 0.1,
    rate: 0.09,
    prices: [[90, 13.3851974], [100, 4.9151167], [110, 0.6302713]],
  },
  {
    sigma: 0.1,
    rate: 0.15,
    prices: [[90, 15.3987687], [100, 7.0277081], [110, 1.4136149]],
  },
  {
    sigma: 0.2,
    rate: 0.05,
    prices: [[90, 12.5959916], [100, 5.7630881], [110, 1.9898945]],
  },
  {
    sigma: 0.2,
    rate: 0.09,
    prices: [[90, 13.8314996], [100, 6.7773481], [110, 2.5462209]],
  },
  {
    sigma: 0.2,
    rate: 0.15,
    prices: [[90, 15.6417575], [100, 8.4088330], [110, 3.5556100]],
  },
  {
    sigma: 0.3,
    rate: 0.05,
    prices: [[90, 13.9538233], [100, 7.9456288], [110, 4.0717942]],
  },
  {
    sigma: 0.3,
    rate: 0.09,
    prices: [[90, 14.9839595], [100, 8.8287588], [110, 4.6967089]],
  },
  {
    sigma: 0.3,
    rate: 0.15,
    prices: [[90, 16.5129113], [100, 10.2098305], [110, 5.7301225]],
  },
];

/**
 * Kim and Wee (2014), "Pricing of geometric Asian options under Heston's
 * stochastic volatility model", Quantitative Finance 14(10), 1795–1809, tables 1
 * (the Feller condition holds) and 4 (it does not): r = 0.05, q = 0, four
 * decimals.
 */
export const KIM_WEE_GEOMETRIC: readonly {
  readonly params: Readonly<Record<string, number>>;
  readonly maturity: number;
  readonly prices: readonly (readonly [strike: number, price: number])[];
}[] = [
  {
    params: { v0: 0.09, kappa: 1.15, theta: 0.348, xi: 0.39, rho: -0.64 },
    maturity: 0.2,
    prices: [[90, 10.6571], [100, 3.4478], [110, 0.4724]],
  },
  {
    params: { v0: 0.09, kappa: 1.15, theta: 0.348, xi: 0.39, rho: -0.64 },
    maturity: 1.5,
    prices: [[90, 16.5030], [100, 11.3374], [110, 7.4122]],
  },
  {
    params: { v0: 0.09, kappa: 2, theta: 0.09, xi: 1, rho: -0.3 },
    maturity: 0.2,
    prices: [[90, 10.6425], [100, 3.1578], [110, 0.3609]],
  },
  {
    params: { v0: 0.09, kappa: 2, theta: 0.09, xi: 1, rho: -0.3 },
    maturity: 1.5,
    prices: [[90, 14.9955], [100, 8.7767], [110, 4.5118]],
  },
];
