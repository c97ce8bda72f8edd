import { assert, assertAlmostEquals } from "@std/assert";
import { lewis } from "lib/pricing/engines/lewis.ts";
import { lawByName } from "lib/pricing/laws/laws.ts";
import {
  sliceAt,
  testEuropeanPrices,
} from "../../contracts/european_prices.ts";

testEuropeanPrices(lewis, { mayRefuse: {}, tolerance: 1e-10 });

Deno.test("lewis takes few evaluations where φ hardly decays", () => {
  // |φ| falls like u^(−0.2): a fixed grid would need millions of terms.
  const cf = lawByName("variance-gamma").characteristicFunction({
    sigma: 0.12,
    nu: 0.2,
    theta: -0.14,
  });
  const terms = { strike: 101, rate: 0.02, dividend: 0, maturity: 7 / 365 };
  const slice = sliceAt(100, { ...terms, type: "put" });
  const { evaluations } = lewis.price(cf, slice, { tolerance: 1e-10 });
  assert(evaluations < 1000, `${evaluations}`);
});

Deno.test("lewis keeps the relative accuracy of a far wing", () => {
  const cf = lawByName("black-scholes").characteristicFunction({ sigma: 0.1 });
  const terms = { strike: 160, rate: 0, dividend: 0, maturity: 0.1 };
  const slice = sliceAt(100, { ...terms, type: "call" });
  const [price] = lewis.price(cf, slice).prices;
  // mpmath, 30 digits, from the closed form.
  assertAlmostEquals(price / 7.66196737958378998e-51, 1, 1e-9);
});

Deno.test("lewis derivatives agree with differences of its own prices", () => {
  const law = lawByName("heston");
  const params = { v0: 0.04, kappa: 1.5, theta: 0.05, xi: 0.6, rho: -0.7 };
  const base = { strike: 95, rate: 0.03, dividend: 0.01, maturity: 0.5 };
  const slice = sliceAt(100, { ...base, type: "call" });
  const at = (change: Partial<typeof slice>, p = params) =>
    lewis.price(
      law.characteristicFunction(p),
      { ...slice, ...change },
      { tolerance: 1e-12, derivatives: true },
    );
  const { derivatives } = at({});
  assert(derivatives !== undefined);
  const { forward, tau } = slice;
  const difference = (f: (h: number) => number, h: number) =>
    (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
  // Fourth-order differences of 1e-13-accurate prices.
  const inForward = (f: (r: ReturnType<typeof at>) => number) =>
    difference((h) => f(at({ forward: forward + h })), 0.02);
  const inTau = (f: (r: ReturnType<typeof at>) => number) =>
    difference((h) => f(at({ tau: tau + h })), 1e-3);
  assertAlmostEquals(
    derivatives.forward[0],
    inForward((r) => r.prices[0]),
    1e-9,
  );
  assertAlmostEquals(
    derivatives.forward2[0],
    inForward((r) => r.derivatives!.forward[0]),
    1e-9,
  );
  assertAlmostEquals(
    derivatives.forward3[0],
    inForward((r) => r.derivatives!.forward2[0]),
    1e-9,
  );
  assertAlmostEquals(derivatives.tau[0], inTau((r) => r.prices[0]), 1e-7);
  assertAlmostEquals(
    derivatives.forwardTau[0],
    inTau((r) => r.derivatives!.forward[0]),
    1e-7,
  );
  law.space.names.forEach((name, j) => {
    const slope = difference((h) => {
      const moved = { ...params, [name]: params[name as "v0"] + h };
      return at({}, moved).prices[0];
    }, 1e-4);
    assertAlmostEquals(derivatives.parameters[j][0], slope, 1e-6);
  });
});
