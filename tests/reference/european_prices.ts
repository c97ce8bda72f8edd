/**
 * European prices from outside, spot 100 unless said otherwise.
 *
 * - Fang and Oosterlee (2008), SIAM J. Sci. Comput. 31(2), 826–848,
 *   doi:10.1137/080718061: variance gamma (table 7), CGMY (tables 8 to 10)
 *   and Heston (T = 1). Their printed Heston value 5.785155450 is itself off by
 *   1.6e-8; 5.785155434376 stands here.
 * - Alan Lewis, Heston reference prices, Wilmott forums (2015), to 1e-12.
 * - mpmath 1.3 at 25 to 30 digits, forward 100 and no discount: Merton by his
 *   series of Black prices; NIG and Meixner by integrating the payoff against
 *   the closed-form density; Kou, Bates and the extreme Heston cases by the
 *   integral along `Im u = −1/2` on panels.
 *
 * @module
 */

/** One price. */
export interface EuropeanReference {
  /** Where it comes from. */
  readonly source: string;
  /** Registered name of the law. */
  readonly law: string;
  /** Parameters. */
  readonly params: Readonly<Record<string, number>>;
  /** Strike, maturity in years, rate and dividend yield. */
  readonly strike: number;
  readonly tau: number;
  readonly rate: number;
  readonly dividend: number;
  /** Price of the call. */
  readonly call: number;
  /** Absolute error of the value as typed. */
  readonly accuracy: number;
}

const VG = { sigma: 0.12, nu: 0.2, theta: -0.14 };
const FO = { source: "Fang-Oosterlee", rate: 0.1, dividend: 0 };
const LEWIS = {
  source: "Alan Lewis",
  law: "heston",
  params: { v0: 0.04, kappa: 4, theta: 0.25, xi: 1, rho: -0.5 },
  tau: 1,
  rate: 0.01,
  dividend: 0.02,
  accuracy: 1e-12,
};
const MP = { source: "mpmath", rate: 0, dividend: 0, accuracy: 1e-13 };
const CGMY = { law: "cgmy", strike: 100, tau: 1, accuracy: 1e-9 };
const cgmy = (y: number) => ({ c: 1, g: 5, m: 5, y });
const WEEK = 7 / 365;
const VIOLATING = { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 1, rho: -0.9 };

/** The values. */
export const EUROPEAN_REFERENCES: readonly EuropeanReference[] = [
  {
    ...FO,
    law: "variance-gamma",
    params: VG,
    strike: 90,
    tau: 0.1,
    call: 10.993703187,
    accuracy: 1e-9,
  },
  {
    ...FO,
    law: "variance-gamma",
    params: VG,
    strike: 90,
    tau: 1,
    call: 19.099354724,
    accuracy: 1e-9,
  },
  { ...FO, ...CGMY, params: cgmy(0.5), call: 19.812948843 },
  { ...FO, ...CGMY, params: cgmy(1.5), call: 49.790905469 },
  { ...FO, ...CGMY, params: cgmy(1.98), call: 99.999905510 },
  {
    source: "Fang-Oosterlee, corrected",
    law: "heston",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
    },
    strike: 100,
    tau: 1,
    rate: 0,
    dividend: 0,
    call: 5.785155434376,
    accuracy: 1e-12,
  },
  { ...LEWIS, strike: 80, call: 26.774758743998854 },
  { ...LEWIS, strike: 90, call: 20.9333490005967104 },
  { ...LEWIS, strike: 100, call: 16.0701549170288343 },
  { ...LEWIS, strike: 110, call: 12.1322115167098449 },
  { ...LEWIS, strike: 120, call: 9.0249134834578356 },
  {
    ...MP,
    law: "merton",
    params: { sigma: 0.15, lambda: 0.8, muJ: -0.1, sigmaJ: 0.2 },
    strike: 110,
    tau: 0.5,
    call: 2.4782807689407438,
  },
  {
    ...MP,
    law: "nig",
    params: { alpha: 15, beta: -5, delta: 0.5 },
    strike: 110,
    tau: 0.5,
    call: 1.8106212748307336,
  },
  {
    ...MP,
    law: "meixner",
    params: { a: 0.3, b: -0.8, d: 1.2 },
    strike: 110,
    tau: 0.5,
    call: 2.7630392993391568,
  },
  {
    ...MP,
    law: "kou",
    params: { sigma: 0.15, lambda: 1, p: 0.4, eta1: 10, eta2: 5 },
    strike: 110,
    tau: 0.5,
    call: 2.6215046778858569,
  },
  {
    ...MP,
    law: "bates",
    params: {
      v0: 0.04,
      kappa: 1.5,
      theta: 0.05,
      xi: 0.5,
      rho: -0.6,
      lambda: 0.5,
      muJ: -0.1,
      sigmaJ: 0.15,
    },
    strike: 110,
    tau: 0.5,
    call: 2.1614421961850916,
  },
  {
    ...MP,
    source: "mpmath, Feller violated, ten years",
    law: "heston",
    params: { ...VIOLATING, xi: 2 },
    strike: 100,
    tau: 10,
    call: 8.5329875570318,
  },
  {
    ...MP,
    source: "mpmath, Feller violated, one week",
    law: "heston",
    params: VIOLATING,
    strike: 100,
    tau: WEEK,
    call: 1.0845887008864554,
  },
  {
    ...MP,
    source: "mpmath, Feller violated, one week, far out",
    law: "heston",
    params: VIOLATING,
    strike: 105,
    tau: WEEK,
    call: 0.0014205822610301069,
  },
];
