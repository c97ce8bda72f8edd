import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { makeRng } from "lib/core/rng.ts";
import { blackBatchInto, blackGreeks, blackPrice } from "lib/pricing/black.ts";
import { BLACK_GREEKS, BLACK_PRICES } from "../reference/black_exact.ts";

Deno.test("blackPrice() keeps its digits from 1e-302 to the upper bound", () => {
  for (const [forward, strike, tau, sigma, call, price] of BLACK_PRICES) {
    const isCall = call === 1;
    const mine = blackPrice({ forward, strike, tau, sigma, isCall });
    // A rounding of d₁ moves the price by d₁² roundings.
    const d1 = Math.log(forward / strike) / (sigma * Math.sqrt(tau));
    const room = 6e-16 * (2 + d1 * d1);
    assertLess(Math.abs(mine / price - 1), room, `${forward} ${strike}`);
  }
});

Deno.test("blackGreeks() reproduces the derivatives of the price", () => {
  for (const { input, greeks } of BLACK_GREEKS) {
    const mine = blackGreeks(input);
    for (const [name, exact] of Object.entries(greeks)) {
      const value = mine[name as keyof typeof mine];
      assert(
        // theta, charm and speed are sums of terms of either sign.
        Math.abs(value - exact) <= 1e-13 * Math.abs(exact) + 1e-17,
        `${name}: ${value}, not ${exact}`,
      );
    }
  }
});

Deno.test("put and call satisfy parity to rounding", () => {
  const positive = fc.double({ min: 0.01, max: 1e4, noNaN: true });
  fc.assert(fc.property(
    positive,
    positive,
    fc.double({ min: 0, max: 5, noNaN: true }),
    (forward, strike, sigma) => {
      const terms = { forward, strike, sigma, tau: 0.7 };
      const call = blackPrice({ ...terms, isCall: true });
      const put = blackPrice({ ...terms, isCall: false });
      const room = 4 * Number.EPSILON * Math.max(forward, strike);
      return Math.abs(call - put - (forward - strike)) <= room &&
        call >= 0 && put >= 0 && call <= forward && put <= strike;
    },
  ));
});

Deno.test("no volatility or no time leaves the discounted intrinsic value", () => {
  const terms = { forward: 110, strike: 100, discount: 0.9, isCall: true };
  assertEquals(blackPrice({ ...terms, tau: 1, sigma: 0 }), 9);
  assertEquals(blackPrice({ ...terms, tau: 0, sigma: 0.2 }), 9);
  const put = { ...terms, isCall: false };
  assertEquals(blackPrice({ ...put, tau: 1, sigma: 0 }), 0);
});

Deno.test("Greeks at no volatility are the limits, none of them NaN", () => {
  for (const spot of [90, 100, 110]) {
    for (const [tau, sigma] of [[0, 0.2], [1, 0], [0, 0]]) {
      for (const isCall of [true, false]) {
        const terms = { spot, strike: 100, tau, sigma, isCall };
        const greeks = blackGreeks({ ...terms, rate: 0, dividend: 0 });
        for (const [name, value] of Object.entries(greeks)) {
          assert(!Number.isNaN(value), `${name} at ${spot}, ${tau}, ${sigma}`);
        }
        const side = Math.sign(spot - 100);
        const delta = isCall ? 0.5 + side / 2 : side / 2 - 0.5;
        assertEquals(greeks.delta, delta);
        assertEquals(greeks.gamma, side === 0 ? Infinity : 0);
      }
    }
  }
});

Deno.test("blackBatchInto() equals its scalar twin to 1e-14 of the spot", () => {
  const n = 20_000;
  const rng = makeRng(11);
  const column = (low: number, high: number) =>
    Float64Array.from({ length: n }, () => low + (high - low) * rng.uniform());
  const batch = {
    spot: column(1, 200),
    strike: column(1, 300),
    tau: column(0.001, 30),
    sigma: column(0.001, 3),
    rate: column(-0.1, 0.3),
    dividend: column(-0.1, 0.3),
    isCall: Uint8Array.from({ length: n }, (_, i) => i % 2),
  };
  const price = new Float64Array(n);
  const delta = new Float64Array(n);
  blackBatchInto(batch, { price, delta });
  for (let i = 0; i < n; ++i) {
    const terms = {
      spot: batch.spot[i],
      strike: batch.strike[i],
      tau: batch.tau[i],
      sigma: batch.sigma[i],
      rate: batch.rate[i],
      dividend: batch.dividend[i],
      isCall: batch.isCall[i] === 1,
    };
    const exact = blackGreeks(terms);
    const legs = terms.spot * Math.exp(-terms.dividend * terms.tau) +
      terms.strike * Math.exp(-terms.rate * terms.tau);
    const room = 1e-14 * Math.max(terms.spot, legs);
    assertAlmostEquals(price[i], exact.price, room, JSON.stringify(terms));
    assertAlmostEquals(
      delta[i],
      exact.delta,
      1e-14 * legs / terms.spot + 1e-14,
    );
  }
});

Deno.test("a bad option is refused with its field, row and value", () => {
  const good = { forward: 100, strike: 100, tau: 1, sigma: 0.2, isCall: true };
  assertThrows(
    () => blackPrice({ ...good, strike: 0 }),
    RangeError,
    "strike must be finite and positive: current value is 0",
  );
  assertThrows(() => blackPrice({ ...good, tau: NaN }), RangeError, "tau");
  const two = (a: number, b: number) => Float64Array.of(a, b);
  const batch = {
    spot: two(100, 100),
    strike: two(100, -5),
    tau: two(1, 1),
    sigma: two(0.2, 0.2),
    rate: two(0, 0),
    dividend: two(0, 0),
    isCall: Uint8Array.of(1, 1),
  };
  const out = { price: two(0, 0), delta: two(0, 0) };
  assertThrows(
    () => blackBatchInto(batch, out),
    RangeError,
    "strike[1] must be finite and positive: current value is -5",
  );
  assertThrows(
    () => blackBatchInto({ ...batch, tau: Float64Array.of(1) }, out),
    TypeError,
    "tau must have the 2 rows",
  );
});
