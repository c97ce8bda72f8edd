import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { ConvergenceError } from "lib/core/errors.ts";
import { cos } from "lib/pricing/engines/cos.ts";
import { CosSurface } from "lib/pricing/engines/cos_surface.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName, LAWS } from "lib/pricing/laws/laws.ts";
import {
  sliceAt,
  testEuropeanPrices,
} from "../../contracts/european_prices.ts";

testEuropeanPrices(cos, {
  mayRefuse: { "variance-gamma": 0.6, cgmy: 2, nig: 0.02, meixner: 0.02 },
  tolerance: 1e-5,
});

Deno.test("cos says what it reached where φ decays too slowly", () => {
  const cf = lawByName("variance-gamma").characteristicFunction({
    sigma: 0.12,
    nu: 0.2,
    theta: -0.14,
  });
  const terms = { strike: 100, rate: 0.1, dividend: 0, maturity: 7 / 365 };
  const slice = sliceAt(100, { ...terms, type: "call" });
  const error = assertThrows(
    () => cos.price(cf, slice, { tolerance: 1e-9 }),
    ConvergenceError,
  );
  assert(error.reached > 1e-9 && error.reached < 1);
});

const SURFACE = [7 / 365, 0.25, 1, 5].map((tau) => ({
  forward: 100 * Math.exp(0.02 * tau),
  discount: Math.exp(-0.03 * tau),
  tau,
  strikes: Float64Array.of(60, 85, 100, 120, 180),
  isCall: Uint8Array.of(0, 1, 0, 1, 1),
}));

for (const law of LAWS) {
  Deno.test(`CosSurface prices ${law.name} as lewis does, gradient too`, () => {
    const cf = law.characteristicFunction(law.space.start());
    const surface = new CosSurface(SURFACE, { tolerance: 1e-11 });
    const prices = new Float64Array(surface.size);
    const again = new Float64Array(surface.size);
    const jacobian = new Float64Array(surface.size * cf.size);
    surface.priceInto(cf, prices);
    surface.priceAndGradientInto(cf, again, jacobian);
    SURFACE.forEach((slice, s) => {
      const expected = lewis.price(cf, slice, {
        tolerance: 1e-10,
        derivatives: true,
      });
      slice.strikes.forEach((strike, i) => {
        const row = 5 * s + i;
        const label = `strike ${strike} at ${slice.tau}`;
        assertAlmostEquals(prices[row], expected.prices[i], 5e-9, label);
        assertAlmostEquals(again[row], expected.prices[i], 5e-9, label);
        expected.derivatives!.parameters.forEach((column, j) => {
          const size = 1e-6 * (1 + Math.abs(column[i]));
          const name = `${law.space.names[j]}, ${label}`;
          assertAlmostEquals(
            jacobian[row * cf.size + j],
            column[i],
            size,
            name,
          );
        });
      });
    });
  });
}
