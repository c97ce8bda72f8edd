import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { ConvergenceError } from "lib/core/errors.ts";
import { carrMadan } from "lib/pricing/engines/carr_madan.ts";
import { cos } from "lib/pricing/engines/cos.ts";
import { chooseEngine, ENGINES } from "lib/pricing/engines/european.ts";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  priceOrRefuse,
  testEuropeanEngine,
} from "../../contracts/european_engine.ts";
import { testEuropeanPrices } from "../../contracts/european_prices.ts";
import {
  EUROPEAN_REFERENCES,
  type EuropeanReference,
} from "../../reference/european_prices.ts";

for (const engine of ENGINES) testEuropeanEngine(engine);

testEuropeanPrices(carrMadan, {
  // CGMY at y = 0 has a φ that falls like u^(−2cτ): 2 years are not enough.
  mayRefuse: { "variance-gamma": 0.6, cgmy: 2.1, nig: 0.02, meixner: 0.02 },
  // One-tenth-year variance gamma reaches 2.2e-5 in the longest transform.
  tolerance: 3e-5,
});

Deno.test("every engine is registered under its own name", () => {
  assertEquals(ENGINES.map(({ name }) => name), ["lewis", "cos", "carr-madan"]);
});

function slice(row: EuropeanReference) {
  const { tau, rate, dividend, strike } = row;
  return {
    forward: 100 * Math.exp((rate - dividend) * tau),
    discount: Math.exp(-rate * tau),
    tau,
    strikes: Float64Array.of(strike),
    isCall: Uint8Array.of(1),
  };
}

for (const row of EUROPEAN_REFERENCES) {
  const { source, law, params, strike, tau, call, accuracy } = row;
  const cf = lawByName(law).characteristicFunction(params);
  const name = `${law} K=${strike} T=${tau.toFixed(3)} y=${params["y"] ?? "-"}`;

  Deno.test(`lewis reproduces ${source}: ${name}`, () => {
    const { prices } = lewis.price(cf, slice(row), { tolerance: 1e-11 });
    // 1e-12 is rounding on a spot of 100 with a double's exponent of φ.
    assertAlmostEquals(prices[0], call, accuracy + 1e-12);
  });

  for (const engine of [cos, carrMadan]) {
    Deno.test(`${engine.name} reproduces ${source} or refuses: ${name}`, () => {
      const got = priceOrRefuse(() =>
        engine.price(cf, slice(row), { tolerance: 1e-7 }).prices[0]
      );
      if (got instanceof ConvergenceError) assert(got.reached > 1e-7);
      else assertAlmostEquals(got, call, 1e-7 + accuracy);
    });
  }
}

const ONE_WEEK = {
  forward: 100,
  discount: 1,
  tau: 7 / 365,
  strikes: Float64Array.of(95, 100, 105),
  isCall: Uint8Array.of(0, 1, 1),
};
const VG = lawByName("variance-gamma").characteristicFunction({
  sigma: 0.12,
  nu: 0.2,
  theta: -0.14,
});

Deno.test("cos and carr-madan refuse one-week variance gamma, and lewis is chosen", () => {
  for (const engine of [cos, carrMadan]) {
    const error = assertThrows(
      () => engine.price(VG, ONE_WEEK, { tolerance: 1e-10 }),
      ConvergenceError,
    );
    assert(error.reached > error.tolerance);
  }
  assert(chooseEngine(VG, ONE_WEEK) === lewis);
  assert(lewis.price(VG, ONE_WEEK, { tolerance: 1e-12 }).evaluations < 3000);
});

Deno.test("a fast law with many strikes is priced by cos, a fine tolerance by lewis", () => {
  const cf = lawByName("black-scholes").characteristicFunction({ sigma: 0.2 });
  const year = { ...ONE_WEEK, tau: 1 };
  assert(chooseEngine(cf, year) === cos);
  assert(chooseEngine(cf, year, { tolerance: 1e-9 }) === lewis);
  assert(chooseEngine(cf, year, { derivatives: true }) === lewis);
});
