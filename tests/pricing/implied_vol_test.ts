import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PricingError } from "lib/core/errors.ts";
import { blackPrice } from "lib/pricing/black.ts";
import {
  impliedVol,
  impliedVolFromSpot,
  type ImpliedVolInput,
  impliedVolOrThrow,
} from "lib/pricing/implied_vol.ts";
import { IMPLIED_VOLS, SPOT_IMPLIED_VOLS } from "../reference/black_exact.ts";

const QUOTE: ImpliedVolInput = {
  forward: 100,
  strike: 90,
  tau: 1,
  discount: 0.95,
  price: 12,
  isCall: true,
};

function kindOf(input: Partial<ImpliedVolInput>): string {
  const result = impliedVol({ ...QUOTE, ...input });
  return result.ok ? "ok" : result.kind;
}

Deno.test("impliedVol() is exact to what the price's rounding leaves", () => {
  for (const row of IMPLIED_VOLS) {
    const [forward, strike, tau, call, price, sigma, condition] = row;
    const isCall = call === 1;
    const mine = impliedVolOrThrow({ forward, strike, tau, price, isCall });
    // Half a rounding of the price times its effect, and four of our own.
    const room = Number.EPSILON * (4 + condition);
    assertLess(Math.abs(mine / sigma - 1), room, row.join(" "));
  }
});

Deno.test("impliedVolFromSpot() is as exact, struck at the forward too", () => {
  for (const row of SPOT_IMPLIED_VOLS) {
    const [spot, strike, rate, dividend, tau, call, price, sigma, condition] =
      row;
    const isCall = call === 1;
    const quote = { spot, strike, rate, dividend, tau, price, isCall };
    const result = impliedVolFromSpot(quote);
    const room = Number.EPSILON * (6 + 2 * condition);
    const miss = result.ok ? Math.abs(result.sigma / sigma - 1) : NaN;
    assertLess(miss, room, row.join(" "));
  }
});

Deno.test("impliedVol() undoes blackPrice() from the far wings to large volatility", () => {
  const logMoneyness = fc.tuple(
    fc.double({ min: -8, max: 1.1, noNaN: true }),
    fc.constantFrom(-1, 1),
  );
  const logVol = fc.double({ min: -4, max: 1.3, noNaN: true });
  fc.assert(
    fc.property(logMoneyness, logVol, fc.boolean(), ([e, side], v, isCall) => {
      const strike = 100 * Math.exp(side * 10 ** e);
      const sigma = 10 ** v;
      const quote = { forward: 100, strike, tau: 1, isCall };
      const price = blackPrice({ ...quote, sigma });
      const result = impliedVol({ ...quote, price });
      if (price < 1e-300) return true;
      const back = result.ok
        ? result.sigma
        : result.kind === "above_maximum"
        ? Infinity
        : NaN;
      // What counts is the price: it must be the same but for its rounding.
      const again = back === Infinity
        ? (isCall ? 100 : strike)
        : blackPrice({ ...quote, sigma: back });
      const room = Number.EPSILON * 8 * Math.max(100, strike);
      const wing = Math.abs(back / sigma - 1) < 1e-14;
      return wing || Math.abs(again - price) <= Math.max(room, price * 1e-14);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the discounted intrinsic value has volatility exactly 0", () => {
  const price = 0.95 * (100 - 90);
  assertEquals(impliedVol({ ...QUOTE, price }), { ok: true, sigma: 0 });
  const put = { ...QUOTE, strike: 120, isCall: false };
  const putPrice = 0.95 * 120 - 0.95 * 100;
  assertEquals(impliedVol({ ...put, price: putPrice }), { ok: true, sigma: 0 });
  const outside = { ...QUOTE, strike: 110, price: 0 };
  assertEquals(impliedVol(outside), { ok: true, sigma: 0 });
  const spot = {
    spot: 100,
    strike: 80,
    tau: 0.37,
    rate: 0.031,
    dividend: 0.017,
    isCall: true,
    price: 100 * Math.exp(-0.017 * 0.37) - 80 * Math.exp(-0.031 * 0.37),
  };
  assertEquals(impliedVolFromSpot(spot), { ok: true, sigma: 0 });
});

Deno.test("prices outside the bounds fail by kind, at the upper bound too", () => {
  assertEquals(kindOf({ price: 9.49 }), "below_intrinsic");
  assertEquals(kindOf({ price: -1 }), "below_intrinsic");
  assertEquals(kindOf({ price: 95 }), "above_maximum");
  assertEquals(kindOf({ price: 96 }), "above_maximum");
  const put = { isCall: false, price: 0.95 * 90 };
  assertEquals(kindOf(put), "above_maximum");
  assertEquals(kindOf({ ...put, price: 0.95 * 90 - 1e-9 }), "ok");
  assertEquals(kindOf({ price: NaN }), "not_finite");
  assertEquals(kindOf({ strike: Infinity }), "not_finite");
  assertEquals(kindOf({ strike: 0 }), "invalid_input");
  assertEquals(kindOf({ tau: -1 }), "invalid_input");
  assertEquals(kindOf({ discount: 0 }), "invalid_input");
});

Deno.test("impliedVolOrThrow() throws the failure with its kind", () => {
  const error = assertThrows(
    () => impliedVolOrThrow({ ...QUOTE, price: 5 }),
    PricingError,
    "at least the discounted intrinsic value 9.5: current value is 5",
  );
  assertEquals(error.kind, "below_intrinsic");
});

Deno.test("impliedVol() never throws and never returns NaN, whatever comes", () => {
  const any = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, -1, 1e-320, 1e308, NaN, Infinity, -Infinity),
  );
  fc.assert(
    fc.property(
      any,
      any,
      any,
      any,
      any,
      fc.boolean(),
      (forward, strike, tau, discount, price, isCall) => {
        const quote = { forward, strike, tau, discount, price, isCall };
        const result = impliedVol(quote);
        assert(!result.ok || result.sigma >= 0, JSON.stringify(quote));
      },
    ),
    { numRuns: 3000 },
  );
});
