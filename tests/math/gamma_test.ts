import { assertAlmostEquals } from "@std/assert";
import { digamma, gamma } from "lib/math/gamma.ts";

// mpmath at 40 digits.
const VALUES = [
  [0.02, 49.442210163195662402, -50.544789310456178747],
  [0.5, 1.7724538509055160273, -1.9635100260214234794],
  [1.5, 0.88622692545275801365, 0.036489973978576520559],
  [3.3, 2.6834373819557683003, 1.0348224890596216863],
  [25.25, 1.3821549138373969086e24, 3.2088934898690552952],
  [-0.3, -4.3268511088251927205, 2.1133097796353988734],
  [-1.98, 25.480421646668532463, -49.019330642140324155],
  [170.5, 5.5620924145599996107e305, 5.1357998787947034412],
].map(([x, value, slope]) => ({ x, value, slope }));

Deno.test("gamma() equals 40-digit values", () => {
  for (const { x, value } of VALUES) {
    // The power in Γ(170.5) magnifies the rounding of its argument.
    assertAlmostEquals(gamma(x) / value, 1, x > 100 ? 1e-13 : 5e-15);
  }
});

Deno.test("digamma() equals 40-digit values", () => {
  for (const { x, slope } of VALUES) {
    const size = 5e-15 * (1 + Math.abs(slope));
    assertAlmostEquals(digamma(x), slope, size);
  }
});
