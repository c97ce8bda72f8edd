/**
 * VIX, VVIX and SKEW of three laws in 30 digits, by mpmath 1.x.
 *
 * VIX and SKEW: derivatives at 0 of the cumulant generating function, Heston's
 * Riccati solution (Heston 1993, eq. 17) at real arguments plus Bates' jumps.
 * VVIX: quadrature of `ln VIX` and of `VIX` over the noncentral χ² density with
 * its Bessel function (Cox, Ingersoll and Ross 1985, eq. 18), which adds to
 * 1 within 1e-12. All at 30/365 years. Our sums are exact to rounding, so 1e-9
 * points are allowed.
 *
 * @module
 */

/** Parameters and the indices' values in points. */
export const VOLATILITY_INDEX_ROWS = [
  {
    params: {
      v0: 0.02,
      kappa: 5,
      theta: 0.025,
      xi: 0.65,
      rho: -0.78,
      lambda: 0.4,
      muJ: -0.12,
      sigmaJ: 0.1,
    },
    vix: 17.31846441236,
    vvix: 90.0837817963457,
    skew: 121.03554527354,
  },
  {
    params: {
      v0: 0.04,
      kappa: 1.5,
      theta: 0.04,
      xi: 0.3,
      rho: -0.7,
      lambda: 0,
      muJ: 0,
      sigmaJ: 0,
    },
    vix: 20,
    vvix: 69.6274134493957,
    skew: 104.354101224843,
  },
  {
    params: {
      v0: 0.09,
      kappa: 3,
      theta: 0.03,
      xi: 0.9,
      rho: -0.5,
      lambda: 1,
      muJ: -0.05,
      sigmaJ: 0.08,
    },
    vix: 30.2872081689668,
    vvix: 135.252701463333,
    skew: 106.950444349699,
  },
] as const;
