import { assertAlmostEquals } from "@std/assert";
import { blackGreeks } from "lib/pricing/black.ts";
import {
  geometricAsianGreeks,
  geometricAsianPrice,
} from "lib/pricing/engines/asian_geometric.ts";
import { levyGeometricAsian } from "lib/pricing/engines/asian_geometric_levy.ts";
import { blackScholes } from "lib/pricing/laws/black_scholes.ts";
import { merton } from "lib/pricing/laws/merton.ts";
import { assertGreeksOf } from "./spot_differences.ts";

const TERMS = {
  spot: 100,
  strike: 100,
  rate: 0.06,
  dividend: 0.03,
  maturity: 1,
  isCall: true,
};

Deno.test("the continuous average meets Haug (1998), pp. 96-97: 4.6922", () => {
  const price = geometricAsianPrice({
    spot: 80,
    strike: 85,
    rate: 0.05,
    dividend: -0.03,
    maturity: 0.25,
    isCall: false,
  }, { fixings: "continuous", sigma: 0.2 });
  assertAlmostEquals(price, 4.6922, 5e-5);
});

Deno.test("ten fixings meet Clewlow and Strickland (1998), p. 118: 5.3425606635", () => {
  const price = geometricAsianPrice(TERMS, { fixings: 10, sigma: 0.2 });
  assertAlmostEquals(price, 5.3425606635, 5e-11);
});

Deno.test("one fixing is the European option, many the continuous average", () => {
  const european = blackGreeks({ ...TERMS, tau: 1, sigma: 0.3 });
  const one = { fixings: 1, sigma: 0.3 };
  assertAlmostEquals(geometricAsianPrice(TERMS, one), european.price, 1e-13);
  const { charm, speed } = geometricAsianGreeks(TERMS, one);
  assertAlmostEquals(charm, european.charm, 1e-13);
  assertAlmostEquals(speed, european.speed, 1e-15);
  const price = (fixings: number | "continuous") =>
    geometricAsianPrice(TERMS, { fixings, sigma: 0.3 });
  assertAlmostEquals(price(1e8), price("continuous"), 1e-6);
});

Deno.test("every Greek is the derivative of the price", () => {
  for (const fixings of [3, "continuous"] as const) {
    for (const isCall of [true, false]) {
      const terms = { ...TERMS, strike: 104, isCall };
      assertGreeksOf(
        (t, sigma) => geometricAsianPrice(t, { fixings, sigma }),
        { terms, sigma: 0.25 },
        geometricAsianGreeks(terms, { fixings, sigma: 0.25 }),
        1e-7,
      );
    }
  }
});

Deno.test("the Fourier way agrees with the closed form, Greeks included", () => {
  for (const fixings of [10, "continuous"] as const) {
    const model = { law: blackScholes, params: { sigma: 0.2 } };
    const found = levyGeometricAsian(model, TERMS, {
      fixings,
      tolerance: 1e-10,
      greeks: true,
    });
    const options = { fixings, sigma: 0.2 };
    assertAlmostEquals(found.price, geometricAsianPrice(TERMS, options), 1e-10);
    const { vega, vanna: _, volga: __, ...rest } = geometricAsianGreeks(
      TERMS,
      options,
    );
    for (const [name, value] of Object.entries(rest)) {
      const greek = found.greeks?.[name as keyof typeof rest] ?? NaN;
      assertAlmostEquals(greek, value, 1e-7, name);
    }
    assertAlmostEquals(found.sensitivities?.["sigma"] ?? NaN, vega, 1e-7);
  }
});

Deno.test("jumps that never come change nothing; jumps that come add value", () => {
  const price = (lambda: number) =>
    levyGeometricAsian(
      {
        law: merton,
        params: { sigma: 0.2, lambda, muJ: -0.05, sigmaJ: 0.2 },
      },
      TERMS,
      { fixings: 10, tolerance: 1e-10 },
    ).price;
  assertAlmostEquals(price(1e-9), 5.3425606635, 1e-8);
  assertAlmostEquals(price(0.5) > 5.6 ? 1 : 0, 1);
});
