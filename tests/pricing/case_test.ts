import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PricingError } from "lib/core/errors.ts";
import { parseCase } from "lib/pricing/case.ts";

const GOOD = {
  law: "black-scholes",
  params: { sigma: 0.2 },
  spot: 100,
  strike: 90,
  rate: 0.05,
  dividend: 0.01,
  maturity: 0.5,
  type: "put",
};

Deno.test("parseCase() fills in style, tolerance and greeks", () => {
  const { style, tolerance, greeks, terms } = parseCase(GOOD);
  assertEquals([style, tolerance, greeks], ["european", 1e-6, false]);
  assertEquals(terms.isCall, false);
});

for (
  const [name, change, message] of [
    ["a zero spot", { spot: 0 }, "spot must be a finite number > 0"],
    ["a strike as text", { strike: "90" }, 'current value is "90"'],
    ["a missing maturity", { maturity: undefined }, "current value is missing"],
    ["a negative maturity", { maturity: -1 }, "maturity"],
    ["an infinite rate", { rate: Infinity }, "current value is Infinity"],
    ["an unknown type", { type: "straddle" }, '"call", "put"'],
    ["an unknown style", { style: "bermudan" }, '"american"'],
    ["a parameter as text", { params: { sigma: "x" } }, "params.sigma"],
    ["parameters in a list", { params: [0.2] }, "params must be an object"],
    ["a barrier without terms", { style: "barrier" }, "barrier must be"],
    [
      "barrier terms on a European",
      { barrier: { kind: "up-and-in", level: 120 } },
      'left out unless style is "barrier"',
    ],
    [
      "half a fixing",
      { style: "asian", asian: { average: "geometric", fixings: 1.5 } },
      "asian.fixings",
    ],
  ] as const
) {
  Deno.test(`parseCase() refuses ${name}, naming it`, () => {
    const error = assertThrows(
      () => parseCase({ ...GOOD, ...change }),
      PricingError,
    );
    assertStringIncludes(error.message, message);
  });
}

Deno.test("parseCase() says not_finite of NaN and infinities", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const error = assertThrows(
      () => parseCase({ ...GOOD, spot: bad }),
      PricingError,
    );
    assertEquals(error.kind, "not_finite");
  }
});

Deno.test("parseCase() answers any JSON value with a case or a PricingError", () => {
  const field = fc.oneof(fc.jsonValue(), fc.double(), fc.constant(undefined));
  const shape = fc.record({
    law: field,
    params: field,
    spot: field,
    strike: field,
    rate: field,
    dividend: field,
    maturity: field,
    type: field,
    style: fc.oneof(field, fc.constantFrom("barrier", "asian")),
    barrier: field,
    asian: field,
    tolerance: field,
    greeks: field,
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), shape), (value) => {
      try {
        const { terms, tolerance } = parseCase(value);
        return terms.spot > 0 && tolerance > 0;
      } catch (error) {
        return error instanceof PricingError && error.message.length > 20;
      }
    }),
    { seed: 11, numRuns: 500 },
  );
});
