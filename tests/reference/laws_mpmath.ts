/**
 * `ln φ(u)` of each law by formulas other than the laws' own.
 *
 * Computed with mpmath 1.3.0 at 40 decimal digits, by tanh-sinh quadrature on
 * panels:
 *
 * - black-scholes: the Gaussian integral of `exp(iux)`.
 * - merton, kou, bates' jumps: the jump density against
 *   `exp(iux) − 1 − iu(exp(x) − 1)`.
 * - cgmy, meixner: Lévy–Khintchine, the same integrand against
 *   `C·exp(−M|x|)/|x|^(1+Y)` and `d·exp(bx/a)/(x·sinh(πx/a))`; the published
 *   exponents with their `Γ(−Y)` and `ln cosh` are not used.
 * - variance-gamma: the Gaussian exponent averaged over an exponential clock
 *   (`τ = ν`).
 * - nig: the Gaussian exponent averaged over the inverse Gaussian clock.
 * - heston: the Riccati equations in `τ` by 40-term Taylor steps.
 *
 * @module
 */

/** One value of `ln φ`. */
export interface LogPhiReference {
  /** Registered name of the law. */
  readonly law: string;
  /** Parameters. */
  readonly params: Readonly<Record<string, number>>;
  /** Maturity, in years. */
  readonly tau: number;
  /** Real and imaginary part of `u`. */
  readonly u: readonly [number, number];
  /** Real and imaginary part of `ln φ(u)`. */
  readonly logPhi: readonly [number, number];
}

