/** Published European prices, each with its source. */

/**
 * Fang and Oosterlee (2008), SIAM J. Sci. Comput. 31(2), 826–848,
 * https://doi.org/10.1137/080718061; S = 100, q = 0.
 *
 * Their Heston figure for T = 1, 5.785155450, is itself off by 1.6e-8; the value
 * here is the one that several independent integrations give.
 */
export const FANG_OOSTERLEE = [
  {
    name: "table 7, variance gamma, T = 0.1",
    law: "variance-gamma",
    params: { sigma: 0.12, nu: 0.2, theta: -0.14 },
    strike: 90,
    rate: 0.1,
    maturity: 0.1,
    price: 10.993703187,
    decimals: 9,
  },
  {
    name: "table 7, variance gamma, T = 1",
    law: "variance-gamma",
    params: { sigma: 0.12, nu: 0.2, theta: -0.14 },
    strike: 90,
    rate: 0.1,
    maturity: 1,
    price: 19.099354724,
    decimals: 9,
  },
  {
    name: "table 8, CGMY, Y = 0.5",
    law: "cgmy",
    params: { c: 1, g: 5, m: 5, y: 0.5 },
    strike: 100,
    rate: 0.1,
    maturity: 1,
    price: 19.812948843,
    decimals: 9,
  },
  {
    name: "table 9, CGMY, Y = 1.5",
    law: "cgmy",
    params: { c: 1, g: 5, m: 5, y: 1.5 },
    strike: 100,
    rate: 0.1,
    maturity: 1,
    price: 49.790905469,
    decimals: 9,
  },
  {
    name: "table 10, CGMY, Y = 1.98",
    law: "cgmy",
    params: { c: 1, g: 5, m: 5, y: 1.98 },
    strike: 100,
    rate: 0.1,
    maturity: 1,
    price: 99.999905510,
    decimals: 9,
  },
  {
    name: "table 4, Heston, T = 1",
    law: "heston",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
    },
    strike: 100,
    rate: 0,
    maturity: 1,
    price: 5.785155434376,
    decimals: 12,
  },
] as const;

/** Alan Lewis's Heston benchmark: S = 100, r = 0.01, q = 0.02, T = 1. */
export const LEWIS_HESTON = {
  params: { v0: 0.04, kappa: 4, theta: 0.25, xi: 1, rho: -0.5 },
  rows: [
    { strike: 80, put: 7.958878113256768285, call: 26.774758743998854221 },
    { strike: 90, put: 12.017966707346304988, call: 20.933349000596710388 },
    { strike: 100, put: 17.055270961270109414, call: 16.070154917028834278 },
    { strike: 110, put: 23.017825898442800539, call: 12.132211516709844868 },
    { strike: 120, put: 29.811026202682471843, call: 9.024913483457835636 },
  ],
} as const;

/**
 * QuantLib's variance gamma test table: S = 6000, T = 1, four decimals.
 */
export const QUANTLIB_VARIANCE_GAMMA = [
  {
    params: { sigma: 0.2, nu: 0.05, theta: -0.5 },
    rate: 0.05,
    dividend: 0,
    calls: [[5550, 955.1637], [6000, 687.2032], [6550, 433.7400]],
  },
  {
    params: { sigma: 0.15, nu: 0.01, theta: -0.5 },
    rate: 0.05,
    dividend: 0.02,
    calls: [[5550, 732.8705], [6000, 457.9064], [6550, 228.4057]],
  },
] as const;
