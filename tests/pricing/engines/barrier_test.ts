import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { blackGreeks } from "lib/pricing/black.ts";
import type { BarrierKind } from "lib/pricing/case.ts";
import { barrierGreeks, barrierPrice } from "lib/pricing/engines/barrier.ts";
import { BARRIER_PRICES } from "../../reference/barrier_prices.ts";
import { assertGreeksOf } from "./spot_differences.ts";

Deno.test("all eight barriers agree with QuantLib to rounding", () => {
  for (const [kind, isCall, strike, level, ...rest] of BARRIER_PRICES) {
    const [rate, dividend, sigma, maturity, expected] = rest;
    const price = barrierPrice(
      { spot: 100, strike, rate, dividend, maturity, isCall },
      { barrier: { kind, level }, sigma },
    );
    assertAlmostEquals(price, expected, 1e-12, `${kind} ${strike} ${level}`);
  }
});

Deno.test("every barrier Greek is the derivative of the price", () => {
  const seen = new Set<string>();
  for (const [kind, isCall, strike, level, ...rest] of BARRIER_PRICES) {
    const [rate, dividend, sigma, maturity] = rest;
    // Differences need room between spot and level.
    if (level > 90 && level < 110) continue;
    seen.add(`${kind} ${isCall}`);
    const terms = { spot: 100, strike, rate, dividend, maturity, isCall };
    const barrier = { kind, level };
    assertGreeksOf(
      (t, s) => barrierPrice(t, { barrier, sigma: s }),
      { terms, sigma },
      barrierGreeks(terms, { barrier, sigma }),
      1e-6,
    );
  }
  assertEquals(seen.size, 8);
});

Deno.test("in and out add up to the vanilla, both within it", () => {
  for (const side of ["down", "up"]) {
    for (const sigma of [0.001, 0.01, 0.2, 2]) {
      for (const level of side === "down" ? [99.9, 60] : [100.1, 170]) {
        for (const isCall of [true, false]) {
          const terms = {
            spot: 100,
            strike: 103,
            rate: 0.04,
            dividend: 0.09,
            maturity: 2,
            isCall,
          };
          const [inside, outside] = ["in", "out"].map((what) =>
            barrierPrice(terms, {
              barrier: { kind: `${side}-and-${what}` as BarrierKind, level },
              sigma,
            })
          );
          const vanilla = blackGreeks({ ...terms, tau: 2, sigma }).price;
          assertAlmostEquals(inside + outside, vanilla, 1e-15 * vanilla);
          assert(inside >= 0 && outside >= 0);
        }
      }
    }
  }
});

Deno.test("a spot at or past the barrier has touched it", () => {
  const terms = {
    spot: 100,
    strike: 95,
    rate: 0.03,
    dividend: 0,
    maturity: 1,
    isCall: true,
  };
  const vanilla = blackGreeks({ ...terms, tau: 1, sigma: 0.2 });
  for (const [side, level] of [["down", 100], ["up", 99]] as const) {
    const of = (what: "in" | "out") => ({
      barrier: { kind: `${side}-and-${what}` as const, level },
      sigma: 0.2,
    });
    assertEquals(barrierPrice(terms, of("out")), 0);
    assertEquals(barrierPrice(terms, of("in")), vanilla.price);
    assertEquals(barrierGreeks(terms, of("out")).delta, 0);
    assertEquals(barrierGreeks(terms, of("in")).delta, vanilla.delta);
  }
});

Deno.test("an up-and-out call struck at or past its barrier is worth 0", () => {
  const price = barrierPrice({
    spot: 100,
    strike: 120,
    rate: 0.03,
    dividend: 0,
    maturity: 1,
    isCall: true,
  }, { barrier: { kind: "up-and-out", level: 120 }, sigma: 0.2 });
  assertEquals(price, 0);
});

Deno.test("a tiny volatility overflows no power of H/S", () => {
  // (H/S)^(2λ) alone is about e^(±4e4): without logarithms this is NaN.
  for (const rate of [0.05, -0.05]) {
    const price = barrierPrice({
      spot: 100,
      strike: 100,
      rate,
      dividend: 0,
      maturity: 1,
      isCall: false,
    }, { barrier: { kind: "down-and-in", level: 80 }, sigma: 0.001 });
    assert(Number.isFinite(price) && price >= 0 && price < 1e-12);
  }
});
