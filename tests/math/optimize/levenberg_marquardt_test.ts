import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { levenbergMarquardt } from "lib/math/optimize/levenberg_marquardt.ts";

Deno.test("levenbergMarquardt() solves Powell's singular problem", () => {
  // More, Garbow and Hillstrom (1981), problem 13: least value 0 at 0.
  const { x, cost } = levenbergMarquardt(
    {
      residuals: 4,
      unknowns: 4,
      evaluateInto([a, b, c, d], r, j) {
        const [s5, s10] = [Math.sqrt(5), Math.sqrt(10)];
        r.set([a + 10 * b, s5 * (c - d), (b - 2 * c) ** 2, s10 * (a - d) ** 2]);
        j.fill(0);
        j.set([1, 10, 0, 0], 0);
        j.set([0, 0, s5, -s5], 4);
        j.set([0, 2 * (b - 2 * c), -4 * (b - 2 * c), 0], 8);
        j.set([2 * s10 * (a - d), 0, 0, -2 * s10 * (a - d)], 12);
        return true;
      },
    },
    Float64Array.of(3, -1, 0, 1),
    { costTolerance: 1e-30, stepTolerance: 1e-12 },
  );
  assert(cost < 1e-20);
  for (const value of x) assertAlmostEquals(value, 0, 1e-3);
});

Deno.test("levenbergMarquardt() fits Misra1a to NIST's certified values", () => {
  // NIST StRD, nonlinear regression, Misra1a, start 2.
  const x = [
    77.6,
    114.9,
    141.1,
    190.8,
    239.9,
    289,
    332.8,
    378.4,
    434.8,
    477.3,
    536.8,
    593.1,
    689.1,
    760,
  ];
  const y = [
    10.07,
    14.73,
    17.94,
    23.93,
    29.61,
    35.18,
    40.02,
    44.82,
    50.76,
    55.05,
    61.01,
    66.4,
    75.47,
    81.78,
  ];
  const fit = levenbergMarquardt(
    {
      residuals: x.length,
      unknowns: 2,
      evaluateInto([b1, b2], r, j) {
        x.forEach((value, i) => {
          const e = Math.exp(-b2 * value);
          r[i] = b1 * (1 - e) - y[i];
          j[2 * i] = 1 - e;
          j[2 * i + 1] = b1 * value * e;
        });
        return true;
      },
    },
    Float64Array.of(250, 0.0005),
    { longestStep: 1e3 },
  );
  assertAlmostEquals(fit.x[0] / 2.3894212918e2, 1, 1e-9);
  assertAlmostEquals(fit.x[1] / 5.5015643181e-4, 1, 1e-9);
  assertAlmostEquals(fit.cost / 1.2455138894e-1, 1, 1e-9);
});

Deno.test("levenbergMarquardt() refuses steps into invalid points", () => {
  const { x } = levenbergMarquardt({
    residuals: 1,
    unknowns: 1,
    evaluateInto([a], r, j) {
      if (a <= 0) return false;
      r[0] = Math.log(a) + 3;
      j[0] = 1 / a;
      return true;
    },
  }, Float64Array.of(1));
  assertAlmostEquals(x[0], Math.exp(-3), 1e-9);
});

Deno.test("levenbergMarquardt() says that an invalid start is one", () => {
  const { cost, converged } = levenbergMarquardt({
    residuals: 1,
    unknowns: 1,
    evaluateInto: () => false,
  }, Float64Array.of(1));
  assertEquals([cost, converged], [Infinity, false]);
});
