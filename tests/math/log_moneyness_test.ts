import { assertLess } from "@std/assert";
import { logMoneyness, logRatio } from "lib/math/log_moneyness.ts";

/** `[spot, strike, rate, dividend, tau, ln(S/K) + (r−q)τ]`, mpmath. */
const VALUES = [
  [100.0, 105.12710963760242, 0.05, 0.0, 1.0, -1.1274916928557536349e-16],
  [
    254.01306295473057,
    387.9942618598905,
    0.07363585388257965,
    0.04449643734362103,
    14.537202337358382,
    7.3837814007027616861e-7,
  ],
  [1.0, 20.085536923187668, 0.3, 0.0, 10.0, -1.2012120063755753413e-16],
  [50.0, 20.32848300735844, -0.02, 0.07, 10.0, -1.0000001151706385817e-9],
  [7.0, 7.0007000350011666, 0.0001, 0.0, 1.0, 2.0179975475694491059e-17],
];

Deno.test("logMoneyness() keeps the digits that cancellation would take", () => {
  for (const [spot, strike, rate, dividend, tau, exact] of VALUES) {
    const x = logMoneyness(spot, strike, { rate, dividend, tau });
    // The correction is one step: its error is the square of 1e-16.
    assertLess(Math.abs(x - exact), 1e-15 * Math.abs(exact) + 1e-30);
  }
});

Deno.test("logRatio() is exact near one and far from it", () => {
  const near = 1 + 2 ** -40;
  assertLess(Math.abs(logRatio(near, 1) / (2 ** -40 - 2 ** -81) - 1), 1e-15);
  const far = logRatio(1e300, 1e-300) / (600 * Math.LN10);
  assertLess(Math.abs(far - 1), 1e-15);
});
