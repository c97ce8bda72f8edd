/**
 * `ln φ` at many nodes, for integrands whose factors may leave the range of a
 * double one by one while their product counts.
 *
 * @module
 */

import type { ComplexVector } from "lib/math/complex_vector.ts";
import type { CharacteristicFunction } from "lib/pricing/laws/law.ts";

/**
 * `ln φ(uᵢ)`, on any branch.
 *
 * Under a Lévy law without a Gaussian part a contour leaves the drift on one
 * side: `φ` underflows there and `e^(−iuk)` overflows, and near the drift the
 * product of the two does not die out. Its exponent is known without `φ`.
 *
 * @param cf The law.
 * @param u The nodes.
 * @param tau Years.
 * @param phi `φ(uᵢ)`, from which other laws' logarithms are taken.
 * @param out Filled.
 */
export function logPhiInto(
  cf: CharacteristicFunction,
  u: ComplexVector,
  tau: number,
  phi: ComplexVector,
  out: ComplexVector,
): void {
  const { re, im } = out;
  if (cf.pureJumpLevy === true) {
    cf.tauDerivativeInto(u, tau, out);
    for (let i = 0; i < re.length; ++i) {
      re[i] *= tau;
      im[i] *= tau;
    }
    return;
  }
  for (let i = 0; i < re.length; ++i) {
    re[i] = Math.log(Math.hypot(phi.re[i], phi.im[i]));
    im[i] = Math.atan2(phi.im[i], phi.re[i]);
  }
}
