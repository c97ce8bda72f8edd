/**
 * Black–Scholes: the log price is Brownian motion.
 *
 * ```text
 * κ(u) = −½σ²u²
 * ```
 *
 * Black and Scholes (1973), J. Political Economy 81(3), 637–654.
 *
 * @module
 */

import type { Law } from "lib/pricing/laws/law.ts";
import { levyLaw } from "lib/pricing/laws/levy_law.ts";
import { ParameterSpace } from "lib/pricing/laws/parameter_space.ts";

const space = new ParameterSpace("black-scholes", [{
  name: "sigma",
  description: "volatility, per √year",
  valid: [0, Infinity],
  search: [0.005, 3],
  scale: "log",
  prior: { kind: "lognormal", median: 0.2, logSd: 0.6 },
  start: 0.2,
}]);

/** The Black–Scholes law, parameter `{ sigma }`. */
export const blackScholes: Law = {
  name: "black-scholes",
  levy: true,
  space,
  characteristicFunction(params) {
    space.check(params);
    const { sigma } = params;
    const half = 0.5 * sigma * sigma;
    return levyLaw({
      name: "black-scholes",
      size: 1,
      exponent: (u) => u.mul(u).scale(-half),
      exponentInto(u, out) {
        for (let i = 0; i < u.re.length; ++i) {
          const [x, y] = [u.re[i], u.im[i]];
          out.re[i] = -half * (x * x - y * y);
          out.im[i] = -half * 2 * x * y;
        }
      },
      gradientInto(u, out, [dSigma]) {
        for (let i = 0; i < u.re.length; ++i) {
          const [x, y] = [u.re[i], u.im[i]];
          const [re, im] = [x * x - y * y, 2 * x * y];
          out.re[i] = -half * re;
          out.im[i] = -half * im;
          dSigma.re[i] = -sigma * re;
          dSigma.im[i] = -sigma * im;
        }
      },
      cumulants: { c1: 0, c2: sigma * sigma, c4: 0 },
      strip: [-Infinity, Infinity],
      pureJump: false,
    });
  },
};