/** The values. */
export const LOG_PHI_REFERENCES: readonly LogPhiReference[] = [
  {
    law: "black-scholes",
    params: { sigma: 0.2 },
    tau: 0.25,
    u: [1.0, -0.5],
    logPhi: [-0.00625, 3.216572738679977e-44],
  },
  {
    law: "black-scholes",
    params: { sigma: 0.2 },
    tau: 0.25,
    u: [12.0, -0.5],
    logPhi: [-0.72125, 3.912067773519497e-43],
  },
  {
    law: "black-scholes",
    params: { sigma: 0.2 },
    tau: 0.25,
    u: [30.0, 2.0],
    logPhi: [-4.47, -0.75],
  },
  {
    law: "merton",
    params: { sigma: 0.15, lambda: 0.6, muJ: -0.2, sigmaJ: 0.1 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.03029327242652094, 0.0014966259353179107],
  },
  {
    law: "merton",
    params: { sigma: 0.15, lambda: 0.6, muJ: -0.2, sigmaJ: 0.1 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-2.35370166617, 1.085492205118524],
  },
  {
    law: "merton",
    params: { sigma: 0.15, lambda: 0.6, muJ: -0.2, sigmaJ: 0.1 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-10.860458795386405, 1.4983157300498695],
  },
  {
    law: "kou",
    params: { sigma: 0.16, lambda: 1, p: 0.4, eta1: 10, eta2: 5 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.04378386605783866, 0.00339117199391172],
  },
  {
    law: "kou",
    params: { sigma: 0.16, lambda: 1, p: 0.4, eta1: 10, eta2: 5 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-2.561710836484597, 0.664976238562687],
  },
  {
    law: "kou",
    params: { sigma: 0.16, lambda: 1, p: 0.4, eta1: 10, eta2: 5 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-12.498433109517848, -0.23740070558780016],
  },
  {
    law: "variance-gamma",
    params: { sigma: 0.12, nu: 0.2, theta: -0.14 },
    tau: 0.2,
    u: [1.0, -0.5],
    logPhi: [-0.002202921330701188, 5.39501863126044e-05],
  },
  {
    law: "variance-gamma",
    params: { sigma: 0.12, nu: 0.2, theta: -0.14 },
    tau: 0.2,
    u: [12.0, -0.5],
    logPhi: [-0.2195218120673226, 0.059226467455492],
  },
  {
    law: "variance-gamma",
    params: { sigma: 0.12, nu: 0.2, theta: -0.14 },
    tau: 0.2,
    u: [30.0, 2.0],
    logPhi: [-0.949770421361823, 0.36080032987063143],
  },
  {
    law: "nig",
    params: { alpha: 6.19, beta: -3.89, delta: 0.1622 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.027384978026108942, 0.003396321743293966],
  },
  {
    law: "nig",
    params: { alpha: 6.19, beta: -3.89, delta: 0.1622 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-1.3418120356635217, 0.7908179244388382],
  },
  {
    law: "meixner",
    params: { a: 0.3977, b: -1.494, d: 0.3462 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.026551514696795425, 0.0026400575080878647],
  },
  {
    law: "meixner",
    params: { a: 0.3977, b: -1.494, d: 0.3462 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-1.335918757542733, 0.8134673995044227],
  },
  {
    law: "meixner",
    params: { a: 0.3977, b: -1.494, d: 0.3462 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-4.074321276780124, 2.347975138294152],
  },
  {
    law: "heston",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
    },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.016751725581527203, 0.0015368912593527423],
  },
  {
    law: "heston",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
    },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-0.9373445838658547, 0.5315601602096902],
  },
  {
    law: "heston",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
    },
    tau: 1,
    u: [30.0, -6.0],
    logPhi: [-2.4723009989350095, 2.5189585549216535],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 1, rho: -0.9 },
    tau: 10,
    u: [1.0, -0.5],
    logPhi: [-0.08745621402504959, 0.055500210846107526],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 1, rho: -0.9 },
    tau: 10,
    u: [12.0, -0.5],
    logPhi: [-1.133161008463038, 2.1243780687071325],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 0.5, theta: 0.04, xi: 1, rho: -0.9 },
    tau: 10,
    u: [30.0, -6.0],
    logPhi: [-1.776325525221505, 6.543987811450525],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.06, xi: 2, rho: -0.7 },
    tau: 0.019230769230769232,
    u: [1.0, -0.5],
    logPhi: [-0.00048086851091373695, 6.3813104197152245e-06],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.06, xi: 2, rho: -0.7 },
    tau: 0.019230769230769232,
    u: [12.0, -0.5],
    logPhi: [-0.05368166430783846, 0.008472660635318225],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.06, xi: 2, rho: -0.7 },
    tau: 0.019230769230769232,
    u: [30.0, -6.0],
    logPhi: [-0.23321697747642894, 0.19109380029002082],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.09, xi: 0.0001, rho: -0.5 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.04006491322697455, 5.96839723819229e-07],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.09, xi: 0.0001, rho: -0.5 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-4.623490683779682, 0.0008265035523017608],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 1.5, theta: 0.09, xi: 0.0001, rho: -0.5 },
    tau: 1,
    u: [30.0, -6.0],
    logPhi: [-27.878158450727728, 10.588724070122414],
  },
  {
    law: "heston",
    params: { v0: 0.12, kappa: 3, theta: 0.12, xi: 0.04, rho: 0.6 },
    tau: 0.5,
    u: [1.0, -0.5],
    logPhi: [-0.03757138631952634, -0.0001450696911800797],
  },
  {
    law: "heston",
    params: { v0: 0.12, kappa: 3, theta: 0.12, xi: 0.04, rho: 0.6 },
    tau: 0.5,
    u: [12.0, -0.5],
    logPhi: [-4.32061511005459, -0.19978682101396192],
  },
  {
    law: "heston",
    params: { v0: 0.12, kappa: 3, theta: 0.12, xi: 0.04, rho: 0.6 },
    tau: 0.5,
    u: [30.0, -6.0],
    logPhi: [-27.29863686633312, 6.768874197396745],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 0.01, theta: 0.09, xi: 0.3, rho: 0.9999 },
    tau: 2,
    u: [1.0, -0.5],
    logPhi: [-0.05331989155587451, -0.016475303008082958],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 0.01, theta: 0.09, xi: 0.3, rho: 0.9999 },
    tau: 2,
    u: [12.0, -0.5],
    logPhi: [-0.4781625061718984, -1.691282496897898],
  },
  {
    law: "heston",
    params: { v0: 0.04, kappa: 0.01, theta: 0.09, xi: 0.3, rho: 0.9999 },
    tau: 2,
    u: [30.0, -6.0],
    logPhi: [-1.4172265303012745, -4.460250931303439],
  },
  {
    law: "bates",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
      lambda: 0.8,
      muJ: -0.1,
      sigmaJ: 0.15,
    },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.031161534864321647, 0.00259548059815845],
  },
  {
    law: "bates",
    params: {
      v0: 0.0175,
      kappa: 1.5768,
      theta: 0.0398,
      xi: 0.5751,
      rho: -0.5711,
      lambda: 0.8,
      muJ: -0.1,
      sigmaJ: 0.15,
    },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-1.630203608900474, 1.2147345474748787],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: -0.7 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.00573249570010331, 0.0008734583240191392],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: -0.7 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-0.13438802409645442, 0.15755570169447425],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: -0.7 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-0.21906254246912582, 0.41923898664233167],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 0 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.011675512604633433, 0.0011400943052245866],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 0 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-0.4808139615909993, 0.302039976230525],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 0 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-1.048465704641389, 0.8627816518521183],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 0.5 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.023894870990800593, 0.0015110900533892287],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 0.5 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-1.4000374027828717, 0.5277770530612285],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 0.5 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-4.006556914642737, 1.5159777534897845],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.06343571710551309, 0.002190598874209386],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-5.001535416109077, 1.002095595762601],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-19.01662669329388, 2.0682794836909335],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1.2 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.10460058309568827, 0.00261520945591751],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1.2 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-9.12009313635927, 1.3281328493197662],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1.2 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-38.728354199879234, 1.2452478754092653],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1.98 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-17.87698205976897, 0.00631802512496501],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1.98 },
    tau: 1,
    u: [12.0, -0.5],
    logPhi: [-2054.018077481331, 4.686274192764426],
  },
  {
    law: "cgmy",
    params: { c: 0.3, g: 4, m: 9, y: 1.98 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-12635.350490748173, -2077.3532427050086],
  },
  // Near the Gaussian limit, nig and variance-gamma from their published
  // exponents at 40 digits: what is tested here is cancellation.
  {
    law: "cgmy",
    params: { c: 100, g: 80, m: 300, y: 0.5 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.08737221455774599, 0.00045846268627333246],
  },
  {
    law: "cgmy",
    params: { c: 100, g: 80, m: 300, y: 0.5 },
    tau: 1,
    u: [60.0, -0.5],
    logPhi: [-221.25730929789498, 64.07064440014756],
  },
  {
    law: "nig",
    params: { alpha: 200, beta: -50, delta: 10 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.03435789576224684, 4.5291852750151976e-05],
  },
  {
    law: "variance-gamma",
    params: { sigma: 0.2, nu: 0.001, theta: -0.5 },
    tau: 1,
    u: [1.0, -0.5],
    logPhi: [-0.025137614231612888, 1.2039986367863981e-05],
  },
  {
    law: "nig",
    params: { alpha: 200, beta: -50, delta: 10 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-24.623623238284008, -3.1198184004095437],
  },
  {
    law: "variance-gamma",
    params: { sigma: 0.2, nu: 0.001, theta: -0.5 },
    tau: 1,
    u: [30.0, 2.0],
    logPhi: [-17.88458393088347, -2.7122758820551893],
  },
];
