import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { impliedVolOfCase } from "lib/pricing/implied_vol_case.ts";

const QUOTE = {
  spot: 100,
  strike: 110,
  rate: 0.03,
  dividend: 0.01,
  maturity: 0.75,
  type: "call",
  price: 5.36747098355433691,
};

Deno.test("a quote gives its volatility under its own id, else its index", () => {
  const named = impliedVolOfCase({ ...QUOTE, id: "x" }, 4);
  assertEquals(named.id, "x");
  assert(Math.abs(named.impliedVol! / 0.25 - 1) < 1e-15);
  assertEquals(impliedVolOfCase(QUOTE, 4).id, 4);
});

Deno.test("a bad field is a failure that names field, value and range", () => {
  const cases: readonly [Record<string, unknown>, string, RegExp][] = [
    [{ strike: 0 }, "invalid_input", /strike must be a positive.*value is 0/],
    [{ spot: "100" }, "invalid_input", /spot must be.*value is "100"/],
    [{ rate: null }, "invalid_input", /rate must be.*value is null/],
    [{ maturity: undefined }, "invalid_input", /maturity must be.*missing/],
    [{ maturity: -1 }, "invalid_input", /maturity must be a positive.*-1/],
    [{ price: NaN }, "not_finite", /price must be.*NaN/],
    [{ price: "NaN" }, "not_finite", /price must be.*NaN/],
    [{ spot: Infinity }, "not_finite", /spot must be.*Infinity/],
    [{ rate: 1e6 }, "not_finite", /discounted forward and strike/],
    [{ type: "CALL" }, "invalid_input", /type must be "call" or "put".*CALL/],
    [{ price: -1 }, "below_intrinsic", /price must be at least/],
    [{ price: 200 }, "above_maximum", /price must be below/],
  ];
  for (const [change, kind, pattern] of cases) {
    const { failure, impliedVol } = impliedVolOfCase({
      ...QUOTE,
      ...change,
    }, 0);
    assertEquals(failure?.kind, kind, JSON.stringify(change));
    assertMatch(failure!.message, pattern);
    assertEquals(impliedVol, undefined);
  }
});

Deno.test("impliedVolOfCase() answers anything at all with a result", () => {
  fc.assert(fc.property(fc.anything(), fc.nat(), (value, index) => {
    const { failure, impliedVol } = impliedVolOfCase(value, index);
    return (failure === undefined) !== (impliedVol === undefined);
  }));
  const field = fc.oneof(fc.double(), fc.string(), fc.constant(null));
  const quote = fc.record({
    spot: field,
    strike: field,
    rate: field,
    dividend: field,
    maturity: field,
    price: field,
    type: fc.constantFrom("call", "put", "both"),
  }, { requiredKeys: [] });
  fc.assert(fc.property(quote, (value) => {
    const { failure, impliedVol } = impliedVolOfCase(value, 0);
    return failure !== undefined || impliedVol! >= 0;
  }));
});
