import { assert } from "@std/assert";
import { Complex } from "lib/math/complex.ts";
import { complexVector } from "lib/math/complex_vector.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import { LOG_PHI_REFERENCES } from "../../reference/laws_mpmath.ts";

// Doubles lose the digits by which the parts of an exponent cancel near u = 0:
// 1e-15 absolute covers them, 2e-14 relative the rest.
const RELATIVE = 2e-14;
const ABSOLUTE = 1e-15;

for (const { name } of LAWS) {
  const rows = LOG_PHI_REFERENCES.filter((row) => row.law === name);

  Deno.test(`${name} has ln φ of an independent 40-digit integral`, () => {
    assert(rows.length >= 2);
    for (const { params, tau, u, logPhi } of rows) {
      const cf = lawByName(name).characteristicFunction(params);
      const expected = new Complex(...logPhi);
      const error = cf.logPhi(new Complex(...u), tau).sub(expected).abs();
      const label = `${JSON.stringify(params)} at u = ${u}: ${error}`;
      assert(error <= RELATIVE * expected.abs() + ABSOLUTE, label);

      // Below this φ is no longer a normal double.
      if (expected.re < -690) continue;
      const out = complexVector(1);
      const at = { re: Float64Array.of(u[0]), im: Float64Array.of(u[1]) };
      cf.phiInto(at, tau, out);
      const phi = expected.exp();
      const gap = new Complex(out.re[0], out.im[0]).sub(phi).abs() / phi.abs();
      assert(gap <= RELATIVE * (1 + expected.abs()), `φ, ${label}: ${gap}`);
    }
  });
}
