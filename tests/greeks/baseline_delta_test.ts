import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { baselineDelta, yearsOf } from "lib/greeks/baseline_delta.ts";
import { blackGreeks } from "lib/pricing/black.ts";
import { QUANTLIB_DELTAS } from "../reference/quantlib_deltas.ts";

const CURVE = { rate: 0.05, carry: 0.03 };

Deno.test("baselineDelta() is QuantLib's delta at the implied volatility", () => {
  for (
    const [type, underlying, strike, mark, dte, rate, carry, delta]
      of QUANTLIB_DELTAS
  ) {
    const found = baselineDelta({
      type,
      underlying,
      strike,
      mark,
      dte,
      curve: { rate, carry },
    });
    assertAlmostEquals(
      found,
      delta,
      1e-9,
      `${type} ${strike} on ${underlying}`,
    );
  }
});

Deno.test("baselineDelta() gives back the delta of the volatility that made the price", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.8, max: 1.25, noNaN: true }),
      fc.integer({ min: 5, max: 400 }),
      fc.double({ min: 0.15, max: 1, noNaN: true }),
      fc.boolean(),
      (relative, dte, sigma, isCall) => {
        const { price, delta, vega } = blackGreeks({
          spot: 560,
          strike: 560 * relative,
          tau: dte / 365,
          sigma,
          rate: CURVE.rate,
          dividend: CURVE.rate - CURVE.carry,
          isCall,
        });
        // Where a price hardly says anything of a volatility, neither does its
        // delta.
        fc.pre(vega > 1e-3);
        const found = baselineDelta({
          type: isCall ? "call" : "put",
          underlying: 560,
          strike: 560 * relative,
          mark: price,
          dte,
          curve: CURVE,
        });
        assertAlmostEquals(found, delta, 1e-8);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("a price below intrinsic value has the delta of the intrinsic value", () => {
  const dividends = Math.exp((CURVE.carry - CURVE.rate) * 30 / 365);
  const quote = { underlying: 100, dte: 30, curve: CURVE };
  // In the money by 20, and priced at 15; out of the money, and priced below 0.
  for (
    const [type, strike, mark, delta] of [
      ["call", 80, 15, dividends],
      ["put", 120, 15, -dividends],
      ["call", 120, -0.01, 0],
      ["put", 80, -0.01, 0],
    ] as const
  ) {
    assertEquals(baselineDelta({ ...quote, type, strike, mark }) + 0, delta);
  }
});

Deno.test("a price above the maximum has the delta of the maximum", () => {
  const dividends = Math.exp((CURVE.carry - CURVE.rate) * 30 / 365);
  const quote = { underlying: 100, strike: 90, dte: 30, curve: CURVE };
  assertEquals(baselineDelta({ ...quote, type: "call", mark: 101 }), dividends);
  assertEquals(baselineDelta({ ...quote, type: "put", mark: 91 }) + 0, 0);
});

Deno.test("a price exactly at intrinsic value has its delta: 0, or the whole", () => {
  const curve = { rate: 0, carry: 0 };
  const quote = { underlying: 100, dte: 30, curve };
  for (
    const [type, strike, mark, delta] of [
      ["call", 80, 20, 1],
      ["put", 120, 20, -1],
      ["call", 120, 0, 0],
      ["put", 80, 0, 0],
    ] as const
  ) {
    assertEquals(baselineDelta({ ...quote, type, strike, mark }) + 0, delta);
  }
});

Deno.test("a contract that expires today has half a day", () => {
  assertEquals([0, 0.25, 0.5, 1].map(yearsOf), [
    0.5 / 365,
    0.5 / 365,
    0.5 / 365,
    1 / 365,
  ]);
  const quote = { underlying: 100, strike: 101, mark: 0.2, curve: CURVE };
  assertEquals(
    baselineDelta({ ...quote, type: "call", dte: 0 }),
    baselineDelta({ ...quote, type: "call", dte: 0.5 }),
  );
});

Deno.test("baselineDelta() stays within the bounds of a delta, whatever is asked", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.double({ min: -9, max: 3, noNaN: true }),
      fc.integer({ min: 0, max: 3660 }),
      fc.double({ min: -0.25, max: 0.25, noNaN: true }),
      fc.double({ min: -0.25, max: 0.25, noNaN: true }),
      (logStrike, logMark, dte, rate, carry) => {
        const quote = {
          underlying: 100,
          strike: 100 * Math.exp(logStrike),
          mark: 100 * Math.exp(logMark),
          dte,
          curve: { rate, carry },
        };
        const call = baselineDelta({ ...quote, type: "call" });
        const put = baselineDelta({ ...quote, type: "put" });
        assert(call >= 0 && call <= 1, `call ${call}`);
        assert(put >= -1 && put <= 0, `put ${put}`);
      },
    ),
    { seed: 2, numRuns: 2000 },
  );
});
