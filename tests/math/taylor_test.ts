import { assertAlmostEquals, assertEquals } from "@std/assert";
import { normalCdf, normalPdf } from "lib/math/normal.ts";
import { Taylor, variable } from "lib/math/taylor.ts";

/** The first four derivatives that a jet stands for. */
const derivatives = ({ c0, c1, c2, c3 }: Taylor) => [c0, c1, 2 * c2, 6 * c3];

function assertJet(jet: Taylor, expected: readonly number[]) {
  derivatives(jet).forEach((value, k) =>
    assertAlmostEquals(value, expected[k], 1e-13 * (1 + Math.abs(expected[k])))
  );
}

Deno.test("elementary jets carry the derivatives of the textbooks", () => {
  const x = 0.7;
  const t = variable(x, 1);
  assertJet(t.exp(), [1, 1, 1, 1].map((c) => c * Math.exp(x)));
  assertJet(t.log(), [Math.log(x), 1 / x, -1 / x ** 2, 2 / x ** 3]);
  const root = Math.sqrt(x);
  assertJet(t.sqrt(), [root, 0.5 / root, -0.25 / x ** 1.5, 0.375 / x ** 2.5]);
  assertJet(t.pow(2.5), [
    x ** 2.5,
    2.5 * x ** 1.5,
    3.75 * root,
    1.875 / root,
  ]);
  assertJet(variable(1).div(t), [1 / x, -1 / x ** 2, 2 / x ** 3, -6 / x ** 4]);
  assertJet(t.mul(t).mul(t), [x ** 3, 3 * x * x, 6 * x, 6]);
});

Deno.test("the chain rule holds: log undoes exp and a square undoes sqrt", () => {
  const f = new Taylor(0.4, -1.3, 0.8, 2.1);
  assertJet(f.exp().log(), derivatives(f));
  assertJet(f.sqrt().mul(f.sqrt()), derivatives(f));
  assertJet(f.mul(f).div(f), derivatives(f));
  assertJet(f.add(f).sub(f.scale(2)).shift(1), [1, 0, 0, 0]);
});

Deno.test("the normal distribution's jet carries its density's derivatives", () => {
  for (const x of [-2.3, 0, 1.1]) {
    const n = normalPdf(x);
    assertJet(variable(x, 1).normalCdf(), [
      normalCdf(x),
      n,
      -x * n,
      (x * x - 1) * n,
    ]);
  }
});

Deno.test("log N agrees with the logarithm of N on both sides of its seam", () => {
  for (const x of [-20, -8, -5.01, -4.99, -1, 0, 2, 6]) {
    const f = new Taylor(x, 0.3, -0.2, 0.1);
    assertJet(f.logNormalCdf(), derivatives(f.normalCdf().log()));
  }
});

Deno.test("log N stays finite where N underflows", () => {
  const jet = variable(-100, 1).logNormalCdf();
  // mpmath, 30 digits.
  assertAlmostEquals(jet.c0, -5005.524208694205, 1e-9);
  assertAlmostEquals(jet.c1, 100.00999800099926, 1e-9);
});

Deno.test("an infinite argument gives a constant, not NaN", () => {
  assertEquals(derivatives(variable(Infinity, 1).normalCdf()), [1, 0, 0, 0]);
  assertEquals(derivatives(variable(-50, 1e9).normalCdf()), [0, 0, 0, 0]);
});
